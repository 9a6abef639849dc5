//! Phrases about a connection between the target and its Redis that is cut or held up at a chosen command. What can be done to
//! it belongs to `under_test::redis_proxy`. The invariant: a scenario in which it was never cut or held shows nothing, and its
//! verdict is inconclusive.

use std::collections::BTreeSet;

use cucumber::{given, then, when};

use crate::profile::{Execute, Refusal};
use crate::steps::shared::parameters::Phase;
use crate::steps::shared::parameters::{Name, Word};
use crate::store::Schema;
use crate::world::{Step, World};

/// An operation that takes more commands than this is none that could be followed.
pub(crate) const MOST_COMMANDS: usize = 60;
/// A service may need so many requests to notice that its connection is back.
const MOST_RETURNS: usize = 50;

impl World {
    // A connection that was cut comes back with greetings of its own, which are no part of an execute.
    pub(crate) async fn settled(&mut self, name: &str) -> Step {
        let target = self.target()?;
        for _ in 0..MOST_RETURNS {
            let answered = self.send_as(name, target.api.list(name, &[])).await?;
            if answered.response.status == 200 {
                return Ok(());
            }
        }
        Err(self.inconclusive("the service does not come back after its connection was cut"))
    }

    fn only_job(&mut self, name: &str) -> Step<String> {
        let last = self.jobs_of(name).pop();
        last.ok_or_else(|| self.inconclusive(format!("{name} has no job")))
    }
}

#[given(expr = "the service is in the phase {phase}, on a line to its store that can be cut")]
async fn behind_proxy(world: &mut World, phase: Phase) -> Step {
    let target = world.target()?;
    let Some(fleet) = &target.fleet else {
        return Err(world.inconclusive("the target runs in one phase only"));
    };
    match fleet.replica_behind_proxy(&phase.0).await {
        Ok((replica, proxy)) => {
            world.ask_replica(replica);
            world.set_redis_proxy(proxy);
            world.set_phase(phase.0);
            Ok(())
        }
        Err(why) => Err(world.not_entered(&phase.0, &why)),
    }
}

#[when(expr = "{tenant} executes again and again, the line being cut one command later each time")]
async fn cut_each_time(world: &mut World, name: Name) -> Step {
    let Name(name) = name;
    let (target, proxy) = (world.target()?, world.redis_proxy()?);
    world.set_without_request_id(world.jobs_of(&name).len());
    world.expect_server_errors(true);
    for commands in 0..MOST_COMMANDS {
        let mut execute = Execute::of(&world.tenant(&name));
        execute.client_request_id = Some(format!("r-{:016x}", rand::random::<u64>()));
        world.settled(&name).await?;
        proxy.cut_after(commands);
        world.send_as(&name, target.api.execute(&name, &execute)).await?;
        let cut = proxy.fired() > 0;
        proxy.pass();
        if !cut {
            world.expect_server_errors(false);
            return match commands {
                0 => Err(world.inconclusive("an execute leads to no command on this connection")),
                _ => Ok(()),
            };
        }
    }
    Err(world.inconclusive(format!("an execute leads to more than {MOST_COMMANDS} commands")))
}

#[then("of each of these executes everything is stored, or nothing")]
async fn whole_or_nothing(world: &mut World) -> Step {
    let claim = "a job is stored whole or not at all, wherever its execute is interrupted";
    let proof = world.last_answer()?;
    let phase = world.phase()?;
    let (in_old, in_new) = (phase != "new-only", phase != "legacy");
    let name = proof.request.who.clone();
    let workspace = world.tenant(&name).workspace;
    let parts = world.parts_of(&workspace).await?;
    let all: BTreeSet<&String> = [&parts.old, &parts.new, &parts.queued]
        .into_iter()
        .flatten()
        .collect();
    if all.is_empty() {
        return Err(world.inconclusive("none of these executes stored a part of a job"));
    }
    for id in &all {
        let id = *id;
        let lacks = [
            (in_old && !parts.old.contains(id), "no old copy"),
            (in_new && !parts.new.contains(id), "no new copy"),
            (!parts.queued.contains(id), "no place in the queue"),
        ];
        if let Some((_, what)) = lacks.into_iter().find(|(lacks, _)| *lacks) {
            return Err(world.broken(claim, format!("a job has {what}"), &[&proof]));
        }
    }
    // Each of these executes had a request id, and the jobs before them had none.
    let named = all.len().saturating_sub(world.without_request_id()?);
    if let Some(ids) = parts.request_ids.filter(|ids| *ids != named) {
        let found = format!("{ids} request ids are taken for {named} jobs");
        return Err(world.broken(claim, found, &[&proof]));
    }
    for id in all.into_iter().cloned().collect::<Vec<_>>() {
        world.remember(&name, id);
    }
    Ok(())
}

/// The parts of a workspace's jobs, each by the ids of the jobs that have it.
struct Parts {
    old: BTreeSet<String>,
    new: BTreeSet<String>,
    queued: BTreeSet<String>,
    request_ids: Option<usize>,
}

