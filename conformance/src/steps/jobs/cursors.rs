//! Phrases about cursors with something beside them, what they hold, and walks through a list that grows. Plain walks are
//! the subject of `paging`. The invariant: a walk is judged by what was there before it began.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use cucumber::{then, when};

use crate::oracle::{Secret, canary};
use crate::profile::Refusal;
use crate::steps::shared::parameters::Name;
use crate::wire::Request;
use crate::world::{Attempt, Step, WalkEnd, World};

#[then(expr = "each request is refused as invalid, or shows {tenant}'s first page")]
async fn invalid_or_first(world: &mut World, owner: Name) -> Step {
    let (_, first) = world.list(&owner.0, &[("limit", "1")]).await?;
    let target = world.target()?;
    let first: Vec<String> = first.iter().filter_map(|job| target.api.job_of(job)).collect();
    or_own_list(world, move |shown| shown == first).await
}

#[then(expr = "each request is refused as invalid, or goes on in {tenant}'s own list")]
async fn invalid_or_goes_on(world: &mut World, owner: Name) -> Step {
    let (_, first) = world.list(&owner.0, &[("limit", "1")]).await?;
    let target = world.target()?;
    let first: Vec<String> = first.iter().filter_map(|job| target.api.job_of(job)).collect();
    let rest: Vec<String> = world
        .jobs_of(&owner.0)
        .into_iter()
        .filter(|id| !first.contains(id))
        .collect();
    or_own_list(world, move |shown| {
        shown.iter().all(|id| rest.contains(id)) && shown.windows(2).all(|pair| pair[0] != pair[1])
    })
    .await
}

async fn or_own_list(world: &mut World, right: impl Fn(&[String]) -> bool) -> Step {
    let target = world.target()?;
    let all = world.attempts()?;
    let (served, refused): (Vec<Attempt>, Vec<Attempt>) = all
        .into_iter()
        .partition(|attempt| attempt.sent.response.status == 200);
    for attempt in served {
        let shown = target.api.job_ids(&attempt.sent.response).unwrap_or_default();
        if !right(&shown) {
            let found = format!("{}: shows what does not belong there", attempt.label);
            let claim = "a cursor goes on where it was given, or is refused";
            return Err(world.broken(claim, found, &[&attempt.sent]));
        }
    }
    if !refused.is_empty() {
        world.judge_refusals_among(&refused, Refusal::Invalid).await?;
    }
    Ok(())
}

#[then(expr = "{tenant}'s cursor holds no id of {tenant}, in whatever encoding")]
async fn holds_nothing(world: &mut World, owner: Name, other: Name) -> Step {
    let target = world.target()?;
    let (answered, _) = world.list(&owner.0, &[("limit", "1")]).await?;
    let cursor = world.cursor()?;
    let tenant = world.tenant(&other.0);
    let secrets: Vec<Secret> = std::iter::once(tenant.workspace)
        .chain(world.jobs_of(&other.0))
        .map(|text| Secret {
            owner: other.0.clone(),
            kind: "id",
            text,
        })
        .collect();
    // Where a cursor is made of parts, each may be encoded by itself.
    let mut bytes = cursor.clone().into_bytes();
    for part in cursor.split(['.', ':', '-', '_']) {
        bytes.push(b'\n');
        bytes.extend(BASE64_URL_SAFE_NO_PAD.decode(part).unwrap_or_default());
    }
    let mut response = answered.response.clone();
    response.body = bytes;
    let nothing = Request::new(
        owner.0.as_str(),
        http::Method::GET,
        target.api.list("", &[]).target,
    );
    match canary::leaked(&secrets, &nothing, &response) {
        None => Ok(()),
        Some(secret) => {
            let found = format!("it holds an {} of {}", secret.kind, secret.owner);
            Err(world.broken("a cursor tells nothing of other workspaces", found, &[&answered]))
        }
    }
}

#[when(expr = "{tenant} walks its list by {int} while {tenant} and {tenant} enqueue more")]
async fn walks_while(world: &mut World, caller: Name, limit: usize, one: Name, other: Name) -> Step {
    for id in world.jobs_of(&caller.0) {
        world.add_asked_for(id);
    }
    let first = world.first_page(&caller.0, limit).await?;
    let walk = world
        .walk_on(&caller.0, limit, first, async |world: &mut World| {
            world.enqueue(&one.0).await?;
            world.enqueue(&other.0).await?;
            Ok(())
        })
        .await?;
    world.add_walk(walk);
    Ok(())
}

#[then(expr = "the walk shows each job that was there before once, and none of {tenant}")]
async fn each_before_once(world: &mut World, other: Name) -> Step {
    let before = world.asked_for()?;
    let foreign = world.jobs_of(&other.0);
    for walk in world.walks()? {
        let all = walk.shown();
        let wrong = before
            .iter()
            .find(|id| all.iter().filter(|shown| shown == id).count() != 1);
        if wrong.is_some() || all.iter().any(|id| foreign.contains(id)) {
            let found = "a job that was there throughout is missing or shown twice, or one is another's";
            return Err(world.broken("a walk is right while the list grows", found, &walk.proof()));
        }
    }
    Ok(())
}

#[then("no page is empty while jobs remain")]
async fn no_empty_page(world: &mut World) -> Step {
    let target = world.target()?;
    for walk in world.walks()? {
        for page in &walk.pages {
            let jobs = target.api.jobs(&page.sent.response);
            if jobs.is_none_or(|jobs| jobs.is_empty()) && page.cursor.is_some() {
                let found = format!("limit {}: an empty page with a cursor", walk.limit);
                return Err(world.broken("a page with a cursor shows jobs", found, &[&page.sent]));
            }
        }
    }
    Ok(())
}

#[then("each walk ends with its last job")]
async fn ends_with_last(world: &mut World) -> Step {
    for walk in world.walks()? {
        let own = world.jobs_of(&walk.caller).len();
        let pages = own.div_ceil(walk.limit).max(1);
        // One empty page after a last one that was just full is accepted.
        let most = pages + usize::from(own.is_multiple_of(walk.limit));
        let shown = walk.shown().len();
        if walk.end != WalkEnd::LastPage || walk.pages.len() > most || shown != own {
            let found = format!(
                "limit {}: {shown} jobs on {} pages, where {pages} hold all {own}",
                walk.limit,
                walk.pages.len()
            );
            return Err(world.broken("a walk ends with the last job", found, &walk.proof()));
        }
    }
    Ok(())
}
