//! Phrases about client_request_ids that are reused, refused or none. Plain repetition is the subject of `idempotency`. The
//! invariant: a key is new in every scenario, so that nobody else has used it.

use cucumber::{gherkin, then, when};

use super::bodies::{Place, with_raw};
use super::body_members::lengthy;
use super::executing::{enqueued, last};
use crate::identity::Tenant;
use crate::profile::Scope;
use crate::profile::{Execute, Refusal};
use crate::steps::shared::parameters::{Name, rows};
use crate::wire::Request;
use crate::world::{Operation, STRANGER, Step, World};

const JSON: Option<&str> = Some("application/json");

fn keyed(world: &mut World, caller: &str, key: &str) -> Execute {
    Execute {
        client_request_id: Some(key.to_owned()),
        ..Execute::of(&world.tenant(caller))
    }
}

#[when(expr = "{tenant} executes, and {tenant} repeats its request in its own workspace")]
async fn repeats_anothers(world: &mut World, one: Name, other: Name) -> Step {
    let target = world.target()?;
    let key = Tenant::fresh("key").canary;
    // Both send the same to the last byte, so there is no canary in it.
    let first = Execute {
        action: "shared".to_owned(),
        params: serde_json::json!({}),
        ..keyed(world, &one.0, &key)
    };
    let second = Execute {
        workspace: world.tenant(&other.0).workspace.into(),
        ..first.clone()
    };
    for (caller, execute) in [(&one.0, first), (&other.0, second)] {
        let request = target.api.execute(caller, &execute);
        world
            .attempt_as(caller, Operation::Execute, "the repeated request", request)
            .await?;
    }
    Ok(())
}

#[when(expr = "{tenant} executes twice with one client_request_id and different bodies")]
async fn different_bodies(world: &mut World, caller: Name) -> Step {
    let target = world.target()?;
    let key = Tenant::fresh("key").canary;
    for action in ["first", "second"] {
        let execute = Execute {
            action: action.to_owned(),
            ..keyed(world, &caller.0, &key)
        };
        let request = target.api.execute(&caller.0, &execute);
        world
            .attempt_as(
                &caller.0,
                Operation::Execute,
                format!("the {action} body"),
                request,
            )
            .await?;
    }
    Ok(())
}

#[then("the second is refused as conflicting, or as invalid")]
async fn second_refused(world: &mut World) -> Step {
    let target = world.target()?;
    let answered = last(world)?;
    let status = answered.response.status;
    if target.api.accepts(Refusal::Conflict, status) || status == 422 {
        return Ok(());
    }
    let found = format!("answered {status}, where 409 was due");
    let claim = "a client_request_id stands for one request, and another one is told so";
    Err(world.broken(claim, found, &[&answered]))
}

#[when(expr = "{tenant} is refused with a client_request_id, and then executes with it:")]
async fn refused_first(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for row in rows(step) {
        let key = Tenant::fresh("key").canary;
        let good = keyed(world, &caller.0, &key);
        let own = world.token(&caller.0)?;
        let (execute, token) = match row[0].as_str() {
            "another's workspace" => {
                let workspace = world.tenant("globex").workspace.into();
                (
                    Execute {
                        workspace,
                        ..good.clone()
                    },
                    own,
                )
            }
            "a bad provider" => (
                Execute {
                    provider: "a:b".to_owned(),
                    ..good.clone()
                },
                own,
            ),
            "a bad token" => (good.clone(), world.bad_token(&caller.0)?),
            "a token without scope" => {
                if !target.profile.has(crate::profile::Capability::ScopedTokens) {
                    continue;
                }
                (good.clone(), world.token_for(&caller.0, &[Scope::Read])?)
            }
            other => return Err(world.inconclusive(format!("`{other}` is no refusal"))),
        };
        let refused = world
            .send(target.api.execute(STRANGER, &execute).bearer(&token))
            .await?;
        if refused.response.status < 400 {
            let found = format!("{}: answered {}", row[0], refused.response.status);
            return Err(world.broken("what is out of order is refused", found, &[&refused]));
        }
        let request = target.api.execute(&caller.0, &good);
        world
            .attempt_as(
                &caller.0,
                Operation::Execute,
                format!("after {}", row[0]),
                request,
            )
            .await?;
    }
    Ok(())
}

#[then("each client_request_id was still free")]
async fn still_free(world: &mut World) -> Step {
    let claim = "a refused request takes no client_request_id";
    let mut known = Vec::new();
    for attempt in world.attempts()? {
        match enqueued(world, &attempt.sent)? {
            Some(id) if !known.contains(&id) => known.push(id),
            Some(_) => return Err(world.broken(claim, "two requests were given one job", &[&attempt.sent])),
            None => {
                let found = format!("{}: answered {}", attempt.label, attempt.sent.response.status);
                return Err(world.broken(claim, found, &[&attempt.sent]));
            }
        }
    }
    world.control("acme", false).await
}

#[when(expr = "{tenant} executes twice with each of these client_request_ids:")]
async fn odd_keys(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for row in rows(step) {
        for _ in 0..2 {
            let body = with_raw(world, &caller.0, Place::RequestId, &lengthy(&row[0]))?;
            let request: Request = target.api.execute_raw(&caller.0, JSON, body.into_bytes(), "");
            world
                .attempt_as(
                    &caller.0,
                    Operation::Execute,
                    format!("the id {}", row[0]),
                    request,
                )
                .await?;
        }
    }
    Ok(())
}

#[then("each is refused as invalid, or makes a job each time")]
async fn refused_or_each_time(world: &mut World) -> Step {
    let target = world.target()?;
    let claim = "a client_request_id that is none is refused, or counts for nothing";
    for pair in world.attempts()?.chunks(2) {
        let [one, other] = pair else {
            return Err(world.inconclusive("a request without its repetition"));
        };
        let invalid = |status| target.api.accepts(Refusal::Invalid, status) || status == 413;
        let (first, second) = (enqueued(world, &one.sent)?, enqueued(world, &other.sent)?);
        let right = match (&first, &second) {
            (Some(first), Some(second)) => first != second,
            (None, None) => invalid(one.sent.response.status) && invalid(other.sent.response.status),
            _ => false,
        };
        if !right {
            let statuses = (one.sent.response.status, other.sent.response.status);
            let found = format!(
                "{}: answered {} and {}, or one job twice",
                one.label, statuses.0, statuses.1
            );
            return Err(world.broken(claim, found, &[&one.sent, &other.sent]));
        }
    }
    world.control("acme", false).await
}
