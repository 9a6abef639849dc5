//! A target that runs: started by the suite, or reached where it is. The invariant: whatever was started is stopped,
//! however the run ends.

use std::path::PathBuf;
use std::sync::Arc;

use super::error::TargetError;
use super::fleet::Fleet;
use super::loans;
use super::process::{Launched, port};
use super::redis::RedisLease;
use super::seed::Seed;
use super::target::{Target, answers, assemble, authority, observer, redactor};
use crate::identity::Issuer;
use crate::profile::{Command, PHASES, Profile};
use crate::wire::Client;

const LAST_PHASE: &str = "new-only";

/// A target and, where the suite started it, its process.
pub struct Running {
    /// The target.
    pub target: Arc<Target>,
    /// Its process.
    pub process: Option<Launched>,
    /// The same target in every phase, on a database of its own, once something needed it.
    pub all_phases: Option<Arc<Target>>,
    seed: Option<Arc<Seed>>,
    _keyset: Option<tempfile::TempDir>,
}

impl Running {
    /// Starts the target, or attaches to the one at the profile's URL.
    ///
    /// # Errors
    /// When it does not come up, or was there before it was started.
    pub async fn start(
        profile: Arc<Profile>,
        command: Option<&Command>,
        redis: &RedisLease,
        fault: Option<&str>,
    ) -> Result<Self, TargetError> {
        let issuer = Issuer::new(&profile.tokens)?;
        // A command of the caller's, such as a twin's, goes before what the profile itself is about.
        if command.is_none()
            && let Some(url) = &profile.target.url
        {
            let client = Client::new(authority(url)?);
            let redactor = redactor(&issuer, redis);
            let mut target = assemble(profile, issuer, client, redactor);
            answers(&target).await?;
            target.observer = observer(&target.profile, redis.url()).await?;
            loans::adopt(&target).await?;
            return Ok(Self {
                target: Arc::new(target),
                process: None,
                all_phases: None,
                seed: None,
                _keyset: None,
            });
        }
        let Some(command) = command.or(profile.target.start.as_ref()).cloned() else {
            return Err(TargetError::Nothing);
        };
        let folder = tempfile::tempdir().map_err(TargetError::Scratch)?;
        let keyset = folder.path().join("keyset.json");
        issuer.write_keyset(&keyset)?;
        let observer = observer(&profile, redis.url()).await?;
        let port = port::choose(profile.target.port).await?;
        let seed = seed(profile, issuer, (command, keyset), fault, redis);
        let (replica, process) = seed.launch(port, redis.url(), LAST_PHASE).await?;
        let mut target = Target::of_seed(&seed, replica.client);
        target.observer = observer;
        loans::adopt(&target).await?;
        Ok(Self {
            target: Arc::new(target),
            process: Some(process),
            all_phases: None,
            seed: Some(Arc::new(seed)),
            _keyset: Some(folder),
        })
    }

    /// Starts the target in every phase, for scenarios that need it.
    ///
    /// # Errors
    /// When one of them does not come up, or there is no Redis for them.
    pub async fn gather(&mut self) -> Result<(), TargetError> {
        if self.all_phases.is_some() {
            return Ok(());
        }
        let seed = self.seed.as_ref().ok_or(TargetError::NoRedis)?;
        let fleet = Fleet::open(Arc::clone(seed)).await?;
        // All at once, while there is nothing yet that a phase could refuse to start with.
        futures::future::try_join_all(PHASES.map(|phase| fleet.replica(phase))).await?;
        self.all_phases = Some(Target::of_fleet(fleet, LAST_PHASE).await?);
        Ok(())
    }

    /// Stores of the target's without a replica.
    #[must_use]
    pub fn empty_stores(&self) -> EmptyStores {
        EmptyStores {
            seed: self.seed.clone(),
            client: self.target.client.clone(),
        }
    }

    /// Whether the process that was started has ended by itself.
    pub fn died(&mut self) -> Option<String> {
        self.process.as_mut().and_then(Launched::died)
    }

    /// Stops what was started.
    pub async fn stop(&mut self) {
        if let Some(process) = &mut self.process {
            process.stop().await;
        }
        if let Some(fleet) = self
            .all_phases
            .as_ref()
            .and_then(|all_phases| all_phases.fleet.as_ref())
        {
            fleet.stop().await;
        }
    }
}

/// Stores of a target's and nothing beside them: for its backfill, which no replica takes part in.
pub struct EmptyStores {
    seed: Option<Arc<Seed>>,
    client: Client,
}

impl EmptyStores {
    /// Another one, on a database of its own.
    ///
    /// # Errors
    /// When there is no Redis for it.
    pub async fn another(&self) -> Result<Arc<Target>, TargetError> {
        let seed = self.seed.as_ref().ok_or(TargetError::NoRedis)?;
        let fleet = Fleet::open(Arc::clone(seed)).await?;
        Target::without_replicas(fleet, self.client.clone()).await
    }
}

fn seed(
    profile: Arc<Profile>,
    issuer: Issuer,
    (command, keyset): (Command, PathBuf),
    fault: Option<&str>,
    redis: &RedisLease,
) -> Seed {
    let twin = fault.and(profile.prove.as_ref());
    let worker = twin.and_then(|prove| prove.worker.clone());
    Seed {
        backfill: twin
            .and_then(|prove| prove.backfill.clone())
            .or_else(|| profile.backfill.clone()),
        worker: worker.or_else(|| profile.worker.as_ref().map(|worker| worker.start.clone())),
        redactor: redactor(&issuer, redis),
        profile,
        command,
        issuer,
        keyset,
        fault: fault.map(str::to_owned),
        databases: redis.databases(),
    }
}

#[cfg(test)]
mod tests;
