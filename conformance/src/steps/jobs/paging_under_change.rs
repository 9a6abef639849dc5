//! Phrases about lists that change, or move to another phase, while they are walked. Plain walks belong to `paging`. The
//! invariant: what counts is what the pages of the walk showed.

use std::collections::BTreeSet;

use cucumber::then;

use crate::profile::{Asked, Refusal};
use crate::steps::shared::parameters::Name;
use crate::steps::shared::parameters::Phase;
use crate::world::{Page, Step, Walk, WalkEnd, World};

impl World {
    // The walk that goes on from this page, with nothing done in between any more; it shows each of these jobs once.
    async fn rest_shows_once(&mut self, name: &str, limit: usize, first: Page) -> Step {
        let walk = self
            .walk_on(name, limit, first, async |_: &mut Self| Ok(()))
            .await?;
        if walk.end != WalkEnd::LastPage {
            let proof = walk.proof();
            let last = &proof[proof.len().saturating_sub(1)..];
            return Err(self.broken("a walk has an end", "there is a page after every page", last));
        }
        let expected = self.existing_jobs(name)?;
        self.each_once(&expected, &walk)
    }

    fn each_once(&mut self, expected: &[String], walk: &Walk) -> Step {
        let shown = walk.shown();
        let once: BTreeSet<&String> = shown.iter().collect();
        let missing = expected.iter().filter(|id| !once.contains(id)).count();
        if once.len() != shown.len() || missing > 0 {
            let claim = "a walk shows each job once, whatever changes beside it";
            let found = format!("{missing} not shown, {} shown twice", shown.len() - once.len());
            return Err(self.broken(claim, found, &walk.proof()));
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
    let first = world.first_page(&name, limit).await?;
    // Some that were shown, and some that were not.
    let ending: Vec<String> = own
        .iter()
        .take(count / 2)
        .chain(first.shown.iter().take(count - count / 2))
        .cloned()
        .collect();
    for id in &ending {
        world.on_copies(&name, id, "PEXPIRE", &["0"]).await?;
        world.forget_one(&name, id);
    }
    world.rest_shows_once(&name, limit, first).await
}

#[then(
    expr = "a walk of {tenant}'s list by {int} from the phase {phase} to the phase {phase} shows each job once, or is refused"
)]
async fn over_phases(world: &mut World, name: Name, limit: usize, one: Phase, other: Phase) -> Step {
    let Name(name) = name;
    world.enter(&one.0).await?;
    let first = world.first_page(&name, limit).await?;
    world.enter(&other.0).await?;
    let Some(cursor) = first.cursor.clone() else {
        let found = "a list that is longer than its page names no next one";
        return Err(world.broken("a walk goes on where it stopped", found, &[&first.sent]));
    };
    let second = world.page(&name, limit, Some(&cursor)).await?;
    let target = world.target()?;
    let status = second.sent.response.status;
    // A replica that does not know the cursor says so; the walk then starts anew.
    let first = if target.api.accepts(Refusal::Invalid, status) {
        world.first_page(&name, limit).await?
    } else {
        first
    };
    world.rest_shows_once(&name, limit, first).await
}

#[then(
    expr = "a walk of {tenant}'s list by {int}, during which a worker carries them out, shows each job once"
)]
async fn while_working(world: &mut World, name: Name, limit: usize) -> Step {
    let Name(name) = name;
    let first = world.first_page(&name, limit).await?;
    world.carry_out("read-new").await?;
    world.rest_shows_once(&name, limit, first).await
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
    let first = world.first_page(&name, limit).await?;
    world.run_backfill(&Asked::default()).await?;
    world.rest_shows_once(&name, limit, first).await
}
