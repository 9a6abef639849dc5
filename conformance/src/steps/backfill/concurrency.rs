//! Phrases about others that are at work while a backfill runs, and about what it lets out meanwhile. Stopping it belongs to
//! `interruptions`. The invariant: a run that was never held up, where that was the point, shows nothing.

use cucumber::{then, when};

use super::interruptions::{MIDDLE, MOST_COMMANDS, held};
use crate::profile::Asked;
use crate::steps::shared::monitor_lines::{command_of, holds_everybody_up};
use crate::steps::shared::parameters::Name;
use crate::steps::shared::parameters::Phase;
use crate::store::Schema;
use crate::world::{Step, World};

/// What happens to a job just before its copy is made.
#[derive(Clone, Copy, PartialEq)]
enum Event {
    Completed,
    Ended,
}

impl World {
    // A correct writer: the old copy, and the new one where it is whole, in one instant.
    async fn happens(&mut self, event: Event, name: &str, id: &str) -> Step {
        let workspace = self.tenant(name).workspace;
        let old = self.key_of(Schema::Old, &workspace, id)?;
        let new = self.key_of(Schema::New, &workspace, id)?;
        let commands = match event {
            Event::Ended => {
                let mut gone = redis::cmd("DEL");
                gone.arg(&old).arg(&new);
                vec![gone]
            }
            Event::Completed => {
                let script = "for _, key in ipairs(KEYS) do if redis.call('HEXISTS', key, 'status') == 1 then \
                              redis.call('HSET', key, 'status', 'completed', 'result', '{}', 'finished_at', ARGV[1]) end end";
                let mut written = redis::cmd("EVAL");
                written
                    .arg(script)
                    .arg(2)
                    .arg(&old)
                    .arg(&new)
                    .arg("2026-01-01T00:00:00Z");
                vec![written]
            }
        };
        self.put(commands).await
    }

    async fn before_each(&mut self, name: &str, event: Event) -> Step {
        self.mark().await?;
        for others in 0..MOST_COMMANDS {
            let job = self.stored_job(name)?;
            self.plant(Schema::Old, std::slice::from_ref(&job)).await?;
            self.remember(name, job.id.clone());
            let key = self.key_of(Schema::New, &job.workspace, &job.id)?;
            let asked = Asked::default();
            let (mut tool, proxy) = self
                .through_proxy(&asked, |proxy| proxy.hold_at(&key, others))
                .await?;
            let held = held(&mut tool, &proxy).await;
            if held {
                self.happens(event, name, &job.id).await?;
            }
            proxy.pass();
            let ran = tool.end().await;
            self.ran(ran).await?;
            if event == Event::Completed {
                // Now, since the next run may repair what this one spoiled.
                self.equals_of(name).await?;
            }
            if !held {
                if event == Event::Ended {
                    self.forget_one(name, &job.id);
                    self.happens(event, name, &job.id).await?;
                }
                return match others {
                    0 => Err(self.inconclusive("no command named the copy of a job")),
                    _ => Ok(()),
                };
            }
            if event == Event::Ended {
                self.forget_one(name, &job.id);
            }
        }
        Err(self.inconclusive("the run does not come to its end"))
    }
}

#[when(
    expr = "{tenant}'s job is completed just before each command that names its copy, in a run of its own each time"
)]
async fn completed_before(world: &mut World, name: Name) -> Step {
    world.before_each(&name.0, Event::Completed).await
}

#[when(
    expr = "{tenant}'s job comes to its end just before each command that names its copy, in a run of its own each time"
)]
async fn ended_before(world: &mut World, name: Name) -> Step {
    world.before_each(&name.0, Event::Ended).await
}

impl World {
    // What the workspace is shown of each of its jobs.
    async fn bodies(&mut self, name: &str) -> Step<Vec<Vec<u8>>> {
        let target = self.target()?;
        let mut bodies = Vec::new();
        for id in self.jobs_of(name) {
            bodies.push(self.send_as(name, target.api.get(name, &id)).await?.response.body);
        }
        Ok(bodies)
    }
}

#[when(
    expr = "the backfill in steps of {int} is held up at one command after the other, and {tenant} lists and gets its jobs each time"
)]
async fn shown_at_each(world: &mut World, batch: u32, name: Name) -> Step {
    world.mark().await?;
    let before = world.bodies(&name.0).await?;
    let (mut tool, proxy, mut held_up) = world.held_after(&Asked::in_steps(batch), 0).await?;
    let mut looks = 0;
    while held_up {
        looks += 1;
        world.sees_all(&name.0).await?;
        if world.bodies(&name.0).await? != before {
            let last = world.last_answer()?;
            let claim = "a job is shown whole at every moment of a backfill";
            return Err(world.broken(claim, "it is shown otherwise than before", &[&last]));
        }
        proxy.hold_after(1);
        held_up = held(&mut tool, &proxy).await;
    }
    proxy.pass();
    let ran = tool.end().await;
    world.ran(ran).await?;
    if looks < 3 {
        return Err(world.inconclusive("the run was over before it could be held up"));
    }
    Ok(())
}

