//! Phrases about lists that change, or move to another phase, while they are walked. Plain walks belong to `paging`. The
//! invariant: a walk has an end, and what counts is what its pages showed.

use std::collections::BTreeSet;

use cucumber::then;

use crate::profile::{Asked, Refusal};
use crate::steps::shared::parameters::Name;
use crate::steps::shared::parameters::Phase;
use crate::world::{Answered, Step, World};

const MOST_PAGES: usize = 40;

/// A page, its ids and the cursor to the next.
struct Turn {
    answered: Answered,
    ids: Vec<String>,
    next: Option<String>,
}

impl World {
    async fn turn(&mut self, name: &str, limit: usize, cursor: Option<&str>) -> Step<Turn> {
        let target = self.target()?;
        let limit = limit.to_string();
        let mut query = vec![("limit", limit.as_str())];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let answered = self.send_as(name, target.api.list(name, &query)).await?;
        Ok(Turn {
            ids: target.api.job_ids(&answered.response).unwrap_or_default(),
            next: target.api.next_cursor(&answered.response),
            answered,
        })
    }

    // The pages after the first one; all that they and it showed.
    async fn rest_of(&mut self, name: &str, limit: usize, first: Turn) -> Step<(Vec<String>, Answered)> {
        let (mut shown, mut last, mut next) = (first.ids, first.answered, first.next);
        for _ in 0..MOST_PAGES {
            let Some(cursor) = next else {
                return Ok((shown, last));
            };
            let turn = self.turn(name, limit, Some(&cursor)).await?;
            if turn.answered.response.status != 200 {
                let found = format!("a page is answered {}", turn.answered.response.status);
                return Err(self.broken("a walk goes on where it stopped", found, &[&turn.answered]));
            }
            shown.extend(turn.ids);
            (last, next) = (turn.answered, turn.next);
        }
        Err(self.broken("a walk has an end", "there is a page after every page", &[&last]))
    }

    fn each_once(&mut self, expected: &[String], shown: &[String], proof: &Answered) -> Step {
        let once: BTreeSet<&String> = shown.iter().collect();
        let missing = expected.iter().filter(|id| !once.contains(id)).count();
        if once.len() != shown.len() || missing > 0 {
            let claim = "a walk shows each job once, whatever changes beside it";
            let found = format!("{missing} not shown, {} shown twice", shown.len() - once.len());
            return Err(self.broken(claim, found, &[proof]));
        }
        Ok(())
    }
}

#[then(
    expr = "a walk of {tenant}'s list by {int}, during which {int} of its jobs come to their end, shows each survivor once"
)]
async fn while_ending(world: &mut World, name: Name, limit: usize, count: usize) -> Step {
    let Name(name) = name;
    let own = world.existing_jobs(&name)?;
    let first = world.turn(&name, limit, None).await?;
    // Some that were shown, and some that were not.
    let ending: Vec<String> = own
        .iter()
        .take(count / 2)
        .chain(first.ids.iter().take(count - count / 2))
        .cloned()
        .collect();
    for id in &ending {
        world.on_copies(&name, id, "PEXPIRE", &["0"]).await?;
        world.forget_one(&name, id);
    }
    let (shown, last) = world.rest_of(&name, limit, first).await?;
    let survivors = world.existing_jobs(&name)?;
    world.each_once(&survivors, &shown, &last)
}

#[then(
    expr = "a walk of {tenant}'s list by {int} from the phase {phase} to the phase {phase} shows each job once, or is refused"
)]
async fn over_phases(world: &mut World, name: Name, limit: usize, one: Phase, other: Phase) -> Step {
    let Name(name) = name;
    world.enter(&one.0).await?;
    let first = world.turn(&name, limit, None).await?;
    world.enter(&other.0).await?;
    let Some(cursor) = first.next.clone() else {
        let found = "a list that is longer than its page names no next one";
        return Err(world.broken("a walk goes on where it stopped", found, &[&first.answered]));
    };
    let second = world.turn(&name, limit, Some(&cursor)).await?;
    let target = world.target()?;
    let status = second.answered.response.status;
    // A replica that does not know the cursor says so; the walk then starts anew.
    let first = if target.api.accepts(Refusal::Invalid, status) {
        world.turn(&name, limit, None).await?
    } else {
        first
    };
    let (shown, last) = world.rest_of(&name, limit, first).await?;
    let own = world.existing_jobs(&name)?;
    world.each_once(&own, &shown, &last)
}

#[then(
    expr = "a walk of {tenant}'s list by {int}, during which a worker carries them out, shows each job once"
)]
async fn while_working(world: &mut World, name: Name, limit: usize) -> Step {
    let Name(name) = name;
    let first = world.turn(&name, limit, None).await?;
    world.carry_out("read-new").await?;
    let (shown, last) = world.rest_of(&name, limit, first).await?;
    let own = world.existing_jobs(&name)?;
    world.each_once(&own, &shown, &last)
}

#[then(expr = "in the phase {phase}, {tenant} enqueues {int} more jobs")]
async fn more(world: &mut World, phase: Phase, name: Name, count: usize) -> Step {
    world.enter(&phase.0).await?;
    for _ in 0..count {
        world.enqueue(&name.0).await?;
    }
    Ok(())
}

#[then(expr = "a walk of {tenant}'s list by {int}, during which the backfill runs, shows each job once")]
async fn while_carrying(world: &mut World, name: Name, limit: usize) -> Step {
    let Name(name) = name;
    let first = world.turn(&name, limit, None).await?;
    world.carry(&Asked::default()).await?;
    let (shown, last) = world.rest_of(&name, limit, first).await?;
    let own = world.existing_jobs(&name)?;
    world.each_once(&own, &shown, &last)
}
