//! Phrases about what stands beside a job's id: conditions, methods, lengths, and the time that an answer takes. Ids
//! themselves are the subject of `fetching`. The invariant: every question about another's job is also asked about one
//! that never existed.

use std::time::Instant;

use cucumber::{gherkin, then, when};
use http::Method;

use crate::oracle::timing;
use crate::profile::Refusal;
use crate::steps::shared::parameters::{Name, rows};
use crate::world::{Answered, Operation, Step, World};

/// Pairs of one round; enough for a difference of a millisecond to stand out.
const PAIRS: usize = 60;
/// A difference has to show in each of them, so that one disturbance is none.
const ROUNDS: usize = 3;

#[when(expr = "{tenant} gets an id of {int} bytes")]
async fn long_id(world: &mut World, caller: Name, length: usize) -> Step {
    let request = world.target()?.api.get(&caller.0, &"a".repeat(length));
    world
        .attempt_as(
            &caller.0,
            Operation::Get,
            format!("an id of {length} bytes"),
            request,
        )
        .await?;
    Ok(())
}

#[then("each request is refused as not found, or as too large")]
async fn not_found_or_too_large(world: &mut World) -> Step {
    world
        .judge_refusals_or(Refusal::NotFound, &[400, 413, 414, 422, 431])
        .await
}

#[then("each request is refused as not found, or as foreign")]
async fn not_found_or_foreign(world: &mut World) -> Step {
    let foreign = world.target()?.profile.refusals.foreign_workspace;
    world
        .judge_refusals_or(Refusal::NotFound, &[foreign, 400, 422])
        .await
}

#[then(expr = "each request is served with what is {tenant}'s own, or refused as foreign")]
async fn own_or_foreign(world: &mut World, owner: Name) -> Step {
    let claim = "a workspace gets its own job, whatever else the request names";
    world
        .judge_served_or_refused(&owner.0, claim, Refusal::Foreign, &[400, 422])
        .await
}

#[when(expr = "{tenant} sends HEAD for a job of {tenant} and one that never existed")]
async fn head_for(world: &mut World, caller: Name, owner: Name) -> Step {
    let target = world.target()?;
    let existing = world.existing_job(&owner.0)?;
    let never = World::never_existed(&existing);
    for (label, id) in [
        ("HEAD for another's job", existing),
        ("HEAD for one that never existed", never),
    ] {
        let mut request = target.api.get(&caller.0, &id);
        request.method = Method::HEAD;
        world
            .attempt_as(&caller.0, Operation::Get, label, request)
            .await?;
        world.add_asked_for(id);
    }
    Ok(())
}

#[when(expr = "{tenant} gets a job of {tenant} with these headers:")]
async fn with_headers(world: &mut World, caller: Name, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let job = world.existing_job(&owner.0)?;
    let given = world.send_as(&owner.0, target.api.get(&owner.0, &job)).await?;
    for row in rows(step) {
        let value = if row[1] == "what the owner was given" {
            given.response.header("etag").unwrap_or("\"1\"").to_owned()
        } else {
            row[1].clone()
        };
        let request = target.api.get(&caller.0, &job).header(&row[0], value);
        world
            .attempt_as(
                &caller.0,
                Operation::Get,
                format!("`{}: {}`", row[0], row[1]),
                request,
            )
            .await?;
    }
    Ok(())
}

#[then(expr = "{tenant} cannot tell by the time a job of {tenant} from ones that never existed")]
async fn by_the_time(world: &mut World, caller: Name, owner: Name) -> Step {
    let target = world.target()?;
    let foreign = world.existing_job(&owner.0)?;
    let mut rounds_apart = 0;
    let mut proof: Option<[Answered; 2]> = None;
    for _ in 0..ROUNDS {
        let (mut of_foreign, mut of_nobody) = (Vec::new(), Vec::new());
        for _ in 0..PAIRS {
            let nobody = World::never_existed(&foreign);
            let begun = Instant::now();
            let one = world
                .send_as(&caller.0, target.api.get(&caller.0, &foreign))
                .await?;
            of_foreign.push(micros(begun));
            let begun = Instant::now();
            let other = world
                .send_as(&caller.0, target.api.get(&caller.0, &nobody))
                .await?;
            of_nobody.push(micros(begun));
            proof = Some([one, other]);
        }
        rounds_apart += usize::from(timing::apart(&of_foreign, &of_nobody));
    }
    match proof {
        Some([one, other]) if rounds_apart == ROUNDS => {
            let claim = "the time of a refusal tells nothing of whose job it is";
            let found = format!("in {ROUNDS} rounds of {PAIRS} pairs, nine of ten pairs differ the same way");
            Err(world.broken(claim, found, &[&one, &other]))
        }
        _ => Ok(()),
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