#[when(
    expr = "the backfill is held up where it first names a copy of {tenant}'s, and meanwhile {tenant} enqueues {int} jobs and a worker carries out what waits"
)]
async fn beside_a_worker(world: &mut World, name: Name, other: Name, count: usize) -> Step {
    world.mark().await?;
    // Whatever it reads of a job before it comes to write, it has read.
    let workspace = world.tenant(&name.0).workspace;
    let copies = world.key_of(Schema::New, &workspace, "")?;
    let asked = Asked::in_steps(2);
    let (mut tool, proxy) = world
        .through_proxy(&asked, |proxy| proxy.hold_at(&copies, 0))
        .await?;
    if !held(&mut tool, &proxy).await {
        return Err(world.inconclusive("the run was over before it named a copy"));
    }
    for _ in 0..count {
        world.enqueue(&other.0).await?;
    }
    world.carry_out("dual-write").await?;
    proxy.pass();
    let ran = tool.end().await;
    world.ran(ran).await
}

#[when("the backfill is held up in the middle, and looked at")]
async fn looked_at(world: &mut World) -> Step {
    world.mark().await?;
    let (tool, proxy, held) = world.held_after(&Asked::in_steps(10), 3 * MIDDLE).await?;
    if !held {
        return Err(world.inconclusive("the run was over before its middle"));
    }
    let layout = world.planter()?.layout().clone();
    let prefix = world.old_prefix()?;
    let kept = world.all_stored().await?.part(|key| {
        let text = String::from_utf8_lossy(key);
        layout.named_by(&text).is_none() && !text.starts_with(&prefix)
    });
    let canary = world.tenant("acme").canary;
    let leaks = kept.mentions(&canary);
    proxy.pass();
    let ran = tool.end().await;
    world.ran(ran).await?;
    if leaks {
        let claim = "what a backfill keeps for itself holds nothing of a job's content";
        return Err(world.broken(claim, "a key of its own holds a job's content", &[]));
    }
    Ok(())
}

#[then("neither its output nor what it keeps holds anything of a job's content")]
async fn silent(world: &mut World) -> Step {
    let ran = world.last_run()?;
    let report = ran.report.as_ref().map(ToString::to_string).unwrap_or_default();
    let tenants = world.participants()?;
    let secrets = tenants
        .iter()
        .flat_map(|tenant| [&tenant.canary, &tenant.subject]);
    let mut shown =
        secrets.filter(|text| ran.output.contains(text.as_str()) || report.contains(text.as_str()));
    if shown.next().is_some() {
        let claim = "what a backfill says holds nothing of a job's content";
        return Err(world.broken(claim, "it holds a job's parameters, or who asked for it", &[]));
    }
    Ok(())
}

impl World {
    /// Runs it to its end, and remembers the commands that it led to.
    ///
    /// # Errors
    /// Where it cannot be started, or the store cannot be watched.
    pub(crate) async fn run_backfill_watched(&mut self, asked: &Asked) -> Step {
        let planter = self.planter()?;
        let watched = planter.watched(self.run_backfill(asked)).await;
        let (done, commands) = watched.map_err(|why| self.unstored(&why))?;
        self.set_commands(commands);
        done
    }
}

#[when(expr = "the backfill runs in steps of {int} while its commands are watched")]
async fn watched(world: &mut World, batch: u32) -> Step {
    world.run_backfill_watched(&Asked::in_steps(batch)).await
}

#[then("none of them walks all keys at once")]
async fn no_walk(world: &mut World) -> Step {
    let walks = world
        .commands()?
        .iter()
        .map(|line| command_of(line))
        .any(|command| holds_everybody_up(&command) || command == "save");
    if walks {
        let claim = "a backfill goes through the keys in small steps";
        return Err(world.broken(
            claim,
            "a command held up everybody for as long as there are keys",
            &[],
        ));
    }
    Ok(())
}

#[then(expr = "{tenant} is shown the same list in the phase {phase} as in the phase {phase}")]
async fn same_list(world: &mut World, name: Name, one: Phase, other: Phase) -> Step {
    let mut lists = Vec::new();
    for Phase(phase) in [other, one] {
        world.enter(&phase).await?;
        lists.push(world.listed(&name.0).await?);
    }
    world.sees_all(&name.0).await?;
    if lists[0].1.is_none() || lists[0].1 != lists[1].1 {
        let claim = "a list is the same before and after the backfill";
        let found = "it is another, or in another order";
        return Err(world.broken(claim, found, &[&lists[0].0, &lists[1].0]));
    }
    Ok(())
}
