//! Phrases about the phases of the migration: which replica is asked, what passes from one to the next, and what cannot
//! be started. What is stored belongs to `stored_copies`. The invariant: a phase is started as the profile says, never imitated.

use cucumber::{given, then, when};

use crate::profile::Execute;
use crate::steps::shared::parameters::{Name, Phase, rows_to_judge};
use crate::under_test::{Ran, TargetError};
use crate::world::{Operation, Step, Stop, World};

impl World {
    /// Asks the replica of this phase from now on.
    ///
    /// # Errors
    /// Where it does not come up.
    pub(crate) async fn enter(&mut self, phase: &str) -> Step {
        let entered = self.entered(phase).await?;
        entered.map_err(|why| self.not_entered(phase, &why))
    }

    /// Stops since a phase does not start, for whatever reason but that it refuses to.
    pub(crate) fn not_entered(&mut self, phase: &str, why: &TargetError) -> Stop {
        self.inconclusive(format!("the phase {phase} does not start: {why}"))
    }

    // The same, or why it does not start.
    async fn entered(&mut self, phase: &str) -> Step<Result<(), TargetError>> {
        let target = self.target()?;
        let Some(fleet) = &target.fleet else {
            return Err(self.inconclusive("the target runs in one phase only"));
        };
        let replica = fleet.replica(phase).await;
        Ok(replica.map(|replica| self.ask_replica(replica)))
    }
}

#[given(expr = "the service is in the phase {phase}")]
#[when(expr = "the service is in the phase {phase}")]
async fn in_phase(world: &mut World, phase: Phase) -> Step {
    world.enter(&phase.0).await
}

#[then(expr = "in the phase {phase}, {tenant} lists exactly its own jobs and gets each of them")]
async fn shown_in(world: &mut World, phase: Phase, name: Name) -> Step {
    world.enter(&phase.0).await?;
    world.sees_all(&name.0).await
}

#[given(expr = "{tenant} lists exactly its own jobs and gets each of them")]
#[then(expr = "{tenant} lists exactly its own jobs and gets each of them")]
async fn shown(world: &mut World, name: Name) -> Step {
    world.sees_all(&name.0).await
}

impl World {
    /// The named workspace lists exactly its own jobs and gets each of them, its own and in full.
    ///
    /// # Errors
    /// Broken where it does not.
    pub(crate) async fn sees_all(&mut self, name: &str) -> Step {
        let claim = "a workspace sees all of its jobs, wherever they are kept";
        let target = self.target()?;
        let own = self.existing_jobs(name)?;
        let (answered, listed) = self.listed(name).await?;
        let change = listed.map(|listed| crate::oracle::no_effect::change(&own, &listed));
        match change {
            Some(None) => {}
            Some(Some(change)) => {
                return Err(self.broken(claim, format!("the list of {name}: {change}"), &[&answered]));
            }
            None => {
                let found = format!("{name} is answered {} without a list", answered.response.status);
                return Err(self.broken(claim, found, &[&answered]));
            }
        }
        let workspace = self.tenant(name).workspace;
        for id in own {
            let answered = self.send_as(name, target.api.get(name, &id)).await?;
            let job = answered.response.json();
            let whole = job.as_ref().is_some_and(|job| {
                target.api.job_of(job).as_ref() == Some(&id)
                    && target.api.workspace_of(job).as_ref() == Some(&workspace)
                    && target.api.status_of(job).is_some()
            });
            if answered.response.status != 200 || !whole {
                let status = answered.response.status;
                let found =
                    format!("{name} asks for its own job and is answered {status}, not with all of it");
                return Err(self.broken(claim, found, &[&answered]));
            }
        }
        Ok(())
    }
}

#[when(expr = "{tenant} enqueues the same request in the phase {phase} and in the phase {phase}")]
async fn same_request(world: &mut World, name: Name, one: Phase, other: Phase) -> Step {
    let target = world.target()?;
    let mut execute = Execute::of(&world.tenant(&name.0));
    execute.client_request_id = Some(format!("r-{:016x}", rand::random::<u64>()));
    for Phase(phase) in [one, other] {
        world.enter(&phase).await?;
        let request = target.api.execute(&name.0, &execute);
        let label = format!("in the phase {phase}");
        world
            .attempt_as(&name.0, Operation::Execute, label, request)
            .await?;
    }
    Ok(())
}

#[then("the service does not start in a phase that is spelled so:")]
async fn misspelled(world: &mut World, step: &cucumber::gherkin::Step) -> Step {
    for row in rows_to_judge(world, step)? {
        let spelled = row[0].replace("(space)", " ").replace("(empty)", "");
        world.refuses_to_start(&spelled).await?;
    }
    Ok(())
}

#[then(expr = "the service does not start in the phase {phase}")]
async fn not_started(world: &mut World, phase: Phase) -> Step {
    world.refuses_to_start(&phase.0).await
}

#[then(expr = "the service starts in the phase {phase}")]
async fn started(world: &mut World, phase: Phase) -> Step {
    match world.entered(&phase.0).await? {
        Ok(()) => Ok(()),
        // It ended by itself, and not by a signal, so it said no.
        Err(TargetError::Ended {
            code: code @ Some(_),
            output,
            ..
        }) => {
            let target = world.target()?;
            let start = target.profile.target.start.as_ref();
            world.add_run(Ran {
                command: start.map(|start| start.cmd.join(" ")).unwrap_or_default(),
                status: code,
                output,
                report: None,
                metrics: None,
                stuck: false,
            });
            let claim = "a phase that hides no job can be entered";
            Err(world.broken(claim, format!("it does not start in the phase {}", phase.0), &[]))
        }
        Err(why) => Err(world.not_entered(&phase.0, &why)),
    }
}

#[given(expr = "the service has left the phase {phase}")]
async fn left(world: &mut World, phase: Phase) -> Step {
    let target = world.target()?;
    if let Some(fleet) = &target.fleet {
        fleet.stop_replica(&phase.0).await;
    }
    Ok(())
}

impl World {
    async fn refuses_to_start(&mut self, phase: &str) -> Step {
        let claim = "a phase that is not meant, or that would hide jobs, is not entered";
        match self.entered(phase).await? {
            Err(TargetError::Ended { code: Some(_), .. }) => Ok(()),
            Ok(()) => {
                // Whoever started nevertheless says so by an answer.
                let target = self.target()?;
                let ready = http::Method::GET;
                let request =
                    crate::wire::Request::new("the suite", ready, &target.profile.target.ready.path);
                let answered = self.send(request).await?;
                let found = format!("in the phase `{phase}` it starts, and is ready");
                Err(self.broken(claim, found, &[&answered]))
            }
            Err(why) => Err(self.inconclusive(format!("the phase `{phase}` neither starts nor ends: {why}"))),
        }
    }
}
