//! Phrases about how much a list holds and what it tells of a job. Queries are the subject of `listing`. The invariant:
//! the bounds are those that the profile documents.

use cucumber::{given, then};
use serde_json::Value;

use crate::profile::{Execute, Refusal};
use crate::steps::shared::parameters::Name;
use crate::world::{Step, World};

/// Enqueued at once, so that a page is soon full.
const AT_ONCE: usize = 20;

#[given(expr = "{tenant} has more jobs than a page may hold")]
async fn more_than_a_page(world: &mut World, name: Name) -> Step {
    let target = world.target()?;
    let token = world.token(&name.0)?;
    let wanted = target.profile.limits.page + 1;
    while world.jobs_of(&name.0).len() < wanted {
        let missing = wanted - world.jobs_of(&name.0).len();
        let requests = (0..missing.min(AT_ONCE))
            .map(|_| {
                target
                    .api
                    .execute(&name.0, &Execute::of(&world.tenant(&name.0)))
                    .bearer(&token)
            })
            .collect();
        let before = world.jobs_of(&name.0).len();
        world.send_together(requests).await?;
        if world.jobs_of(&name.0).len() == before {
            return Err(world.inconclusive(format!("{} cannot enqueue jobs of its own", name.0)));
        }
    }
    Ok(())
}

#[then(expr = "a list of {tenant} holds as many jobs as documented, without a limit and with the largest")]
async fn as_documented(world: &mut World, name: Name) -> Step {
    let limits = world.target()?.profile.limits.clone();
    let own = world.jobs_of(&name.0);
    let largest = limits.page.to_string();
    let cases: [(&[(&str, &str)], usize); 2] =
        [(&[], limits.page_default), (&[("limit", &largest)], limits.page)];
    for (query, due) in cases {
        let (answered, jobs) = world.list(&name.0, query).await?;
        let target = world.target()?;
        let shown: Vec<String> = jobs.iter().filter_map(|job| target.api.job_of(job)).collect();
        if shown.len() != due || shown.iter().any(|id| !own.contains(id)) {
            let found = format!("{} jobs, or not its own, where {due} were due", jobs.len());
            let claim = "a page holds as many of the caller's jobs as documented";
            return Err(world.broken(claim, found, &[&answered]));
        }
    }
    Ok(())
}

#[then("each request is refused as invalid, or shows nothing")]
async fn invalid_or_nothing(world: &mut World) -> Step {
    let target = world.target()?;
    let refused = |attempt: &crate::world::Attempt| {
        let jobs = target.api.jobs(&attempt.sent.response);
        !(attempt.sent.response.status == 200 && jobs.is_some_and(|jobs| jobs.is_empty()))
    };
    let mut attempts = world.attempts()?;
    attempts.retain(refused);
    if attempts.is_empty() {
        return world.control("acme", false).await;
    }
    world.judge_refusals_among(&attempts, Refusal::Invalid).await
}

#[then(expr = "each job that {tenant} lists and gets has only documented members")]
async fn documented_members(world: &mut World, name: Name) -> Step {
    let target = world.target()?;
    let known = &target.profile.http.job.fields;
    let (answered, mut jobs) = world.list(&name.0, &[]).await?;
    let id = world.existing_job(&name.0)?;
    let got = world.send_as(&name.0, target.api.get(&name.0, &id)).await?;
    jobs.extend(got.response.json());
    for job in &jobs {
        let members = job.as_object().into_iter().flat_map(serde_json::Map::keys);
        let unknown: Vec<&str> = members
            .map(String::as_str)
            .filter(|member| !known.iter().any(|one| one == member))
            .collect();
        let damaged = job.get("params").is_some_and(Value::is_string);
        if !unknown.is_empty() || damaged {
            let found = if damaged {
                "params is text".to_owned()
            } else {
                format!("also {}", unknown.join(", "))
            };
            let claim = "a job shows what is documented, and nothing of the inside";
            return Err(world.broken(claim, found, &[&answered, &got]));
        }
    }
    if jobs.len() < 2 {
        return Err(world.inconclusive("there was no job to look at"));
    }
    Ok(())
}
