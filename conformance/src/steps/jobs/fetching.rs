//! Phrases about getting a job by its id. The invariant: paths go out as the table spells them.

use cucumber::{gherkin, then, when};

use crate::oracle::Secret;
use crate::oracle::canary;
use crate::profile::Refusal;
use crate::steps::shared::parameters::{Name, rows};
use crate::steps::shared::placeholders::spelled;
use crate::world::{Operation, Step, World};

#[then(expr = "{tenant} gets each of its jobs under its own id")]
async fn gets_each(world: &mut World, caller: Name) -> Step {
    for id in world.existing_jobs(&caller.0)? {
        shows(world, &caller.0, &id).await?;
    }
    Ok(())
}

/// The owner gets this very job, with what it put into it.
pub(super) async fn shows(world: &mut World, owner: &str, id: &str) -> Step {
    let target = world.target()?;
    let tenant = world.tenant(owner);
    let answered = world.send_as(owner, target.api.get(owner, id)).await?;
    let response = &answered.response;
    let shown = response.json().and_then(|job| target.api.job_of(&job));
    let own = Secret {
        owner: owner.to_owned(),
        kind: "canary",
        text: tenant.canary,
    };
    let found = if response.status != 200 {
        format!("answered {}", response.status)
    } else if shown.as_deref() != Some(id) {
        "answered with a job of another id".to_owned()
    } else if canary::leaked(&[own], &answered.request, response).is_none() {
        "answered without what the job was given".to_owned()
    } else {
        return Ok(());
    };
    Err(world.broken("a workspace gets each of its jobs by its id", found, &[&answered]))
}

#[when(expr = "{tenant} gets these, $JOB being a job of {tenant}:")]
async fn gets_these(world: &mut World, caller: Name, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let job = world.existing_job(&owner.0)?;
    for row in rows(step) {
        let path = spelled(world, &row[0], Some(&job))?;
        let request = target.api.get_raw(&caller.0, &path);
        world
            .attempt_as(&caller.0, Operation::Get, format!("`{}`", row[0]), request)
            .await?;
    }
    Ok(())
}

#[when(expr = "{tenant} gets a job of {tenant}, one that never existed, and one with an id of another make")]
async fn gets_three(world: &mut World, caller: Name, owner: Name) -> Step {
    let target = world.target()?;
    let existing = world.existing_job(&owner.0)?;
    let never = World::never_existed(&existing);
    let other = "an-id-of-another-make".to_owned();
    for (label, id) in [
        ("another's job", existing),
        ("one that never existed", never),
        ("an id of another make", other),
    ] {
        let request = target.api.get(&caller.0, &id);
        world
            .attempt_as(&caller.0, Operation::Get, label, request)
            .await?;
        world.add_asked_for(id);
    }
    Ok(())
}

#[then("each request is refused as not found, or as invalid")]
async fn not_found_or_invalid(world: &mut World) -> Step {
    world.judge_refusals_or(Refusal::NotFound, &[400]).await
}

#[then(expr = "no answer has the header X-Injected")]
async fn not_injected(world: &mut World) -> Step {
    let injected = world
        .attempts()?
        .into_iter()
        .find(|attempt| attempt.sent.response.header("x-injected").is_some());
    match injected {
        None => Ok(()),
        Some(attempt) => {
            let found = format!("{}: the id became a header", attempt.label);
            Err(world.broken(
                "an id does not write into the answer's head",
                found,
                &[&attempt.sent],
            ))
        }
    }
}
