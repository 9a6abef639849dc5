//! What a scenario puts into the target's Redis by itself: jobs as older code left them, and records that no sound code
//! leaves. Which records make a case belongs to the steps. The invariant: whatever was put there is known to the world, so
//! that no oracle takes it for the target's doing, and it is taken away with the scenario.

use serde_json::json;

use super::scenario::World;
use super::stop::{Step, Stop};
use super::stored::Stored;
use crate::store::{Observer, Planter, Schema, StoreError};

impl World {
    /// The hand in the target's Redis.
    ///
    /// # Errors
    /// Where there is none.
    pub fn planter(&mut self) -> Step<Planter> {
        let target = self.target()?;
        let planter = target.fleet.as_ref().and_then(|fleet| fleet.planter.clone());
        planter.ok_or_else(|| self.inconclusive("the target's Redis is not lent"))
    }

    /// The eyes on the target's Redis.
    ///
    /// # Errors
    /// Where there are none.
    pub fn observer(&mut self) -> Step<Observer> {
        let target = self.target()?;
        let observer = target.observer.clone();
        observer.ok_or_else(|| self.inconclusive("the target's Redis is not lent"))
    }

    /// What a failure of the target's Redis means for the scenario.
    #[must_use]
    pub fn unstored(&mut self, why: &StoreError) -> Stop {
        self.inconclusive(why.to_string())
    }

    /// A job of this workspace, whole and waiting, that nobody has stored yet. Each is newer than the one before.
    ///
    /// # Errors
    /// Where the target's Redis is not lent.
    pub fn stored_job(&mut self, name: &str) -> Step<Stored> {
        let layout = self.planter()?.layout().clone();
        let tenant = self.tenant(name);
        let id = random_id();
        // A second apart, and an hour ago: older than whatever the target itself enqueues.
        self.made += 1;
        let order = self.made;
        let micros = jiff::Timestamp::now().as_microsecond() - 3_600_000_000 + order * 1_000_000;
        let time = jiff::Timestamp::from_microsecond(micros).map(|time| format!("{time:.6}"));
        let fields = [
            (layout.job_id_field.as_str(), id.clone()),
            ("status", "pending".to_owned()),
            ("action_provider", "echo".to_owned()),
            ("action_name", format!("act-{}", tenant.canary)),
            ("params", json!({"canary": tenant.canary}).to_string()),
            (layout.workspace_field.as_str(), tenant.workspace.clone()),
            ("actor_id", tenant.subject.clone()),
            ("result", String::new()),
            ("enqueued_at", time.unwrap_or_default()),
        ];
        Ok(Stored {
            id,
            workspace: tenant.workspace,
            micros,
            fields: fields
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text.into_bytes()))
                .collect(),
        })
    }

    /// Puts so many jobs of this workspace in place.
    ///
    /// # Errors
    /// Where the target's Redis does not take them.
    pub async fn has_jobs(&mut self, name: &str, count: usize, schemas: &[Schema]) -> Step {
        let mut jobs = Vec::with_capacity(count);
        for _ in 0..count {
            let job = self.stored_job(name)?;
            self.remember(name, job.id.clone());
            jobs.push(job);
        }
        for schema in schemas {
            self.plant(*schema, &jobs).await?;
        }
        Ok(())
    }

    /// Puts jobs in place, each with its index entry where it is in the new schema.
    ///
    /// # Errors
    /// Where the target's Redis does not take them.
    pub async fn plant(&mut self, schema: Schema, jobs: &[Stored]) -> Step {
        let planter = self.planter()?;
        let mut commands = Vec::new();
        for job in jobs {
            let key = self.key_of(schema, &job.workspace, &job.id)?;
            commands.push(Planter::hash(&key, &job.fields));
            if schema == Schema::New {
                commands.extend(planter.index(&job.workspace, &job.id, job.micros));
                self.planted.extend(planter.layout().index_key(&job.workspace));
            }
            self.planted.insert(key);
            self.planted_jobs.insert(job.id.clone());
        }
        self.put(commands).await
    }

    /// Runs a command, such as `PEXPIRE` with `0`, on both keys of a job.
    ///
    /// # Errors
    /// Where the target's Redis does not take it.
    pub async fn on_copies(&mut self, name: &str, id: &str, command: &str, arguments: &[&str]) -> Step {
        let workspace = self.tenant(name).workspace;
        let mut commands = Vec::new();
        for schema in [Schema::Old, Schema::New] {
            let mut one = redis::cmd(command);
            one.arg(self.key_of(schema, &workspace, id)?).arg(arguments);
            commands.push(one);
        }
        self.put(commands).await
    }

    /// Runs commands in the target's Redis, which then count as the scenario's own doing.
    ///
    /// # Errors
    /// Where the target's Redis does not take them.
    pub async fn put(&mut self, commands: Vec<redis::Cmd>) -> Step {
        let ran = self.planter()?.run(commands).await;
        ran.map_err(|why| self.unstored(&why))?;
        self.look_again().await
    }

    /// Takes what is stored now for what is to be compared with.
    ///
    /// # Errors
    /// Where the target's Redis cannot be looked at.
    pub async fn look_again(&mut self) -> Step {
        let observer = self.observer()?;
        let (stem, jobs) = (self.stem(), self.all_jobs());
        match observer.look(&stem, &jobs).await {
            Ok(stored) => self.stored = stored,
            Err(why) => return Err(self.unstored(&why)),
        }
        Ok(())
    }

    /// The key of a job.
    ///
    /// # Errors
    /// Where the target has no such schema.
    pub fn key_of(&mut self, schema: Schema, workspace: &str, id: &str) -> Step<String> {
        let layout = self.planter()?.layout().clone();
        match schema {
            Schema::New => Ok(layout.new_key(workspace, id)),
            Schema::Old => layout
                .old_key(id)
                .ok_or_else(|| self.inconclusive("the target has no old schema")),
        }
    }

    /// Every job that is known, and every record that was put in place as one.
    #[must_use]
    pub fn all_jobs(&self) -> Vec<String> {
        self.tenants()
            .flat_map(|tenant| self.jobs_of(&tenant.name))
            .chain(self.planted_jobs.iter().cloned())
            .collect()
    }
}

// As a UUID looks, so that no service refuses it for its looks.
fn random_id() -> String {
    let bits: u128 = rand::random();
    let hex = format!("{bits:032x}");
    let variant = ["8", "9", "a", "b"][usize::try_from(bits % 4).unwrap_or(0)];
    format!(
        "{}-{}-4{}-{variant}{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}