impl World {
    // The database is this scenario's own, so all of it can be looked at.
    async fn parts_of(&mut self, workspace: &str) -> Step<Parts> {
        let planter = self.planter()?;
        let observer = self.observer()?;
        let layout = planter.layout().clone();
        let all = self.all_stored().await?;
        let keys: Vec<&str> = all.keys().collect();
        let mut parts = Parts {
            old: BTreeSet::new(),
            new: BTreeSet::new(),
            queued: BTreeSet::new(),
            request_ids: None,
        };
        for key in &keys {
            if let Some((_, id)) = layout.named_by(key).filter(|(owner, _)| *owner == workspace) {
                parts.new.insert(id.to_owned());
            } else if let Some(id) = layout.old_prefix().and_then(|prefix| key.strip_prefix(&prefix)) {
                let (owner, _) = observer
                    .owner_and_id(key)
                    .await
                    .map_err(|why| self.unstored(&why))?;
                if owner.as_deref() == Some(workspace) {
                    parts.old.insert(id.to_owned());
                }
            }
        }
        if let Some(queue) = &layout.queue {
            let entries: Vec<String> = planter
                .ask(redis::cmd("LRANGE").arg(queue).arg(0).arg(-1))
                .await
                .map_err(|why| self.unstored(&why))?;
            let known = parts.old.union(&parts.new);
            parts.queued = known
                .filter(|id| entries.iter().any(|entry| entry.contains(id.as_str())))
                .cloned()
                .collect();
        } else {
            parts.queued = parts.old.union(&parts.new).cloned().collect();
        }
        if let Some(prefix) = layout.idempotency_key(workspace, "") {
            parts.request_ids = Some(keys.iter().filter(|key| key.starts_with(&prefix)).count());
        }
        Ok(parts)
    }
}

#[when(expr = "the line is cut whenever the new copy of {tenant}'s job is asked for")]
async fn cut_at_the_new(world: &mut World, name: Name) -> Step {
    let id = world.only_job(&name.0)?;
    let workspace = world.tenant(&name.0).workspace;
    let key = world.key_of(Schema::New, &workspace, &id)?;
    world.redis_proxy()?.cut_at(&key);
    Ok(())
}

#[then(expr = "{tenant} is shown that job as {word}, or told that it cannot be read")]
async fn current_or_nothing(world: &mut World, name: Name, status: Word) -> Step {
    let claim = "a copy that cannot be read is not replaced by one that may be older";
    let (target, proxy) = (world.target()?, world.redis_proxy()?);
    let id = world.only_job(&name.0)?;
    world.expect_server_errors(true);
    let answered = world.send_as(&name.0, target.api.get(&name.0, &id)).await?;
    let cut = proxy.fired() > 0;
    proxy.pass();
    if !cut {
        return Err(world.inconclusive("the new copy was not asked for by its key"));
    }
    let shown = target.api.status_shown(&answered.response);
    match answered.response.status {
        200 if shown.as_ref() == Some(&status.0) => Ok(()),
        500.. => Ok(()),
        200 => Err(world.broken(claim, "an older state is shown as the present one", &[&answered])),
        other => {
            let found = format!("its owner is answered {other}, as if nothing were wrong with the store");
            Err(world.broken(claim, found, &[&answered]))
        }
    }
}

#[when(expr = "{tenant}'s job moves from the {word} schema to the {word} before the second look for it")]
async fn moves(world: &mut World, name: Name, from: Word, _to: Word) -> Step {
    let (target, proxy) = (world.target()?, world.redis_proxy()?);
    let id = world.only_job(&name.0)?;
    let workspace = world.tenant(&name.0).workspace;
    let (from, to) = if from.0 == "old" {
        (Schema::Old, Schema::New)
    } else {
        (Schema::New, Schema::Old)
    };
    let (from, to) = (
        world.key_of(from, &workspace, &id)?,
        world.key_of(to, &workspace, &id)?,
    );
    let planter = world.planter()?;
    world.add_planted(to.clone());
    // The first look is for the key that is not there yet; the second, for the one that is about to go.
    proxy.hold_at(&from, 0);
    let moving = async {
        let held = proxy.held().await;
        let moved = match held {
            true => {
                let (mut copy, mut drop) = (redis::cmd("COPY"), redis::cmd("DEL"));
                copy.arg(&from).arg(&to);
                drop.arg(&from);
                planter.run(vec![copy, drop]).await
            }
            false => Ok(()),
        };
        proxy.pass();
        moved.map(|()| held)
    };
    let asking = world.send_as(&name.0, target.api.get(&name.0, &id));
    let (answered, moved) = futures::join!(asking, moving);
    answered?;
    match moved {
        Ok(true) => world.look_again().await,
        Ok(false) => Err(world.inconclusive("no second look was made by the key that the job has")),
        Err(why) => Err(world.unstored(&why)),
    }
}

#[then(expr = "{tenant} was shown that job")]
async fn was_shown(world: &mut World, name: Name) -> Step {
    let claim = "a job that moves from one schema to the other is there all the time";
    let target = world.target()?;
    let answered = world.last_answer()?;
    if answered.request.who != name.0 {
        return Err(world.inconclusive(format!("{} asked for nothing", name.0)));
    }
    if target.api.accepts(Refusal::NotFound, answered.response.status) {
        return Err(world.broken(claim, "its owner is told that there is no such job", &[&answered]));
    }
    if answered.response.status != 200 {
        let found = format!("its owner is answered {}", answered.response.status);
        return Err(world.broken(claim, found, &[&answered]));
    }
    Ok(())
}
