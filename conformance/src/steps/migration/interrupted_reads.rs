//! Phrases about reading while the connection to the store is down, or cut in the middle. What is written meanwhile belongs
//! to `interrupted_writes`. The invariant: an answer may be whole or a server's error, and nothing between; a connection that
//! was never cut shows nothing.

use cucumber::then;

use super::interrupted_writes::MOST_COMMANDS;
use crate::oracle::no_effect;
use crate::steps::shared::parameters::{Name, Word};
use crate::world::{Step, World};

const CLAIM: &str = "a store that cannot be read is never taken for one that holds nothing";

impl World {
    // The list of a workspace is whole, or cannot be read.
    async fn list_is_whole_or_refused(&mut self, name: &str) -> Step {
        let own = self.jobs_of(name);
        let (answered, listed) = self.listed(name).await?;
        let status = answered.response.status;
        let found = match listed {
            Some(listed) if no_effect::change(&own, &listed).is_none() => return Ok(()),
            Some(listed) => format!("a list of {} jobs is answered, of {}", listed.len(), own.len()),
            None if status >= 500 => return Ok(()),
            None => format!("a list is answered {status}"),
        };
        Err(self.broken(CLAIM, found, &[&answered]))
    }

    // A job of a workspace is shown, or cannot be read.
    async fn job_is_shown_or_refused(&mut self, name: &str) -> Step {
        let target = self.target()?;
        let id = self.existing_job(name)?;
        let answered = self.send_as(name, target.api.get(name, &id)).await?;
        let shown = answered.response.json().and_then(|job| target.api.job_of(&job));
        match answered.response.status {
            200 if shown.as_ref() == Some(&id) => Ok(()),
            500.. => Ok(()),
            status => {
                let found = format!("a job is answered {status} to its owner");
                Err(self.broken(CLAIM, found, &[&answered]))
            }
        }
    }
}

#[then(expr = "while the line is down, neither {tenant}'s list nor a job of {tenant}'s is taken for nothing")]
async fn down(world: &mut World, name: Name, _same: Name) -> Step {
    let proxy = world.redis_proxy()?;
    world.expect_server_errors(true);
    proxy.down();
    world.list_is_whole_or_refused(&name.0).await?;
    world.job_is_shown_or_refused(&name.0).await?;
    let cut = proxy.fired();
    proxy.pass();
    if cut == 0 {
        return Err(world.inconclusive("no command came by on this connection"));
    }
    world.settled(&name.0).await?;
    world.expect_server_errors(false);
    Ok(())
}

#[then(expr = "wherever the line is cut, {tenant}'s {word} is whole or refused")]
async fn cut(world: &mut World, name: Name, what: Word) -> Step {
    let (Name(name), proxy) = (name, world.redis_proxy()?);
    world.expect_server_errors(true);
    for commands in 0..MOST_COMMANDS {
        world.settled(&name).await?;
        proxy.cut_after(commands);
        if what.0 == "list" {
            world.list_is_whole_or_refused(&name).await?;
        } else {
            world.job_is_shown_or_refused(&name).await?;
        }
        let cut = proxy.fired() > 0;
        proxy.pass();
        if !cut {
            world.expect_server_errors(false);
            return match commands {
                0 => Err(world.inconclusive("reading leads to no command on this connection")),
                _ => Ok(()),
            };
        }
    }
    Err(world.inconclusive(format!("reading leads to more than {MOST_COMMANDS} commands")))
}
