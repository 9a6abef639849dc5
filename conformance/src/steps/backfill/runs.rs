//! Phrases about a run of the target's backfill, one after the other. What was there before it belongs to
//! `preconditions`, what it left to `results`, what happens while it runs to `interruptions` and
//! `concurrency`, what it says to `reporting`. The invariant: what is judged is what the target's own program did,
//! on a store that nobody else uses.

use std::sync::Arc;

use cucumber::when;

use crate::profile::{Asked, Mode};
use crate::steps::shared::parameters::{Name, Word};
use crate::under_test::{Fleet, Ran, RedisProxy, Tool};
use crate::world::{Step, World};

impl World {
    /// The fleet whose store the backfill runs on.
    ///
    /// # Errors
    /// Where the target's Redis is not lent.
    pub(crate) fn own_fleet(&mut self) -> Step<Arc<Fleet>> {
        let fleet = self.target()?.fleet.clone();
        fleet.ok_or_else(|| self.inconclusive("the target's Redis is not lent"))
    }

    /// A proxy before that store, for one run or one worker.
    ///
    /// # Errors
    /// Where there can be none.
    pub(crate) async fn new_redis_proxy(&mut self) -> Step<RedisProxy> {
        let proxy = self.own_fleet()?.redis_proxy().await;
        proxy.map_err(|why| self.inconclusive(why.to_string()))
    }

    /// Starts a run.
    ///
    /// # Errors
    /// Where it cannot be started, or the profile does not say how.
    pub(crate) fn start_backfill(&mut self, asked: &Asked, proxy: Option<&RedisProxy>) -> Step<Tool> {
        match self.own_fleet()?.start_backfill(asked, proxy) {
            Ok(Some(tool)) => Ok(tool),
            Ok(None) => Err(self.inconclusive("the profile does not say how the backfill is asked for that")),
            Err(why) => Err(self.inconclusive(format!("the backfill does not start: {why}"))),
        }
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// Where it cannot be started, or the store cannot be looked at.
    pub(crate) async fn run_backfill(&mut self, asked: &Asked) -> Step {
        self.mark().await?;
        let ran = self.start_backfill(asked, None)?.end().await;
        self.ran(ran).await
    }

    /// Remembers what a run came to. What it did to the store is its own doing, and nobody's request.
    pub(crate) async fn ran(&mut self, ran: Ran) -> Step {
        self.add_run(ran);
        self.look_again().await
    }
}

#[when("the backfill runs")]
#[when("the backfill runs again")]
async fn runs(world: &mut World) -> Step {
    world.run_backfill(&Asked::default()).await
}

#[when(expr = "the backfill runs in steps of {int}")]
async fn runs_in_steps(world: &mut World, batch: u32) -> Step {
    world.run_backfill(&Asked::in_steps(batch)).await
}

#[when(expr = "the backfill runs in steps of {int} at {int} jobs a second")]
async fn runs_at(world: &mut World, batch: u32, rate: u32) -> Step {
    let asked = Asked {
        rate: Some(rate),
        ..Asked::in_steps(batch)
    };
    world.run_backfill_watched(&asked).await
}

#[when("the backfill is tried out")]
async fn tried(world: &mut World) -> Step {
    let asked = Asked {
        mode: Mode::DryRun,
        ..Asked::default()
    };
    world.run_backfill(&asked).await
}

#[when("the backfill is started without saying whether to write")]
async fn unsaid(world: &mut World) -> Step {
    let asked = Asked {
        mode: Mode::Unsaid,
        ..Asked::default()
    };
    world.run_backfill(&asked).await
}

#[when("the backfill runs and compares")]
async fn runs_and_compares(world: &mut World) -> Step {
    let asked = Asked {
        verify: true,
        ..Asked::default()
    };
    world.run_backfill(&asked).await
}

#[when("the backfill compares, and writes nothing")]
async fn compares(world: &mut World) -> Step {
    world.run_backfill(&Asked::comparing()).await
}

#[when("the backfill runs in reverse")]
async fn reverse(world: &mut World) -> Step {
    let asked = Asked {
        reverse: true,
        ..Asked::default()
    };
    world.run_backfill(&asked).await
}

#[when(expr = "the backfill runs for {tenant} alone")]
async fn for_one(world: &mut World, name: Name) -> Step {
    let asked = Asked {
        workspace: Some(world.tenant(&name.0).workspace),
        ..Asked::default()
    };
    world.run_backfill(&asked).await
}

#[when(regex = r"^the backfill runs for the workspace (.+) alone$")]
async fn for_text(world: &mut World, text: Word) -> Step {
    let acme = world.tenant("acme").workspace;
    let text = text.0.replace("(empty)", "");
    let text = text.replace("acme", &acme).replace("ACME", &acme.to_uppercase());
    let asked = Asked {
        workspace: Some(text),
        ..Asked::default()
    };
    world.run_backfill(&asked).await
}

#[when(expr = "the cleanup runs")]
async fn cleanup(world: &mut World) -> Step {
    let asked = Asked {
        cleanup: true,
        ..Asked::default()
    };
    world.run_backfill(&asked).await
}

#[when(expr = "the cleanup is tried out")]
async fn cleanup_tried(world: &mut World) -> Step {
    let asked = Asked {
        cleanup: true,
        mode: Mode::DryRun,
        ..Asked::default()
    };
    world.run_backfill(&asked).await
}
