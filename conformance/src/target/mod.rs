//! What is judged: its profile, its process, the Redis it is lent, and the shape of its requests and answers.
//! Judging does not belong here. The invariant: whatever was started is stopped, however the run ends.

mod api;
mod backfill;
mod body;
mod capability;
mod check;
mod check_http;
mod check_phases;
mod container;
mod databases;
mod error;
mod fleet;
mod guard;
mod launch;
mod lent;
mod output;
mod port;
mod profile;
mod profile_error;
mod redis;
mod relay;
mod routes;
mod sections;
mod tool;
mod values;

use std::path::PathBuf;
use std::sync::Arc;

pub use api::{Api, Execute, Refusal};
pub use backfill::{Asked, Backfill, Counted, Counts, Mode};
pub use capability::{Capability, Limits, PHASES};
pub use databases::Databases;
pub use error::TargetError;
pub use fleet::{Fleet, Replica};
pub use launch::{Launched, program};
pub use profile::Profile;
pub use profile_error::ProfileError;
pub use redis::{RedisLease, RedisSource};
pub use relay::Relay;
pub use sections::Command;
pub use tool::{Ran, Tool};

use crate::identity::Issuer;
pub use crate::identity::{ScopeForm, Tokens};
use crate::store::{Observer, StoreError};
use crate::wire::{Client, Redactor};
use fleet::Seed;

const LAST_PHASE: &str = "new-only";

/// A target that can be asked.
pub struct Target {
    /// What it declares.
    pub profile: Arc<Profile>,
    /// How it is reached.
    pub client: Client,
    /// Whose tokens it trusts.
    pub issuer: Issuer,
    /// How its operations look.
    pub api: Api,
    /// What reports must not show.
    pub redactor: Redactor,
    /// Eyes on its Redis, where it lends one and says where it keeps what.
    pub observer: Option<Observer>,
    /// Where it is, such as `http://127.0.0.1:8080`.
    pub base: String,
    /// Its replicas in other phases, where it is one of a fleet.
    pub fleet: Option<Arc<Fleet>>,
}

/// A target and, where the suite started it, its process.
pub struct Running {
    /// The target.
    pub target: Arc<Target>,
    /// Its process.
    pub process: Option<Launched>,
    /// The same target in every phase, on a database of its own, once something needed it.
    pub crowd: Option<Arc<Target>>,
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
            launch::answers(&target).await?;
            target.observer = observer(&target.profile, redis.url()).await?;
            lent::adopt(&target).await?;
            return Ok(Self {
                target: Arc::new(target),
                process: None,
                crowd: None,
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
        let mut target = seed.target(replica.client);
        target.observer = observer;
        lent::adopt(&target).await?;
        Ok(Self {
            target: Arc::new(target),
            process: Some(process),
            crowd: None,
            seed: Some(Arc::new(seed)),
            _keyset: Some(folder),
        })
    }

    /// Starts the target in every phase, for scenarios that need it.
    ///
    /// # Errors
    /// When one of them does not come up, or there is no Redis for them.
    pub async fn gather(&mut self) -> Result<(), TargetError> {
        if self.crowd.is_some() {
            return Ok(());
        }
        let seed = self.seed.as_ref().ok_or(TargetError::NoRedis)?;
        let fleet = Fleet::open(Arc::clone(seed)).await?;
        // All at once, while there is nothing yet that a phase could refuse to start with.
        futures::future::try_join_all(PHASES.map(|phase| fleet.replica(phase))).await?;
        self.crowd = Some(fleet.target(LAST_PHASE).await?);
        Ok(())
    }

    /// Stores of the target's without a replica.
    #[must_use]
    pub fn rooms(&self) -> Rooms {
        Rooms {
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
        if let Some(fleet) = self.crowd.as_ref().and_then(|crowd| crowd.fleet.as_ref()) {
            fleet.stop().await;
        }
    }
}

/// Stores of a target's and nothing beside them: for its backfill, which no replica takes part in.
pub struct Rooms {
    seed: Option<Arc<Seed>>,
    client: Client,
}

impl Rooms {
    /// Another one, on a database of its own.
    ///
    /// # Errors
    /// When there is no Redis for it.
    pub async fn another(&self) -> Result<Arc<Target>, TargetError> {
        let seed = self.seed.as_ref().ok_or(TargetError::NoRedis)?;
        let fleet = Fleet::open(Arc::clone(seed)).await?;
        fleet.target_without_replicas(self.client.clone()).await
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

fn authority(url: &str) -> Result<http::uri::Authority, TargetError> {
    // Whatever stands before an @ may be a password.
    let unusable = || TargetError::Url(redis::without_password(url));
    let uri: http::Uri = url.parse().map_err(|_| unusable())?;
    match (uri.scheme_str(), uri.authority()) {
        (Some("http"), Some(authority))
            if uri.path() == "/" && uri.query().is_none() && !authority.as_str().contains('@') =>
        {
            // Without a port, a raw socket would not know where to go.
            match authority.port() {
                Some(_) => Ok(authority.clone()),
                None => format!("{authority}:80").parse().map_err(|_| unusable()),
            }
        }
        _ => Err(unusable()),
    }
}

fn assemble(profile: Arc<Profile>, issuer: Issuer, client: Client, redactor: Redactor) -> Target {
    let base = format!("http://{}", client.authority());
    let api = Api::new(&profile);
    Target {
        profile,
        client,
        issuer,
        api,
        redactor,
        observer: None,
        base,
        fleet: None,
    }
}

fn redactor(issuer: &Issuer, redis: &RedisLease) -> Redactor {
    let mut secrets: Vec<String> = issuer
        .keys()
        .iter()
        .filter_map(|key| key.secret().map(str::to_owned))
        .collect();
    secrets.extend(redis.password());
    Redactor::new(&secrets, issuer.ledger().clone())
}

// One that does not answer would leave questions unasked without a word, so it is an error.
async fn observer(profile: &Profile, redis: Option<&str>) -> Result<Option<Observer>, TargetError> {
    match (&profile.store, redis) {
        (Some(layout), Some(url)) => match Observer::open(url, layout).await {
            // Whoever fills it so would be held up by the looking.
            Err(StoreError::Full(_)) => Ok(None),
            opened => Ok(Some(opened?)),
        },
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
