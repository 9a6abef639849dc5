//! Phrases about what refusals, quotas and other origins give away. Counts and the inside are the subject of `side_channels`. The
//! invariant: what a request itself said is not held against its answer.

use cucumber::{gherkin, then, when};
use http::Method;

use crate::identity::hostile;
use crate::identity::hostile::Cast;
use crate::oracle::indistinguishable;
use crate::steps::shared::parameters::{FORGER, Name, rows};
use crate::wire::Response;
use crate::world::{Operation, STRANGER, Step, World};

const ORIGIN: &str = "https://evil.example";

fn everything(response: &Response) -> String {
    let head: String = response
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    format!("{head}{}", response.text())
}

#[then("no refusal names a workspace")]
async fn names_no_workspace(world: &mut World) -> Step {
    let tenants = world.participants()?;
    for attempt in world.attempts()? {
        let said = everything(&attempt.sent.response);
        let named = tenants.iter().map(|tenant| &tenant.workspace);
        if let Some(named) = named.into_iter().find(|id| said.contains(id.as_str())) {
            let whose = if *named == world.tenant(&attempt.caller).workspace {
                "the caller's"
            } else {
                "another's"
            };
            let found = format!(
                "{}, {}: it names {whose} workspace",
                attempt.label, attempt.operation
            );
            return Err(world.broken("a refusal names no workspace", found, &[&attempt.sent]));
        }
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with these bad tokens:")]
async fn with_bad_tokens(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let (victim, forger) = (world.tenant(&owner.0), world.tenant(FORGER));
    let cast = Cast {
        issuer: &target.issuer,
        victim: &victim,
        forger: &forger,
    };
    for row in rows(step) {
        let Some(token) = hostile::forge(&cast, &row[0]).and_then(|tokens| tokens.into_iter().next()) else {
            return Err(world.inconclusive(format!("`{}` is no token that the suite knows", row[0])));
        };
        world
            .try_all(&owner.0, &row[0], &[], |request| request.bearer(&token.token))
            .await?;
    }
    Ok(())
}

#[then("the refusals differ in nothing but the challenge, and quote nothing")]
async fn same_refusals(world: &mut World) -> Step {
    let target = world.target()?;
    let claim = "a bad token is refused in the same words, whatever is bad about it";
    let plain = |response: &Response| {
        let mut response = response.clone();
        response.headers.retain(|(name, _)| name != "www-authenticate");
        response
    };
    let attempts = world.attempts()?;
    let quoted = [
        target.issuer.issuer(),
        target.issuer.audience(),
        target.issuer.primary().kid.as_str(),
    ];
    for attempt in &attempts {
        let said = everything(&attempt.sent.response);
        if let Some(word) = quoted.iter().find(|word| said.contains(**word)) {
            let found = format!("{}, {}: it quotes `{word}`", attempt.label, attempt.operation);
            return Err(world.broken(claim, found, &[&attempt.sent]));
        }
        let first = attempts.iter().find(|one| one.operation == attempt.operation);
        let Some(first) = first else { continue };
        let (one, other) = (plain(&first.sent.response), plain(&attempt.sent.response));
        if let Some(found) = indistinguishable::difference((&one, &[]), (&other, &[])) {
            let found = format!(
                "{} against {}, {}: {found}",
                first.label, attempt.label, attempt.operation
            );
            return Err(world.broken(claim, found, &[&first.sent, &attempt.sent]));
        }
    }
    Ok(())
}

#[when(expr = "{tenant} sends {int} requests at once, and {tenant} one after the other")]
async fn burst(world: &mut World, busy: Name, count: usize, quiet: Name) -> Step {
    let target = world.target()?;
    let token = world.token(&busy.0)?;
    let requests: Vec<_> = (0..count)
        .map(|_| target.api.list(&busy.0, &[]).bearer(&token))
        .collect();
    // Half of it before, and half of it in between; a quota that is shared has been used up by then.
    let (before, between) = requests.split_at(count / 2);
    world.send_together(before.to_vec()).await?;
    for chunk in between.chunks(count / 10 + 1) {
        world.send_together(chunk.to_vec()).await?;
        let request = target.api.list(&quiet.0, &[]);
        world
            .attempt_as(
                &quiet.0,
                Operation::List,
                format!("beside {count} requests"),
                request,
            )
            .await?;
    }
    Ok(())
}

#[then(expr = "{tenant} is refused nothing")]
async fn refused_nothing(world: &mut World, quiet: Name) -> Step {
    world
        .judge_served(&quiet.0, "one workspace's load is not another's quota")
        .await
}

#[when(expr = "a page of another origin asks for {tenant}'s job, and for one that never existed")]
async fn other_origin(world: &mut World, owner: Name) -> Step {
    let target = world.target()?;
    let existing = world.existing_job(&owner.0)?;
    let never = World::never_existed(&existing);
    let token = world.token(&owner.0)?;
    for (label, id) in [("acme's job", existing), ("a job that never existed", never)] {
        let mut preflight = target
            .api
            .get(STRANGER, &id)
            .header("origin", ORIGIN)
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "authorization");
        preflight.method = Method::OPTIONS;
        world
            .attempt(
                &owner.0,
                Operation::Get,
                format!("a preflight for {label}"),
                preflight,
            )
            .await?;
        let asked = target
            .api
            .get(&owner.0, &id)
            .header("origin", ORIGIN)
            .bearer(&token);
        world.attempt(&owner.0, Operation::Get, label, asked).await?;
        world.add_asked_for(id);
    }
    Ok(())
}

#[then("no answer lets it read with credentials, and none tells which exists")]
async fn no_cors(world: &mut World) -> Step {
    let attempts = world.attempts()?;
    let claim = "pages of other origins read nothing";
    for attempt in &attempts {
        let response = &attempt.sent.response;
        let origin = response.header("access-control-allow-origin").unwrap_or_default();
        let credentials = response.header("access-control-allow-credentials") == Some("true");
        if origin == ORIGIN || (origin == "*" && credentials) || (origin == "null" && credentials) {
            let found = format!("{}: Access-Control-Allow-Origin is `{origin}`", attempt.label);
            return Err(world.broken(claim, found, &[&attempt.sent]));
        }
    }
    let preflights: Vec<_> = attempts
        .into_iter()
        .filter(|attempt| attempt.sent.request.method == Method::OPTIONS)
        .collect();
    let ids = world.asked_for()?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    world.judge_alike_among(&preflights, "a preflight is answered alike for every id", &ids)
}
