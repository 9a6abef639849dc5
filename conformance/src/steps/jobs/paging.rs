//! Phrases about walking a list page by page, and about cursors. Following a cursor belongs to `World::walk`. The invariant: a
//! walk that was cut off is never taken for one that ended.

use cucumber::{gherkin, given, then, when};

use crate::oracle::no_effect;
use crate::profile::Refusal;
use crate::steps::shared::parameters::{Name, rows};
use crate::world::{Operation, Step, WalkEnd, World};

#[when(expr = "{tenant} walks its list with these limits:")]
async fn walks(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    for row in rows(step) {
        let limit: usize = row[0].parse().unwrap_or(1).max(1);
        let walk = world.walk(&caller.0, limit).await?;
        world.add_walk(walk);
    }
    Ok(())
}

#[then(expr = "each walk shows each of {tenant}'s jobs once and no other")]
async fn each_once(world: &mut World, owner: Name) -> Step {
    let own = world.jobs_of(&owner.0);
    for walk in world.walks()? {
        if let Some(change) = no_effect::change(&own, &walk.shown()) {
            let found = format!("limit {}: {change}", walk.limit);
            let claim = "a walk shows each of the caller's jobs once and no other";
            return Err(world.broken(claim, found, &walk.proof()));
        }
    }
    Ok(())
}

#[then("each walk ends in time")]
async fn ends(world: &mut World) -> Step {
    for walk in world.walks()? {
        let most = world.jobs_of(&walk.caller).len().div_ceil(walk.limit) + 1;
        if walk.pages.len() > most || walk.end != WalkEnd::LastPage {
            let found = format!(
                "limit {}: {} pages, where {most} are enough{}",
                walk.limit,
                walk.pages.len(),
                if walk.end == WalkEnd::LastPage {
                    ""
                } else {
                    "; and there was another"
                }
            );
            return Err(world.broken("a walk ends with its jobs", found, &walk.proof()));
        }
    }
    Ok(())
}

#[given(expr = "{tenant} holds a cursor to its second page")]
async fn holds_cursor(world: &mut World, owner: Name) -> Step {
    let page = world.first_page(&owner.0, 1).await?;
    match page.cursor {
        Some(cursor) => {
            world.set_cursor(cursor);
            Ok(())
        }
        None => Err(world.broken("a list that goes on has a cursor", "there is none", &[&page.sent])),
    }
}

#[when(expr = "{tenant} lists jobs with {tenant}'s cursor")]
async fn borrowed(world: &mut World, caller: Name, _owner: Name) -> Step {
    let target = world.target()?;
    let cursor = world.cursor()?;
    for query in [
        vec![("limit", "1"), ("cursor", cursor.as_str())],
        vec![("cursor", cursor.as_str())],
    ] {
        let request = target.api.list(&caller.0, &query);
        world
            .attempt_as(&caller.0, Operation::List, "another's cursor", request)
            .await?;
    }
    Ok(())
}

#[then(expr = "{tenant} is shown at most its own jobs")]
async fn at_most_own(world: &mut World, caller: Name) -> Step {
    let target = world.target()?;
    let own = world.jobs_of(&caller.0);
    let claim = "a cursor opens nothing that its bearer's token does not";
    for attempt in world.attempts()? {
        let response = &attempt.sent.response;
        let foreign = target.api.jobs(response).is_some_and(|jobs| {
            jobs.iter()
                .any(|job| target.api.job_of(job).is_none_or(|id| !own.contains(&id)))
        });
        let refused = target.api.accepts(Refusal::Invalid, response.status) || response.status == 403;
        if foreign || !(refused || response.status == 200) {
            let found = format!("answered {}, with what is not {}'s", response.status, caller.0);
            return Err(world.broken(claim, found, &[&attempt.sent]));
        }
    }
    world.unchanged(&caller.0).await
}

#[when(expr = "{tenant} lists jobs with its cursor tampered with in every way")]
async fn tampered(world: &mut World, caller: Name) -> Step {
    let target = world.target()?;
    let cursor = world.cursor()?;
    let job = world.existing_job(&caller.0)?;
    let swapped = |at: usize| {
        let mut letters: Vec<char> = cursor.chars().collect();
        if let Some(letter) = letters.get_mut(at) {
            *letter = if *letter == 'A' { 'B' } else { 'A' };
        }
        letters.into_iter().collect::<String>()
    };
    let half = cursor.len() / 2;
    let ways = [
        ("its first letter changed", swapped(0)),
        ("a letter in the middle changed", swapped(half)),
        (
            "a letter near the end changed",
            swapped(cursor.len().saturating_sub(3)),
        ),
        (
            "its last four letters cut off",
            cursor.chars().take(cursor.len().saturating_sub(4)).collect(),
        ),
        ("its second half cut off", cursor.chars().take(half).collect()),
        ("letters put behind it", format!("{cursor}AAAA")),
        ("twice in a row", format!("{cursor}{cursor}")),
        ("a job id in its place", job),
        ("a number in its place", "17".to_owned()),
        ("random text in its place", "bm90LWEtY3Vyc29y".to_owned()),
    ];
    for (label, cursor) in ways {
        let request = target.api.list(&caller.0, &[("limit", "1"), ("cursor", &cursor)]);
        world
            .attempt_as(
                &caller.0,
                Operation::List,
                format!("the cursor with {label}"),
                request,
            )
            .await?;
    }
    Ok(())
}
