//! Phrases about many jobs: their ids, and that each of them stays. Single ones are the subject of `executing`. The
//! invariant: what was accepted is looked for one by one.

use cucumber::{then, when};

use super::executing::enqueued;
use super::fetching::shows;
use crate::profile::Execute;
use crate::steps::shared::parameters::Name;
use crate::world::{Answered, Step, World};

#[when(expr = "{tenant} and {tenant} enqueue {int} jobs in turn")]
async fn in_turn(world: &mut World, one: Name, other: Name, count: usize) -> Step {
    for index in 0..count {
        let name = if index % 2 == 0 { &one.0 } else { &other.0 };
        let id = world.enqueue(name).await?;
        world.add_asked_for(id);
    }
    Ok(())
}

/// Places at which unguessable ids differ, of 32 and more.
const VARYING: usize = 16;

#[then("no id can be guessed from another")]
async fn unguessable(world: &mut World) -> Step {
    let mut unique = world.asked_for()?;
    let ids: Vec<Vec<char>> = unique.iter().map(|id| id.chars().collect()).collect();
    let longest = ids.iter().map(Vec::len).max().unwrap_or(0);
    let varying = (0..longest)
        .filter(|place| {
            let mut letters: Vec<Option<&char>> = ids.iter().map(|id| id.get(*place)).collect();
            letters.sort_unstable();
            letters.dedup();
            letters.len() >= 4
        })
        .count();
    unique.sort_unstable();
    unique.dedup();
    if varying >= VARYING && unique.len() == ids.len() {
        return Ok(());
    }
    let proof: Vec<Answered> = world
        .history()
        .iter()
        .rev()
        .filter_map(Answered::of)
        .take(2)
        .collect();
    let proof: Vec<&Answered> = proof.iter().collect();
    let found = format!(
        "{} of {} ids are unique, and they differ at {varying} places",
        unique.len(),
        ids.len()
    );
    Err(world.broken("no id can be guessed from another", found, &proof))
}

#[when(expr = "{tenant} enqueues {int} jobs at once")]
async fn many_at_once(world: &mut World, caller: Name, count: usize) -> Step {
    let target = world.target()?;
    let token = world.token(&caller.0)?;
    let requests = (0..count)
        .map(|_| {
            target
                .api
                .execute(&caller.0, &Execute::of(&world.tenant(&caller.0)))
                .bearer(&token)
        })
        .collect();
    for sent in world.send_together(requests).await? {
        match enqueued(world, &sent)? {
            Some(id) => world.add_asked_for(id),
            None => {
                let found = format!("answered {} without the id of a job", sent.response.status);
                return Err(world.broken("a workspace enqueues jobs of its own", found, &[&sent]));
            }
        }
    }
    Ok(())
}

#[then(expr = "{tenant} finds each of them, now and after {tenant} enqueued {int} more")]
async fn finds_each(world: &mut World, owner: Name, other: Name, more: usize) -> Step {
    let ids = world.asked_for()?;
    for id in &ids {
        shows(world, &owner.0, id).await?;
    }
    for _ in 0..more {
        world.enqueue(&other.0).await?;
    }
    for id in &ids {
        shows(world, &owner.0, id).await?;
    }
    world.unchanged(&owner.0).await
}
