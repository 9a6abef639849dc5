//! Phrases about how a token travels: the Authorization header, its scheme word, and places where no token
//! belongs. What is inside a token is the subject of `tokens`. The invariant: each attempt differs from a good
//! request in nothing but what its row names.

use cucumber::gherkin;
use cucumber::{then, when};

use crate::oracle::indistinguishable;
use crate::oracle::refusal::Challenge;
use crate::profile::{Execute, Refusal};
use crate::steps::shared::parameters::{Name, filled, rows, unmarked};
use crate::wire::Request;
use crate::world::{Operation, STRANGER, Step, World};

const WITHOUT: &str = "without the header";

#[when(expr = "every operation is tried on {tenant}'s job without an Authorization header")]
async fn without_header(world: &mut World, owner: Name) -> Step {
    world
        .try_all(&owner.0, "no Authorization header", &[], |request| request)
        .await
}

#[when(expr = "every operation is tried on {tenant}'s job with these Authorization headers:")]
async fn with_headers(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    for row in rows(step) {
        let value = filled(world, &unmarked(&row[0]))?;
        let label = format!("`Authorization: {}`", row[0]);
        world
            .try_all(&owner.0, &label, &[], |request| {
                request.header("authorization", &value)
            })
            .await?;
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with these pairs of Authorization headers:")]
async fn with_pairs(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    for row in rows(step) {
        let (first, second) = (filled(world, &row[0])?, filled(world, &row[1])?);
        let label = format!("`{}` and `{}`", row[0], row[1]);
        let dress = |request: Request| {
            request
                .header("authorization", &first)
                .header("authorization", &second)
        };
        world.try_all(&owner.0, &label, &[400], dress).await?;
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with a good token only in:")]
async fn elsewhere(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let token = world.token(&owner.0)?;
    for row in rows(step) {
        let place = row[0].as_str();
        if let Some(field) = place.strip_prefix("the form field ") {
            let body = format!("{field}={token}").into_bytes();
            let media_type = Some("application/x-www-form-urlencoded");
            let request = target.api.execute_raw(STRANGER, media_type, body, "");
            world
                .attempt(&owner.0, Operation::Execute, place, request)
                .await?;
        } else if let Some(name) = place.strip_prefix("the query parameter ") {
            world
                .try_all(&owner.0, place, &[], |request| with_query(request, name, &token))
                .await?;
        } else if let Some(name) = place.strip_prefix("the cookie ") {
            let cookie = format!("{name}={token}");
            world
                .try_all(&owner.0, place, &[], |request| request.header("cookie", &cookie))
                .await?;
        } else if let Some(name) = place.strip_prefix("the header ") {
            world
                .try_all(&owner.0, place, &[], |request| request.header(name, &token))
                .await?;
        } else {
            return Err(world.inconclusive(format!("`{place}` is no place for a token")));
        }
    }
    Ok(())
}

fn with_query(mut request: Request, name: &str, value: &str) -> Request {
    let sign = if request.target.contains('?') { '&' } else { '?' };
    request.target = format!("{}{sign}{name}={value}", request.target);
    request
}

#[when(expr = "{tenant} uses every operation with these Authorization headers:")]
async fn uses_headers(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    for operation in Operation::ALL {
        for row in rows(step) {
            let value = filled(world, &unmarked(&row[0]))?;
            let request = world
                .request(operation, &owner.0, &owner.0)?
                .header("authorization", value);
            world
                .attempt(&owner.0, operation, format!("`{}`", row[0]), request)
                .await?;
        }
    }
    Ok(())
}

#[when(expr = "{tenant} uses every operation without and with each of these headers:")]
async fn uses_extra_headers(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for operation in Operation::ALL {
        let plain = world.request(operation, &owner.0, &owner.0)?;
        world
            .attempt_as(&owner.0, operation, WITHOUT, plain.clone())
            .await?;
        for row in rows(step) {
            let value = match row[1].strip_prefix("the list of ") {
                Some(workspace) => {
                    let workspace = filled(world, workspace)?;
                    target.api.list("", &[("workspace_id", &workspace)]).target
                }
                None => filled(world, &row[1])?,
            };
            let label = format!("`{}: {}`", row[0], row[1]);
            world
                .attempt_as(&owner.0, operation, label, plain.clone().header(&row[0], value))
                .await?;
        }
    }
    Ok(())
}

#[then("each answer is the same as without the header")]
async fn same_as_without(world: &mut World) -> Step {
    let target = world.target()?;
    let attempts = world.attempts()?;
    for attempt in &attempts {
        let plain = attempts
            .iter()
            .find(|one| one.operation == attempt.operation && one.label == WITHOUT);
        let Some(plain) = plain.map(|plain| plain.sent.clone()) else {
            return Err(world.inconclusive("nothing to compare with"));
        };
        // Only the answer to an execute names a new job; elsewhere the very ids have to be the same.
        let [ids, plain_ids] = [&attempt.sent, &plain].map(|sent| match attempt.operation {
            Operation::Execute => target.api.executed_id(&sent.response).into_iter().collect(),
            Operation::List | Operation::Get => Vec::new(),
        });
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let plain_ids: Vec<&str> = plain_ids.iter().map(String::as_str).collect();
        let sides = (
            (&plain.response, plain_ids.as_slice()),
            (&attempt.sent.response, ids.as_slice()),
        );
        if let Some(found) = indistinguishable::difference(sides.0, sides.1) {
            let found = format!("{}, {}: {found}", attempt.label, attempt.operation);
            let claim = "no header but Authorization says who the caller is";
            return Err(world.broken(claim, found, &[&plain, &attempt.sent]));
        }
    }
    Ok(())
}

#[then(expr = "each request is served with what is {tenant}'s own")]
async fn served(world: &mut World, owner: Name) -> Step {
    world
        .judge_served(&owner.0, "a good token opens its own workspace")
        .await
}

#[when(expr = "a bad token of {tenant} comes with:")]
async fn bad_token_with(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let tenant = world.tenant(&owner.0);
    let token = world.bad_token(&owner.0)?;
    let sound = target
        .api
        .execute(STRANGER, &Execute::of(&tenant))
        .body
        .unwrap_or_default();
    let (api, json) = (&target.api, Some("application/json"));
    for row in rows(step) {
        let (operation, request) = match row[0].as_str() {
            "a list with the limit 0" => (Operation::List, api.list(STRANGER, &[("limit", "0")])),
            "a list with the limit many" => (Operation::List, api.list(STRANGER, &[("limit", "many")])),
            "a list with a forged cursor" => (Operation::List, api.list(STRANGER, &[("cursor", "forged")])),
            "an execute whose body is not JSON" => (
                Operation::Execute,
                api.execute_raw(STRANGER, json, b"{".to_vec(), ""),
            ),
            "an execute whose body is empty" => (
                Operation::Execute,
                api.execute_raw(STRANGER, json, Vec::new(), ""),
            ),
            "an execute whose body lacks a field" => (
                Operation::Execute,
                api.execute_raw(STRANGER, json, b"{}".to_vec(), ""),
            ),
            "an execute whose body is plain text" => (
                Operation::Execute,
                api.execute_raw(STRANGER, Some("text/plain"), b"job".to_vec(), ""),
            ),
            "an execute with no media type" => (
                Operation::Execute,
                api.execute_raw(STRANGER, None, sound.clone(), ""),
            ),
            other => return Err(world.inconclusive(format!("`{other}` is no request"))),
        };
        world
            .attempt(&owner.0, operation, row[0].as_str(), request.bearer(&token))
            .await?;
    }
    Ok(())
}

#[when(expr = "a bad token of {tenant} asks for a job of {tenant}, of {tenant} and one that never existed")]
async fn bad_token_asks(world: &mut World, caller: Name, one: Name, other: Name) -> Step {
    let target = world.target()?;
    let token = world.bad_token(&caller.0)?;
    let own = world.existing_job(&one.0)?;
    let foreign = world.existing_job(&other.0)?;
    let unknown = World::never_existed(&own);
    let named = [
        (own, format!("a job of {}", one.0)),
        (foreign, format!("a job of {}", other.0)),
        (unknown, "a job that never existed".to_owned()),
    ];
    for (id, label) in named {
        let request = target.api.get(STRANGER, &id).bearer(&token);
        world.attempt(&caller.0, Operation::Get, label, request).await?;
        world.add_asked_for(id);
    }
    Ok(())
}

#[then("the answers cannot be told apart")]
async fn alike(world: &mut World) -> Step {
    let ids = world.asked_for()?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    world.judge_alike("a stranger is told the same, whatever it asks for", &ids)
}

#[then("each request is refused as unauthenticated, and blamed for nothing")]
async fn refused_without_blame(world: &mut World) -> Step {
    world
        .judge_refusals(Refusal::Unauthenticated, Challenge::BearerWithoutError)
        .await
}

#[then("each request is refused as unauthenticated, or as a bad request")]
async fn refused_or_bad(world: &mut World) -> Step {
    world.judge_refusals_or(Refusal::Unauthenticated, &[400]).await
}
