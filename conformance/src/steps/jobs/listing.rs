//! Phrases about lists: queries, order, limits and filters. Pages belong to `paging`.
//! The invariant: queries go out as the table spells them.

use cucumber::{gherkin, then, when};

use crate::identity::Tenant;
use crate::oracle::no_effect;
use crate::profile::Refusal;
use crate::steps::shared::parameters::{Name, rows, rows_to_judge};
use crate::steps::shared::placeholders::spelled;
use crate::world::{Operation, Step, World};

const STATUSES: [&str; 4] = ["pending", "running", "completed", "failed"];

#[when(expr = "{tenant} lists jobs with these queries:")]
async fn lists_with(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for row in rows(step) {
        let query = spelled(world, &row[0], None)?;
        let request = target.api.list_raw(&caller.0, &query);
        world
            .attempt_as(&caller.0, Operation::List, format!("`?{}`", row[0]), request)
            .await?;
    }
    Ok(())
}

#[when(expr = "{tenant} lists jobs of {tenant} and of a workspace that never existed")]
async fn lists_of(world: &mut World, caller: Name, owner: Name) -> Step {
    let target = world.target()?;
    let existing = world.tenant(&owner.0).workspace;
    let never = Tenant::fresh("nobody").workspace;
    for (label, workspace) in [
        ("an existing workspace", existing),
        ("one that never existed", never),
    ] {
        let request = target.api.list(&caller.0, &[("workspace_id", &workspace)]);
        world
            .attempt_as(&caller.0, Operation::List, label, request)
            .await?;
        world.add_asked_for(workspace);
    }
    Ok(())
}

#[then("no answer tells which of them exists")]
async fn alike(world: &mut World) -> Step {
    let asked = world.asked_for()?;
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    world.judge_alike(
        "what belongs to another cannot be told from what does not exist",
        &asked,
    )
}

#[then("each request is refused as foreign, or as invalid")]
async fn foreign_or_invalid(world: &mut World) -> Step {
    world.judge_refusals_or(Refusal::Foreign, &[400, 422]).await
}

#[then("each request is refused as invalid, or as foreign")]
async fn invalid_or_foreign(world: &mut World) -> Step {
    let foreign = world.target()?.profile.refusals.foreign_workspace;
    world.judge_refusals_or(Refusal::Invalid, &[foreign]).await
}

#[then(expr = "a list of {tenant} with one of these limits holds just that many, the newest first:")]
async fn newest_first(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let claim = "a list holds the newest jobs, as many as its limit, the newest first";
    let (_, all) = world.list(&caller.0, &[]).await?;
    let enqueued = world.existing_jobs(&caller.0)?;
    let time = |id: &String| {
        let job = all
            .iter()
            .find(|job| target.api.job_of(job).as_ref() == Some(id))?;
        target.api.enqueued_at(job)
    };
    for row in rows_to_judge(world, step)? {
        let Ok(limit) = row[0].parse::<usize>() else {
            return Err(world.inconclusive(format!("`{}` is no number", row[0])));
        };
        let (answered, page) = world.list(&caller.0, &[("limit", &row[0])]).await?;
        let shown: Vec<String> = page.iter().filter_map(|job| target.api.job_of(job)).collect();
        // Jobs of one instant may stand in any order, so instants are compared and not ids.
        let expected: Vec<_> = enqueued.iter().rev().take(limit).map(time).collect();
        let found: Vec<_> = shown.iter().map(time).collect();
        if expected.contains(&None) {
            return Err(world.broken(claim, "a job has no readable enqueued_at", &[&answered]));
        }
        if found != expected {
            let found = format!("limit {limit}: {} jobs, or not the newest in order", shown.len());
            return Err(world.broken(claim, found, &[&answered]));
        }
    }
    Ok(())
}

#[then(expr = "each status lists exactly the jobs of {tenant} that are in it")]
async fn by_status(world: &mut World, caller: Name) -> Step {
    let target = world.target()?;
    world.existing_jobs(&caller.0)?;
    let (_, before) = world.list(&caller.0, &[]).await?;
    for status in STATUSES {
        let (answered, page) = world.list(&caller.0, &[("status", status)]).await?;
        let wanted: Vec<String> = before
            .iter()
            .filter(|job| target.api.status_of(job).as_deref() == Some(status))
            .filter_map(|job| target.api.job_of(job))
            .collect();
        let shown: Vec<String> = page.iter().filter_map(|job| target.api.job_of(job)).collect();
        if let Some(change) = no_effect::change(&wanted, &shown) {
            let (_, after) = world.list(&caller.0, &[]).await?;
            if after != before {
                return Err(world.inconclusive("jobs changed their status while they were listed by it"));
            }
            let claim = "a status narrows the caller's own list to the jobs in it";
            return Err(world.broken(claim, format!("status={status}: {change}"), &[&answered]));
        }
    }
    Ok(())
}
