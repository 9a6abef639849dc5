//! Phrases about what happens while a backfill runs: it is killed, cut off, interrupted, doubled, or others work beside it. It
//! is held up at a command of its own, so that each of this happens at a known point. The invariant: a run that was never
//! held up, where that was the point, shows nothing.

use std::time::Duration;

use cucumber::{then, when};

use crate::profile::Asked;
use crate::steps::shared::parameters::Name;
use crate::store::Schema;
use crate::under_test::{RedisProxy, Tool};
use crate::world::{Step, World};

/// A run of the scenarios here takes fewer commands than this.
pub(crate) const MOST_COMMANDS: usize = 2_000;
/// From one place at which a run is held up to the next.
pub(crate) const STRIDE: usize = 7;
/// Commands after which the connection is cut, one run after the other.
const CUTS: [usize; 5] = [1, 6, 20, 45, 80];
/// The same where the store then stays away for longer than a client library tries again by itself. What a program passes over
/// shows in the one, what its library gives up in the other. The first is early enough for a run of few commands.
const OUTAGES: [usize; 3] = [6, 30, 70];
/// Enough commands that a run in steps of ten over a hundred jobs is in its middle.
pub(crate) const MIDDLE: usize = 60;
/// A run that goes on is waited for so long where it is to be held up.
const PATIENCE: Duration = Duration::from_secs(60);
/// A signal reaches a process within this time.
const SIGNALLED: Duration = Duration::from_millis(50);

impl World {
    // Starts a run through a proxy of its own, for which `rule` is set before.
    pub(crate) async fn through_proxy(
        &mut self,
        asked: &Asked,
        rule: impl FnOnce(&RedisProxy),
    ) -> Step<(Tool, RedisProxy)> {
        let proxy = self.new_redis_proxy().await?;
        rule(&proxy);
        let tool = self.start_backfill(asked, Some(&proxy))?;
        Ok((tool, proxy))
    }

    pub(crate) async fn held_after(
        &mut self,
        asked: &Asked,
        commands: usize,
    ) -> Step<(Tool, RedisProxy, bool)> {
        let (mut tool, proxy) = self
            .through_proxy(asked, |proxy| proxy.hold_after(commands))
            .await?;
        let held = held(&mut tool, &proxy).await;
        Ok((tool, proxy, held))
    }

    // A run for each of these commands, at which its connection ends; once more where it did not end well.
    async fn without_store(
        &mut self,
        batch: u32,
        more: usize,
        moments: &[usize],
        cut: impl Fn(&RedisProxy, usize),
    ) -> Step {
        let mut cuts = 0;
        for &commands in moments {
            self.has_jobs("acme", more, &[Schema::Old]).await?;
            self.mark().await?;
            let (tool, proxy) = self
                .through_proxy(&Asked::in_steps(batch), |proxy| cut(proxy, commands))
                .await?;
            let ran = tool.end().await;
            cuts += proxy.fired();
            let well = ran.well();
            self.ran(ran).await?;
            if !well {
                self.run_backfill(&Asked::in_steps(batch)).await?;
            }
            self.equals_of("acme").await?;
        }
        match cuts {
            0 => Err(self.inconclusive("the connection was never cut")),
            _ => Ok(()),
        }
    }

    /// Runs it until its middle, and interrupts it there.
    pub(crate) async fn interrupted_in_the_middle(&mut self, asked: &Asked) -> Step {
        self.mark().await?;
        let (tool, proxy, held) = self.held_after(asked, MIDDLE).await?;
        if !held {
            return Err(self.inconclusive("the run was over before its middle"));
        }
        tool.interrupt();
        tokio::time::sleep(SIGNALLED).await;
        proxy.pass();
        let ran = tool.end().await;
        self.ran(ran).await
    }
}

// Until it is held up, or has ended. One that is slow to come there is not taken for one that never does.
pub(crate) async fn held(tool: &mut Tool, proxy: &RedisProxy) -> bool {
    tokio::select! {
        held = proxy.held_within(PATIENCE) => held,
        () = tool.ended() => false,
    }
}

#[when(
    expr = "the backfill in steps of {int} is killed at one command after the other, until it ends by itself"
)]
async fn killed(world: &mut World, batch: u32) -> Step {
    world.mark().await?;
    let mut killed = 0;
    for commands in (0..MOST_COMMANDS).step_by(STRIDE) {
        let (tool, proxy, held) = world.held_after(&Asked::in_steps(batch), commands).await?;
        if held {
            tool.kill();
            killed += 1;
        }
        let ran = tool.end().await;
        drop(proxy);
        if !held {
            world.ran(ran).await?;
            return match killed {
                0 | 1 => Err(world.inconclusive("the run was over before it could be killed")),
                _ => Ok(()),
            };
        }
    }
    Err(world.inconclusive("the run does not come to its end"))
}

#[when(
    expr = "the backfill in steps of {int} is cut off at a command, and started again unless it ends well, with {int} jobs more each time"
)]
async fn cut_off(world: &mut World, batch: u32, more: usize) -> Step {
    world
        .without_store(batch, more, &CUTS, RedisProxy::cut_after)
        .await
}

#[when(
    expr = "the store goes away at a command of the backfill in steps of {int}, which is started again unless it ends well, with {int} jobs more each time"
)]
async fn outage(world: &mut World, batch: u32, more: usize) -> Step {
    world
        .without_store(batch, more, &OUTAGES, RedisProxy::down_after)
        .await
}

#[then(expr = "each job of {tenant} had a copy that is its equal whenever it ended well")]
async fn had_equals(world: &mut World, name: Name) -> Step {
    // What was judged after each of the runs, once more after the last.
    world.equals_of(&name.0).await
}

#[when(expr = "the backfill in steps of {int} is interrupted in the middle")]
async fn interrupted(world: &mut World, batch: u32) -> Step {
    world.interrupted_in_the_middle(&Asked::in_steps(batch)).await
}

#[when("two backfills run side by side")]
async fn side_by_side(world: &mut World) -> Step {
    world.mark().await?;
    let (one, proxy, held) = world.held_after(&Asked::in_steps(10), STRIDE).await?;
    if !held {
        return Err(world.inconclusive("the first run was over before the second began"));
    }
    let (other, second, _) = world.held_after(&Asked::in_steps(10), 3 * STRIDE).await?;
    proxy.pass();
    second.pass();
    let (one, other) = tokio::join!(one.end(), other.end());
    world.ran(one).await?;
    world.ran(other).await
}

#[when(
    expr = "the backfill runs in steps of {int}, and each of its walks gives the keys of a step once more with the next"
)]
async fn repeated(world: &mut World, batch: u32) -> Step {
    world.mark().await?;
    let (tool, proxy) = world
        .through_proxy(&Asked::in_steps(batch), RedisProxy::repeat)
        .await?;
    let ran = tool.end().await;
    let repeated = proxy.fired();
    world.ran(ran).await?;
    match repeated {
        0 => Err(world.inconclusive("the run walks no keys in steps that could be repeated")),
        _ => Ok(()),
    }
}
