//! Phrases about what is stored of a job in either schema. Putting it there by hand belongs to `seeded_records`. The
//! invariant: what is compared is what the target itself wrote, and the answer that made it write is the proof.

use cucumber::{then, when};

use crate::profile::Execute;
use crate::steps::shared::parameters::{Name, Word};
use crate::store::{Hash, Schema};
use crate::world::{Answered, Step, World};

impl World {
    async fn copy(&mut self, schema: Schema, name: &str, id: &str) -> Step<Option<Hash>> {
        let workspace = self.tenant(name).workspace;
        let key = self.key_of(schema, &workspace, id)?;
        let read = self.observer()?.hash(&key).await;
        read.map_err(|why| self.unstored(&why))
    }

    async fn copies(&mut self, name: &str) -> Step<Vec<(String, Option<Hash>, Option<Hash>)>> {
        let mut all = Vec::new();
        for id in self.existing_jobs(name)? {
            let old = self.copy(Schema::Old, name, &id).await?;
            let new = self.copy(Schema::New, name, &id).await?;
            all.push((id, old, new));
        }
        Ok(all)
    }

    // What a verdict about the store is shown by: the owner's own answer for the job, right now.
    async fn proof(&mut self, name: &str, id: &str) -> Step<Answered> {
        let target = self.target()?;
        self.send_as(name, target.api.get(name, id)).await
    }
}

#[then(expr = "both copies of each job of {tenant} are there, and equal")]
async fn equal(world: &mut World, name: Name) -> Step {
    let Name(name) = name;
    let claim = "a job that belongs under both schemas is the same in both, its expiry included";
    for (id, old, new) in world.copies(&name).await? {
        let found = match (old, new) {
            (Some((old, ends)), Some((new, other))) => {
                if old != new {
                    let fields = old.keys().chain(new.keys());
                    let differing = fields.filter(|field| old.get(*field) != new.get(*field)).min();
                    Some(format!(
                        "the copies differ in `{}`",
                        differing.map_or("", String::as_str)
                    ))
                } else if ends.abs_diff(other) > 1_000 {
                    Some("the copies end at different times".to_owned())
                } else {
                    None
                }
            }
            (None, _) => Some("there is no copy in the old schema".to_owned()),
            (_, None) => Some("there is no copy in the new schema".to_owned()),
        };
        if let Some(found) = found {
            let proof = world.proof(&name, &id).await?;
            return Err(world.broken(claim, found, &[&proof]));
        }
    }
    Ok(())
}

#[then(expr = "each job of {tenant} is in the {word} schema, and not in the other")]
async fn in_one(world: &mut World, name: Name, schema: Word) -> Step {
    let Name(name) = name;
    let Word(schema) = schema;
    for (id, old, new) in world.copies(&name).await? {
        let (there, elsewhere) = if schema == "old" { (old, new) } else { (new, old) };
        let found = match (there, elsewhere) {
            (Some(_), None) => continue,
            (None, _) => format!("there is no copy in the {schema} schema"),
            (_, Some(_)) => "there is a copy, or a part of one, in the other schema".to_owned(),
        };
        let proof = world.proof(&name, &id).await?;
        return Err(world.broken(
            "a phase writes where its neighbours look, and nowhere else",
            found,
            &[&proof],
        ));
    }
    Ok(())
}

#[when(expr = "a key that an execute of {tenant} needs is taken: {word}")]
async fn occupied(world: &mut World, name: Name, what: Word) -> Step {
    let Name(name) = name;
    let Word(what) = what;
    let tenant = world.tenant(&name);
    let layout = world.planter()?.layout().clone();
    let request_id = format!("r-{:016x}", rand::random::<u64>());
    let key = match what.as_str() {
        "request-id" => layout.idempotency_key(&tenant.workspace, &request_id),
        "index" => layout.index_key(&tenant.workspace),
        "queue" => layout.queue.clone(),
        other => return Err(world.inconclusive(format!("`{other}` is no key of an execute"))),
    };
    let Some(key) = key else {
        return Err(world.inconclusive(format!("the profile does not say where the {what} is")));
    };
    let kind = if what == "queue" || what == "index" {
        "SADD"
    } else {
        "RPUSH"
    };
    let mut command = redis::cmd(kind);
    command.arg(&key).arg("taken");
    world.add_planted(key.clone());
    world.put(vec![command]).await?;
    let before = world.stored().clone();
    let target = world.target()?;
    let mut execute = Execute::of(&tenant);
    execute.client_request_id = Some(request_id.clone());
    world.expect_server_errors(true);
    let answered = world.send_as(&name, target.api.execute(&name, &execute)).await?;
    world.look_again().await?;
    world.expect_server_errors(false);
    let found = if answered.response.status < 500 {
        Some(format!(
            "answered {} although a part could not be written",
            answered.response.status
        ))
    } else {
        before
            .change(world.stored())
            .map(|change| format!("it failed, and left behind: {change}"))
    };
    if let Some(found) = found {
        let after = world.listed(&name).await?.0;
        let claim = "a job is written whole or not at all, and a failure is said";
        return Err(world.broken(claim, found, &[&answered, &after]));
    }
    let mut free = redis::cmd("DEL");
    free.arg(&key);
    world.put(vec![free]).await
}

