//! Phrases about the worker. Only scenarios on a stage of their own use them, since a worker takes whatever waits. The
//! invariant: no worker runs between two steps.

use std::time::Duration;

use cucumber::{given, then, when};

use crate::steps::shared::parameters::Phase;
use crate::steps::shared::parameters::{Name, Word};
use crate::store::Schema;
use crate::under_test::RedisProxy;
use crate::world::{Step, World};

const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(10);
/// A worker that has a job to take comes to its outcome within so many commands.
const MOST_COMMANDS: usize = 40;
/// Fewer commands than there are from taking a job to its outcome.
const STRIDE: usize = 2;

impl World {
    async fn start_worker(&mut self, phase: &str, proxy: Option<&RedisProxy>) -> Step {
        let target = self.target()?;
        let Some(fleet) = &target.fleet else {
            return Err(self.inconclusive("the target has no worker of its own"));
        };
        let started = fleet.start_worker(phase, proxy).await;
        started.map_err(|why| self.inconclusive(format!("the worker does not start: {why}")))
    }

    async fn is_over(&mut self, name: &str, id: &str) -> Step<bool> {
        let target = self.target()?;
        let answered = self.send_as(name, target.api.get(name, id)).await?;
        let status = target.api.status_shown(&answered.response);
        Ok(matches!(status.as_deref(), Some("completed" | "failed")))
    }

