//! Phrases about enqueuing with an ordinary request, and about who then owns the job. Odd bodies belong to
//! `bodies`. The invariant: a job that may exist is looked for in every workspace that takes part.

use cucumber::{then, when};
use serde_json::Value;

use super::fetching::shows;
use crate::profile::{Execute, Refusal};
use crate::steps::shared::parameters::Name;
use crate::world::usual_challenge;
use crate::world::{Answered, Attempt, Operation, Step, World};

#[when(expr = "{tenant} enqueues a job")]
async fn enqueues(world: &mut World, caller: Name) -> Step {
    let target = world.target()?;
    let execute = Execute::of(&world.tenant(&caller.0));
    let request = target.api.execute(&caller.0, &execute);
    world
        .attempt_as(&caller.0, Operation::Execute, "a job of its own", request)
        .await?;
    let answered = last(world)?;
    match enqueued(world, &answered)? {
        Some(id) => {
            world.remember(&caller.0, id);
            Ok(())
        }
        None => {
            let found = format!("answered {} without the id of a job", answered.response.status);
            Err(world.broken("a workspace enqueues jobs of its own", found, &[&answered]))
        }
    }
}

/// The id that an execute answered with, if it succeeded.
pub(super) fn enqueued(world: &mut World, answered: &Answered) -> Step<Option<String>> {
    let id = world.target()?.api.executed_id(&answered.response);
    Ok(id.filter(|_| (200..300).contains(&answered.response.status)))
}

/// The answer to the attempt made last.
pub(super) fn last(world: &mut World) -> Step<Answered> {
    Ok(world.last_attempt()?.sent)
}

#[then(expr = "the job says that it is {tenant}'s")]
async fn says_owner(world: &mut World, owner: Name) -> Step {
    let target = world.target()?;
    let tenant = world.tenant(&owner.0);
    let Some(id) = world.jobs_of(&owner.0).pop() else {
        return Err(world.inconclusive("no job was enqueued"));
    };
    shows(world, &owner.0, &id).await?;
    let answered = world.send_as(&owner.0, target.api.get(&owner.0, &id)).await?;
    let job = answered.response.json().unwrap_or_default();
    let says = [
        ("workspace", target.api.workspace_of(&job), &tenant.workspace),
        ("actor", target.api.actor_of(&job), &tenant.subject),
    ];
    for (what, said, wanted) in says {
        // A ready-made token may come without its subject.
        if !wanted.is_empty() && said.as_ref() != Some(wanted) {
            let found = format!("its {what} is not the token's");
            return Err(world.broken("a job says whose it is, by the token", found, &[&answered]));
        }
    }
    Ok(())
}

#[then(expr = "{tenant} finds the job at once, and {tenant} does not")]
async fn finds_at_once(world: &mut World, owner: Name, other: Name) -> Step {
    let target = world.target()?;
    let Some(id) = world.jobs_of(&owner.0).pop() else {
        return Err(world.inconclusive("no job was enqueued"));
    };
    shows(world, &owner.0, &id).await?;
    world.unchanged(&owner.0).await?;
    world.forget_attempts();
    let request = target.api.get(&other.0, &id);
    world
        .attempt_as(&other.0, Operation::Get, "the fresh job", request)
        .await?;
    world
        .judge_refusals(Refusal::NotFound, usual_challenge(Refusal::NotFound))
        .await?;
    world.unchanged(&other.0).await
}

#[then("the answer counts nothing")]
async fn counts_nothing(world: &mut World) -> Step {
    let answered = last(world)?;
    let body = answered.response.json().unwrap_or_default();
    let claim = "the answer to execute tells of this job alone";
    if let Some(place) = number_in(&body, "") {
        return Err(world.broken(claim, format!("it holds a number at {place}"), &[&answered]));
    }
    Ok(())
}

fn number_in(value: &Value, place: &str) -> Option<String> {
    match value {
        Value::Number(_) => Some(place.to_owned()),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(i, item)| number_in(item, &format!("{place}/{i}"))),
        Value::Object(members) => members
            .iter()
            .find_map(|(name, member)| number_in(member, &format!("{place}/{name}"))),
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}

#[when(expr = "{tenant} turns every operation on {tenant}")]
async fn turns_on(world: &mut World, caller: Name, victim: Name) -> Step {
    let target = world.target()?;
    let tenant = world.tenant(&victim.0);
    let job = world.existing_job(&victim.0)?;
    let who = &caller.0;
    let mut execute = Execute::of(&world.tenant(who));
    execute.workspace = tenant.workspace.clone().into();
    let requests = [
        (
            Operation::List,
            target.api.list(who, &[("workspace_id", &tenant.workspace)]),
        ),
        (Operation::Get, target.api.get(who, &job)),
        (Operation::Execute, target.api.execute(who, &execute)),
    ];
    for (operation, request) in requests {
        world.attempt_as(who, operation, "another's", request).await?;
    }
    Ok(())
}

#[then("the list and the execute are refused as foreign, and the job as not found")]
async fn refused_each(world: &mut World) -> Step {
    let all = world.attempts()?;
    let (gets, others): (Vec<Attempt>, Vec<Attempt>) = all
        .into_iter()
        .partition(|attempt| attempt.operation == Operation::Get);
    for (part, class) in [(gets, Refusal::NotFound), (others, Refusal::Foreign)] {
        world.judge_refusals_among(&part, class).await?;
    }
    Ok(())
}
