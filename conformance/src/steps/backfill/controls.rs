//! Controls: the same program, properly asked, does its work, so that what it refused or left alone before is a finding and not
//! the silence of a program that does nothing. What it was asked before belongs to `runs`. The invariant: a control that
//! fails makes the scenario untestable, never held.

use cucumber::{then, when};

use super::preconditions::command;
use crate::profile::Asked;
use crate::steps::shared::parameters::Name;
use crate::store::Schema;
use crate::world::{Step, World};

impl World {
    async fn does_its_work(&mut self, asked: &Asked, name: &str) -> Step {
        self.run_backfill(asked).await?;
        let well = self.last_run()?.well();
        match self.differing(name).await? {
            None if well => Ok(()),
            _ => Err(self.inconclusive(
                "the backfill does not do its work when it is properly asked, so what it left alone shows nothing",
            )),
        }
    }
}

#[then(expr = "told to write, it carries each job of {tenant}")]
async fn told_to_write(world: &mut World, name: Name) -> Step {
    world.does_its_work(&Asked::default(), &name.0).await
}

#[then(expr = "asked for {tenant} alone, it carries each of its jobs")]
async fn asked_for_one(world: &mut World, name: Name) -> Step {
    let asked = Asked {
        workspace: Some(world.tenant(&name.0).workspace),
        ..Asked::default()
    };
    world.does_its_work(&asked, &name.0).await
}

#[then(expr = "with that copy of {tenant}'s made anew, the same comparison ends well")]
async fn compares_well(world: &mut World, name: Name) -> Step {
    let id = world.made_to_differ()?;
    let (old, new) = (
        world.old_key_of(&name.0, &id).await?,
        world.new_key_of(&name.0, &id).await?,
    );
    let anew = vec![
        command("DEL", &new, &[]),
        command("COPY", &old, &[new.as_bytes()]),
    ];
    world.put(anew).await?;
    world.does_its_work(&Asked::comparing(), &name.0).await
}

#[then(expr = "once it was verified that each job of {tenant} was carried, it removes the old copies")]
async fn removes(world: &mut World, name: Name) -> Step {
    let verified = Asked {
        verify: true,
        ..Asked::default()
    };
    world.does_its_work(&verified, &name.0).await?;
    let asked = Asked {
        cleanup: true,
        ..Asked::default()
    };
    world.run_backfill(&asked).await?;
    let (workspace, now) = (world.tenant(&name.0).workspace, world.all_stored().await?);
    for id in world.existing_jobs(&name.0)? {
        let old = world.key_of(Schema::Old, &workspace, &id)?;
        if now.has(old.as_bytes()) {
            return Err(world.inconclusive(
                "the cleanup removes nothing when it may, so what it left alone shows nothing",
            ));
        }
    }
    Ok(())
}

#[when(expr = "what is in the place of a copy of {tenant}'s is taken away")]
async fn place_made_free(world: &mut World, name: Name) -> Step {
    let planter = world.planter()?;
    for id in world.jobs_of(&name.0) {
        let new = world.new_key_of(&name.0, &id).await?;
        let mut asked = redis::cmd("TYPE");
        asked.arg(&new);
        let kind: String = planter.ask(&asked).await.map_err(|why| world.unstored(&why))?;
        if kind != "hash" {
            world.put(vec![command("DEL", &new, &[])]).await?;
        }
    }
    Ok(())
}
