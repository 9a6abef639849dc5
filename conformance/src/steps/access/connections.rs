//! Phrases about requests that share a connection, in turn or all at once. What a single request says belongs to
//! `credentials` and `protocol`. The invariant: every answer is held against the token of its own request.

use cucumber::{gherkin, then, when};

use crate::oracle::no_effect;
use crate::profile::Refusal;
use crate::steps::shared::parameters::{Name, rows};
use crate::wire::Request;
use crate::world::{Answered, Attempt, Operation, STRANGER, Step, World};

/// How often each takes its turn.
const ROUNDS: usize = 3;

fn lists_and_gets(world: &mut World, name: &str) -> Step<[(Operation, Request); 2]> {
    let target = world.target()?;
    let token = world.token(name)?;
    let job = world.existing_job(name)?;
    Ok([
        (Operation::List, target.api.list(name, &[]).bearer(&token)),
        (Operation::Get, target.api.get(name, &job).bearer(&token)),
    ])
}

async fn take_turns(world: &mut World, one: &str, other: &str, pipelined: bool) -> Step {
    let target = world.target()?;
    let spoiled = world.bad_token(one)?;
    let job = world.existing_job(one)?;
    let mut turns = Vec::new();
    for _ in 0..ROUNDS {
        turns.extend(lists_and_gets(world, one)?);
        turns.push((Operation::List, target.api.list(STRANGER, &[])));
        turns.extend(lists_and_gets(world, other)?);
        turns.push((Operation::Get, target.api.get(STRANGER, &job).bearer(&spoiled)));
        turns.push((Operation::Get, target.api.get(STRANGER, &job)));
    }
    let (operations, requests): (Vec<Operation>, Vec<Request>) = turns.into_iter().unzip();
    let answers = world.send_in_turn(requests, pipelined).await?;
    record(world, operations, answers);
    Ok(())
}

fn record(world: &mut World, operations: Vec<Operation>, answers: Vec<Answered>) {
    for (index, (operation, sent)) in operations.into_iter().zip(answers).enumerate() {
        let who = sent.request.who.clone();
        world.add_attempt(Attempt {
            label: format!("request {} on the connection, by {who}", index + 1),
            owned: world.jobs_of(&who),
            caller: who,
            operation,
            tolerated: Vec::new(),
            sent,
        });
    }
}

#[when(expr = "{tenant}, {tenant} and two strangers take turns on one connection")]
async fn in_turn(world: &mut World, one: Name, other: Name) -> Step {
    take_turns(world, &one.0, &other.0, false).await
}

#[when(expr = "{tenant}, {tenant} and two strangers take turns on one connection without waiting")]
async fn pipelined(world: &mut World, one: Name, other: Name) -> Step {
    take_turns(world, &one.0, &other.0, true).await
}

fn lists_and_gets_of(
    world: &mut World,
    names: [&str; 3],
    count: usize,
) -> Step<(Vec<Operation>, Vec<Request>)> {
    let mut requests = Vec::with_capacity(count);
    while requests.len() < count {
        for name in names {
            requests.extend(lists_and_gets(world, name)?);
        }
    }
    requests.truncate(count);
    Ok(requests.into_iter().unzip())
}

#[when(expr = "{tenant}, {tenant} and {tenant} send {int} requests at once")]
async fn at_once(world: &mut World, one: Name, two: Name, three: Name, count: usize) -> Step {
    let (operations, requests) = lists_and_gets_of(world, [&one.0, &two.0, &three.0], count)?;
    let answers = world.send_together(requests).await?;
    record(world, operations, answers);
    Ok(())
}

#[when(expr = "{tenant}, {tenant} and {tenant} send {int} requests at once over one HTTP\\/2 connection")]
async fn over_http2(world: &mut World, one: Name, two: Name, three: Name, count: usize) -> Step {
    let (operations, requests) = lists_and_gets_of(world, [&one.0, &two.0, &three.0], count)?;
    let answers = world.send_over_http2(requests).await?;
    record(world, operations, answers);
    Ok(())
}

#[when(
    expr = "{tenant} and {tenant} read their own over one HTTP\\/2 connection, where every operation is tried on {tenant}'s job with:"
)]
async fn tried_over_http2(
    world: &mut World,
    one: Name,
    other: Name,
    owner: Name,
    step: &gherkin::Step,
) -> Step {
    let mut sent: Vec<(Operation, Request)> = Vec::new();
    for row in rows(step) {
        let lines: Vec<String> = match row[0].as_str() {
            "no Authorization header" => Vec::new(),
            "an empty one" => vec![String::new()],
            "a bad token" => vec![format!("Bearer {}", world.bad_token(&owner.0)?)],
            "acme's token and globex's" => bearers(world, ["acme", "globex"])?,
            "globex's token and acme's" => bearers(world, ["globex", "acme"])?,
            other => return Err(world.inconclusive(format!("`{other}` are no credentials"))),
        };
        for operation in Operation::ALL {
            let request = world.request(operation, STRANGER, &owner.0)?;
            let dressed = lines
                .iter()
                .fold(request, |request, line| request.header("authorization", line));
            sent.push((operation, dressed));
        }
        sent.extend(lists_and_gets(world, &one.0)?);
        sent.extend(lists_and_gets(world, &other.0)?);
    }
    let (operations, requests): (Vec<Operation>, Vec<Request>) = sent.into_iter().unzip();
    let answers = world.send_over_http2(requests).await?;
    record(world, operations, answers);
    // Two headers may be called a bad request.
    world.tolerate(|attempt| {
        let lines = attempt.sent.request.headers.iter();
        let several = lines.filter(|(name, _)| name == "authorization").count() > 1;
        several.then(|| vec![400])
    });
    Ok(())
}

fn bearers(world: &mut World, names: [&str; 2]) -> Step<Vec<String>> {
    names
        .into_iter()
        .map(|name| Ok(format!("Bearer {}", world.token(name)?)))
        .collect()
}

#[then("each is answered on its own token alone")]
async fn on_its_own(world: &mut World) -> Step {
    let target = world.target()?;
    let claim = "a request is answered on its own token, whatever else its connection carries";
    for attempt in world.attempts()? {
        let (api, response) = (&target.api, &attempt.sent.response);
        let status = response.status;
        let right = if attempt.caller == STRANGER {
            api.accepts(Refusal::Unauthenticated, status) || attempt.tolerated.contains(&status)
        } else if attempt.operation == Operation::List {
            let listed = api.job_ids(response).filter(|_| status == 200);
            listed.is_some_and(|listed| no_effect::change(&attempt.owned, &listed).is_none())
        } else {
            let got = response.json().and_then(|job| api.job_of(&job));
            status == 200 && got.is_some_and(|id| attempt.owned.contains(&id))
        };
        if !right {
            let found = format!("{}: answered {status}, not with what is due to it", attempt.label);
            return Err(world.broken(claim, found, &[&attempt.sent]));
        }
    }
    Ok(())
}