    // Until nothing waits and nothing is under way, as far as the owners can see.
    async fn worked_off(&mut self) -> Step {
        let queue = self.planter()?.layout().queue.clone();
        let owners: Vec<String> = self.tenants().map(|tenant| tenant.name.clone()).collect();
        let settled = async {
            loop {
                let mut open = 0;
                for name in &owners {
                    for id in self.jobs_of(name) {
                        open += usize::from(!self.is_over(name, &id).await?);
                    }
                }
                let waiting: u64 = match &queue {
                    Some(queue) => {
                        let mut length = redis::cmd("LLEN");
                        length.arg(queue);
                        let asked = self.planter()?.ask(&length).await;
                        asked.map_err(|why| self.unstored(&why))?
                    }
                    None => 0,
                };
                if open == 0 && waiting == 0 {
                    return Ok(());
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        match tokio::time::timeout(PATIENCE, settled).await {
            Ok(settled) => settled,
            Err(_) => {
                let Some(name) = owners.first() else {
                    return Err(self.inconclusive("nobody has a job"));
                };
                let answered = self.listed(name).await?.0;
                let claim = "every job that waits is carried out, and shown as it is";
                Err(self.broken(claim, "a job has no outcome although a worker runs", &[&answered]))
            }
        }
    }

    /// Lets a worker carry out whatever waits.
    ///
    /// # Errors
    /// Broken where it does not.
    pub(crate) async fn carry_out(&mut self, phase: &str) -> Step {
        self.start_worker(phase, None).await?;
        let done = self.worked_off().await;
        self.stop_workers(false).await?;
        done
    }

    async fn stop_workers(&mut self, hard: bool) -> Step {
        let target = self.target()?;
        if let Some(fleet) = &target.fleet {
            fleet.stop_workers(hard).await;
        }
        self.look_again().await
    }
}

#[when(expr = "a worker in the phase {phase} has carried out what waits")]
#[given(expr = "a worker in the phase {phase} has carried out what waits")]
async fn carried_out(world: &mut World, phase: Phase) -> Step {
    world.carry_out(&phase.0).await
}

#[when(
    expr = "a worker in the phase {phase} is killed at one command after the other, each time with a job more of {tenant}'s, and another then carries out what waits"
)]
async fn killed(world: &mut World, phase: Phase, name: Name) -> Step {
    // Each job outlives one worker: a service may give a job up that takes down one after the other.
    for commands in (0..MOST_COMMANDS).step_by(STRIDE) {
        let id = world.enqueue(&name.0).await?;
        let proxy = world.new_redis_proxy().await?;
        proxy.hold_after(commands);
        world.start_worker(&phase.0, Some(&proxy)).await?;
        let held = proxy.held().await;
        world.stop_workers(true).await?;
        let over = world.is_over(&name.0, &id).await?;
        world.carry_out(&phase.0).await?;
        // Whoever came to the outcome without being held up was killed at every command before it, the first time excepted.
        if !held && (commands == 0 || !over) {
            return Err(world.inconclusive("a worker could not be killed at a command"));
        }
        if over {
            return Ok(());
        }
    }
    Err(world.inconclusive("a worker comes to no outcome within so many commands"))
}

#[then(expr = "each job of {tenant} is shown as {word}, in its list and by its id")]
async fn shown_as(world: &mut World, name: Name, status: Word) -> Step {
    let Name(name) = name;
    let Word(status) = status;
    let claim = "a list and a job agree on where the job stands, and it is where it was brought";
    let target = world.target()?;
    let (answered, _) = world.listed(&name).await?;
    let jobs = target.api.jobs(&answered.response).unwrap_or_default();
    for id in world.existing_jobs(&name)? {
        let listed = jobs
            .iter()
            .find(|job| target.api.job_of(job).as_ref() == Some(&id));
        if listed.and_then(|job| target.api.status_of(job)).as_deref() != Some(&status) {
            return Err(world.broken(claim, format!("the list does not say {status}"), &[&answered]));
        }
        let got = world.send_as(&name, target.api.get(&name, &id)).await?;
        if target.api.status_shown(&got.response).as_deref() != Some(&status) {
            return Err(world.broken(claim, format!("the job does not say {status}"), &[&got]));
        }
    }
    Ok(())
}

#[given(expr = "a job of {tenant} waits whose hash is gone")]
async fn orphan(world: &mut World, name: Name) -> Step {
    let Name(name) = name;
    let id = world.enqueue(&name).await?;
    world.on_copies(&name, &id, "DEL", &[]).await?;
    world.set_ended(vec![id.clone()]);
    world.forget_one(&name, &id);
    Ok(())
}

#[given(expr = "the old copy of {tenant}'s job has become {tenant}'s")]
async fn taken_over(world: &mut World, name: Name, other: Name) -> Step {
    let Name(name) = name;
    let Name(other) = other;
    let id = world.existing_job(&name)?;
    let mut job = world.stored_job(&other)?;
    let field = world.planter()?.layout().job_id_field.clone();
    job.set(&field, id.clone());
    job.id = id;
    world.plant(Schema::Old, std::slice::from_ref(&job)).await?;
    let key = world.key_of(Schema::Old, &job.workspace, &job.id)?;
    let read = world.observer()?.hash(&key).await;
    let hash = read.map_err(|why| world.unstored(&why))?;
    world.set_foreign_hash(hash);
    Ok(())
}

#[then(expr = "the copy that is {tenant}'s is as it was, and {tenant}'s job is completed")]
async fn untouched(world: &mut World, other: Name, name: Name) -> Step {
    let Name(other) = other;
    let Name(name) = name;
    let before = world.foreign_hash()?;
    let id = world.existing_job(&name)?;
    let workspace = world.tenant(&other).workspace;
    let key = world.key_of(Schema::Old, &workspace, &id)?;
    let read = world.observer()?.hash(&key).await;
    let hash = read.map_err(|why| world.unstored(&why))?;
    let target = world.target()?;
    let answered = world.send_as(&name, target.api.get(&name, &id)).await?;
    if hash != Some(before) {
        let claim = "a change of status reaches only copies of the job's own workspace";
        return Err(world.broken(claim, "another workspace's hash was written to", &[&answered]));
    }
    let status = target.api.status_shown(&answered.response);
    if status.as_deref() != Some("completed") {
        let claim = "the owner's own copy is brought to its outcome";
        return Err(world.broken(claim, "the job is not completed", &[&answered]));
    }
    Ok(())
}

#[given(expr = "the job of {tenant} has ended as {word} before the worker comes to it")]
async fn ended_before(world: &mut World, name: Name, status: Word) -> Step {
    let Name(name) = name;
    let Word(status) = status;
    let id = world.existing_job(&name)?;
    let ended = [
        "status",
        &status,
        "result",
        "\"first\"",
        "finished_at",
        "2026-01-01T00:00:00Z",
    ];
    world.on_copies(&name, &id, "HSET", &ended).await
}
