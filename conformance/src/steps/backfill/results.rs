//! Phrases about what a run of the backfill left in the store: copies that are equal, whole, or not there at all. Running it
//! belongs to `runs`. The invariant: a report names the kind of what is not as it should be, never its content.

use cucumber::then;

use crate::steps::shared::parameters::Name;
use crate::store::{Hash, Schema, Snapshot};
use crate::world::{Step, World};

#[then(expr = "each job of {tenant} has a copy that is its equal")]
async fn equal(world: &mut World, name: Name) -> Step {
    world.equals_of(&name.0).await
}

impl World {
    /// Each job of this workspace is in both schemas, alike in every byte and in its end.
    ///
    /// # Errors
    /// Broken where one is not.
    pub(crate) async fn equals_of(&mut self, name: &str) -> Step {
        let claim = "each job gets a copy that is its equal in every byte and in its end";
        match self.differing(name).await? {
            None => Ok(()),
            Some(found) => Err(self.broken(claim, found, &[])),
        }
    }

    /// How the first job of this workspace that has no equal copy differs from it.
    ///
    /// # Errors
    /// Where the workspace has no job, or the store cannot be looked at.
    pub(crate) async fn differing(&mut self, name: &str) -> Step<Option<&'static str>> {
        let observer = self.observer()?;
        let workspace = self.tenant(name).workspace;
        for id in self.existing_jobs(name)? {
            let (old, new) = (
                self.key_of(Schema::Old, &workspace, &id)?,
                self.key_of(Schema::New, &workspace, &id)?,
            );
            let keys = [old.into_bytes(), new.into_bytes()];
            let all = observer
                .values_of(&keys)
                .await
                .map_err(|why| self.unstored(&why))?;
            let found = match &all[..] {
                [None, _] => "a job of the old schema is gone",
                [_, None] => "a job has no copy in the new schema",
                [Some((old, _)), Some((new, _))] if old != new => "a copy differs from its job in its fields",
                [Some((_, ends)), Some((_, other))]
                    if ends != other && (*ends < 0 || *other < 0 || ends.abs_diff(*other) > 1_000) =>
                {
                    "a copy ends at another time than its job"
                }
                _ => continue,
            };
            return Ok(Some(found));
        }
        Ok(None)
    }
}

#[then("nothing in the old schema has changed")]
async fn old_untouched(world: &mut World) -> Step {
    let (first, _) = world.stored_before()?;
    let prefix = world.old_prefix()?;
    let now = world.all_stored().await?;
    let old = |key: &[u8]| key.starts_with(prefix.as_bytes());
    match first.part(old).change(&now.part(old)) {
        None => Ok(()),
        Some(change) => Err(world.broken("the backfill leaves the old schema as it is", change, &[])),
    }
}

#[then("no key has changed")]
#[then("no key has changed since")]
#[then("the second run changed nothing")]
async fn unchanged(world: &mut World) -> Step {
    let (_, last) = world.stored_before()?;
    let now = world.all_stored().await?;
    match last.change(&now) {
        None => Ok(()),
        Some(change) => {
            let claim = "what is not asked for, or was done before, changes nothing";
            Err(world.broken(claim, change, &[]))
        }
    }
}

#[then(expr = "no key was made but for {tenant}")]
async fn only_for(world: &mut World, name: Name) -> Step {
    let (first, _) = world.stored_before()?;
    let layout = world.planter()?.layout().clone();
    let place = world.place_key()?;
    let workspace = world.tenant(&name.0).workspace;
    let index = layout.index_key(&workspace);
    let now = world.all_stored().await?;
    let own = |key: &[u8]| {
        let text = String::from_utf8_lossy(key);
        let job = layout.named_by(&text).is_some_and(|(owner, id)| {
            owner == workspace && world.jobs_of(&name.0).iter().any(|one| one == id)
        });
        job || index.as_deref() == Some(&*text) || place.as_deref() == Some(&*text)
    };
    let made = now.part(|key| !first.has(key) && !own(key));
    match Snapshot::default().change(&made) {
        None => Ok(()),
        Some(_) => {
            let claim = "a copy is made only for a workspace that could be one, and only if it was asked for";
            Err(world.broken(claim, "a key was made that belongs to none of its jobs", &[]))
        }
    }
}

#[then(expr = "no job of {tenant} is in the new schema")]
async fn none_in_new(world: &mut World, name: Name) -> Step {
    world.last_run()?;
    let layout = world.planter()?.layout().clone();
    let workspace = world.tenant(&name.0).workspace;
    let now = world.all_stored().await?;
    let there = now
        .keys()
        .any(|key| layout.named_by(key).is_some_and(|(owner, _)| owner == workspace));
    if there {
        let claim = "a job that has come to its end is not brought back";
        return Err(world.broken(claim, "it is in the new schema", &[]));
    }
    Ok(())
}

impl World {
    /// What the keys of the old schema begin with.
    pub(crate) fn old_prefix(&mut self) -> Step<String> {
        let prefix = self.planter()?.layout().old_prefix();
        prefix.ok_or_else(|| self.inconclusive("the target has no old schema"))
    }

    /// The key under which the backfill keeps its place, where the profile says so.
    pub(crate) fn place_key(&mut self) -> Step<Option<String>> {
        let target = self.target()?;
        Ok(target
            .profile
            .backfill
            .as_ref()
            .and_then(|backfill| backfill.place.clone()))
    }
}