#[when(expr = "the jobs of {tenant} come to their end")]
async fn expire(world: &mut World, name: Name) -> Step {
    let Name(name) = name;
    for id in world.jobs_of(&name) {
        world.on_copies(&name, &id, "PEXPIRE", &["0"]).await?;
    }
    world.set_ended(world.jobs_of(&name));
    world.forget(&name);
    Ok(())
}

#[then(expr = "nothing of them is there, and {tenant} is shown none of them")]
async fn gone(world: &mut World, name: Name) -> Step {
    let Name(name) = name;
    let claim = "a job that has come to its end does not come back";
    let target = world.target()?;
    let ids = world.ended()?;
    let (answered, listed) = world.listed(&name).await?;
    if listed.is_none_or(|listed| ids.iter().any(|id| listed.contains(id))) {
        return Err(world.broken(claim, "it is in the list of its owner", &[&answered]));
    }
    for id in &ids {
        let answered = world.send_as(&name, target.api.get(&name, id)).await?;
        if !target
            .api
            .accepts(crate::profile::Refusal::NotFound, answered.response.status)
        {
            let found = format!("its owner is answered {}", answered.response.status);
            return Err(world.broken(claim, found, &[&answered]));
        }
        for schema in [Schema::Old, Schema::New] {
            if world.copy(schema, &name, id).await?.is_some() {
                return Err(world.broken(claim, "a hash of it is there again", &[&answered]));
            }
        }
    }
    Ok(())
}

#[then(expr = "reading changes nothing that is stored of {tenant} and {tenant}")]
async fn reading(world: &mut World, one: Name, other: Name) -> Step {
    let Name(one) = one;
    let Name(other) = other;
    world.look_again().await?;
    let before = world.stored().clone();
    let target = world.target()?;
    let mut last = None;
    for (reader, owner) in [(&one, &one), (&one, &other), (&other, &one)] {
        let id = world.existing_job(owner)?;
        world.send_as(reader, target.api.list(reader, &[])).await?;
        last = Some(world.send_as(reader, target.api.get(reader, &id)).await?);
    }
    world.look_again().await?;
    match (before.change(world.stored()), last) {
        (Some(change), Some(answered)) => {
            let claim = "reading writes no job, no queue entry and no request id";
            Err(world.broken(claim, format!("in the target's Redis: {change}"), &[&answered]))
        }
        _ => Ok(()),
    }
}

#[then(expr = "every key that {tenant} and {tenant} left is of a documented form")]
async fn documented(world: &mut World, one: Name, other: Name) -> Step {
    let Name(one) = one;
    let Name(other) = other;
    let layout = world.planter()?.layout().clone();
    let Some(idempotency) = layout.idempotency.clone() else {
        return Err(world.inconclusive("the profile does not say what a request id is remembered under"));
    };
    let prefix = idempotency.split("${").next().unwrap_or_default().to_owned();
    let workspaces = [world.tenant(&one).workspace, world.tenant(&other).workspace];
    let answered = world.listed(&one).await?.0;
    world.look_again().await?;
    let keys: Vec<String> = world.stored().keys().map(str::to_owned).collect();
    if keys.is_empty() {
        return Err(world.inconclusive(format!("nothing is stored of {one} and {other}")));
    }
    for key in keys {
        let job = layout
            .named_by(&key)
            .is_some_and(|(workspace, _)| workspaces.iter().any(|known| known == workspace));
        let old = world
            .all_jobs()
            .iter()
            .any(|id| layout.old_key(id).as_deref() == Some(&key));
        if !job && !old && !key.starts_with(&prefix) {
            let claim = "no key is written beside the documented ones";
            return Err(world.broken(
                claim,
                "a key that names a workspace is of no documented form",
                &[&answered],
            ));
        }
    }
    Ok(())
}
