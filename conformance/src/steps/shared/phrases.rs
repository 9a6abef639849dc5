//! Phrases that every subject uses. What they do is in `world::controls` and `world::refusals`.
//!
//! - Given `the workspaces {tenant} and {tenant}`
//! - Given `{tenant} has {int} job(s)`, also two or three joined by `and` or commas
//! - Then `the/each request is refused as {refusal}`: all attempts since the scenario began, with the controls
//! - Then `{tenant} lists exactly its own {int} job(s)`
//! - Then `nothing was enqueued`
//! - Then `{tenant} is still served`
//!
//! `{tenant}` is a lower-case word or `x's prefix`; `{refusal}` one of the kinds in `parameters`. A `When` adds
//! to `World::attempts` by `World::attempt`, `World::attempt_as` or `World::try_all`. The invariant: no phrase
//! here takes a status for granted that a profile may change.

use cucumber::{given, then};

use super::parameters::{Kind, Name, Word};
use crate::oracle::no_effect;
use crate::profile::Algorithm;
use crate::world::usual_challenge;
use crate::world::{Operation, Step, World};

#[given(expr = "the workspaces {tenant} and {tenant}")]
fn workspaces(world: &mut World, one: Name, other: Name) {
    let Name(one) = one;
    let Name(other) = other;
    world.tenant(&one);
    world.tenant(&other);
}

#[given(expr = "{tenant} has {int} job(s)")]
async fn has_jobs(world: &mut World, name: Name, count: usize) -> Step {
    enqueue(world, &[(name, count)]).await
}

#[given(expr = "{tenant} has {int} job(s) and {tenant} has {int} job(s)")]
async fn two_have_jobs(world: &mut World, one: Name, some: usize, other: Name, more: usize) -> Step {
    enqueue(world, &[(one, some), (other, more)]).await
}

async fn enqueue(world: &mut World, wanted: &[(Name, usize)]) -> Step {
    for (Name(name), _) in wanted {
        world.tenant(name);
    }
    for (Name(name), count) in wanted {
        for _ in 0..*count {
            world.enqueue(name).await?;
        }
    }
    Ok(())
}

#[given(regex = r"^the only operation in question is (list|get|execute)$")]
fn only_operation(world: &mut World, operation: Word) {
    let Word(operation) = operation;
    let known = Operation::ALL.into_iter();
    world.only_operations(known.filter(|known| known.to_string() == operation).collect());
}

#[given(regex = r"^the only key in question is (HS256|RS256|ES256|EdDSA)$")]
fn only_key(world: &mut World, algorithm: Word) {
    let Word(algorithm) = algorithm;
    let known = [
        Algorithm::Hs256,
        Algorithm::Rs256,
        Algorithm::Es256,
        Algorithm::EdDsa,
    ]
    .into_iter()
    .find(|known| known.name() == algorithm);
    world.set_only_key(known);
}

#[then(expr = "the/each request is refused as {refusal}")]
async fn refused_as(world: &mut World, kind: Kind) -> Step {
    world.judge_refusals(kind.0, usual_challenge(kind.0)).await
}

#[then(expr = "{tenant} lists exactly its own {int} job(s)")]
async fn lists_exactly(world: &mut World, name: Name, count: usize) -> Step {
    let Name(name) = name;
    let own = world.jobs_of(&name);
    let (answered, found) = world.listed(&name).await?;
    let claim = "a list shows the caller's own jobs, all of them and no other";
    let Some(found) = found else {
        let found = format!("{name} is answered {} without a list", answered.response.status);
        return Err(world.broken(claim, found, &[&answered]));
    };
    if let Some(change) = no_effect::change(&own, &found) {
        return Err(world.broken(claim, format!("the list of {name}: {change}"), &[&answered]));
    }
    if own.len() < count {
        return Err(world.inconclusive(format!("{name} enqueued {} jobs, not {count}", own.len())));
    }
    Ok(())
}

#[then("nothing was enqueued")]
async fn nothing_enqueued(world: &mut World) -> Step {
    world.attempts_or_closed()?;
    for tenant in world.participants()? {
        world.unchanged(&tenant.name).await?;
    }
    Ok(())
}

#[then(expr = "{tenant} is still served")]
async fn still_served(world: &mut World, name: Name) -> Step {
    let Name(name) = name;
    world.control(&name, true).await
}