#[then("it has kept its place")]
async fn place_kept(world: &mut World) -> Step {
    let Some(key) = world.place_key()? else {
        return Err(world.inconclusive("the profile does not say where the backfill keeps its place"));
    };
    let now = world.all_stored().await?;
    if now.has(key.as_bytes()) {
        return Ok(());
    }
    let claim = "a run that is interrupted keeps its place";
    Err(world.broken(claim, "the key for it is not there", &[]))
}

#[then("the copies in the new schema that were there are as they were")]
async fn copies_kept(world: &mut World) -> Step {
    let (first, _) = world.stored_before()?;
    let layout = world.planter()?.layout().clone();
    let copy = |key: &[u8]| layout.named_by(&String::from_utf8_lossy(key)).is_some();
    let now = world.all_stored().await?;
    let (then, kept) = (first.part(copy), now.part(|key| copy(key) && first.has(key)));
    match then.change(&kept) {
        None => Ok(()),
        Some(change) => Err(world.broken("a newer copy is not written over", change, &[])),
    }
}

#[then(expr = "the new key of {tenant}'s job is as it was")]
async fn key_kept(world: &mut World, name: Name) -> Step {
    let (first, _) = world.stored_before()?;
    let now = world.all_stored().await?;
    for id in world.existing_jobs(&name.0)? {
        let key = world.new_key_of(&name.0, &id).await?;
        let own = |one: &[u8]| one == key.as_bytes();
        if let Some(change) = first.part(own).change(&now.part(own)) {
            return Err(world.broken("what is no copy of a job is not written over", change, &[]));
        }
    }
    Ok(())
}

#[then("that record has no copy")]
async fn no_copy(world: &mut World) -> Step {
    let id = world.stray()?;
    let layout = world.planter()?.layout().clone();
    let now = world.all_stored().await?;
    let tail = id.rsplit(':').next().unwrap_or(&id).to_owned();
    if now
        .keys()
        .any(|key| layout.named_by(key).is_some() && key.ends_with(&tail))
    {
        let claim = "only jobs are carried to the new schema";
        return Err(world.broken(claim, "a key of the new schema was made of it", &[]));
    }
    Ok(())
}

impl World {
    async fn both_copies(&mut self, name: &str, id: &str) -> Step<(Hash, Hash)> {
        let observer = self.observer()?;
        let (old, new) = (self.old_key_of(name, id).await?, self.new_key_of(name, id).await?);
        match (observer.hash(&old).await, observer.hash(&new).await) {
            (Ok(Some(old)), Ok(Some(new))) => Ok((old, new)),
            _ => Err(self.broken("a job has both of its copies", "one of the two is gone", &[])),
        }
    }
}

#[then(expr = "the new copy of {tenant}'s job has every field of the old, and kept its own")]
async fn completed(world: &mut World, name: Name) -> Step {
    for id in world.existing_jobs(&name.0)? {
        let ((old, _), (new, _)) = world.both_copies(&name.0, &id).await?;
        let lacking = old.keys().filter(|field| !new.contains_key(*field)).count();
        if lacking > 0 {
            let found = format!("it lacks {lacking} fields of the old one");
            return Err(world.broken("a part of a job is made whole", found, &[]));
        }
        // What `seeded_records` wrote there, and older code's copy does not know yet.
        let status = new.get("status").map(Vec::as_slice);
        let other = old.iter().filter(|(field, _)| *field != "status");
        let changed = other
            .filter(|(field, value)| new.get(*field) != Some(*value))
            .count();
        if status != Some(b"completed") || !new.contains_key("finished_at") || changed > 0 {
            let found = "a field that was newer was written over, or another was not taken over as it is";
            return Err(world.broken("what is newer is kept", found, &[]));
        }
    }
    Ok(())
}

#[then(expr = "the copies of {tenant}'s jobs end together")]
async fn end_together(world: &mut World, name: Name) -> Step {
    for id in world.existing_jobs(&name.0)? {
        let ((_, ends), (_, other)) = world.both_copies(&name.0, &id).await?;
        if ends.abs_diff(other) > 1_000 || (ends < 0) != (other < 0) {
            let claim = "no copy of a job outlives the other";
            return Err(world.broken(claim, "they end at different times, or only one does", &[]));
        }
    }
    Ok(())
}

#[then(expr = "the old copies of {tenant}'s jobs are gone, but for the one that has no equal")]
async fn cleaned(world: &mut World, name: Name) -> Step {
    let claim = "an old copy goes exactly when its equal is there";
    let odd = world.made_to_differ()?;
    let now = world.all_stored().await?;
    for id in world.existing_jobs(&name.0)? {
        let (old, new) = (
            world.old_key_of(&name.0, &id).await?,
            world.new_key_of(&name.0, &id).await?,
        );
        let found = match (now.has(old.as_bytes()), odd == id) {
            (true, false) => "an old copy is there whose equal is there too",
            (false, true) => "an old copy is gone that had no equal",
            _ if !now.has(new.as_bytes()) => "a new copy is gone",
            _ => continue,
        };
        return Err(world.broken(claim, found, &[]));
    }
    Ok(())
}
