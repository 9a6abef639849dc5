//! Replicas of one target on a database of their own: one a phase of the migration, and its worker. When a scenario
//! needs which belongs to the steps. The invariant: whatever was started is stopped with the fleet.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::backfill::{Asked, Backfill};
use super::databases::Databases;
use super::launch::Launched;
use super::relay::Relay;
use super::sections::Command;
use super::tool::Tool;
use super::values::{Values, named};
use super::{Profile, Target, TargetError, assemble, authority, observer, port};
use crate::identity::Issuer;
use crate::store::Planter;
use crate::wire::{Client, Redactor};

/// What every start of one target has in common.
pub(super) struct Seed {
    pub(super) profile: Arc<Profile>,
    pub(super) command: Command,
    pub(super) worker: Option<Command>,
    pub(super) backfill: Option<Backfill>,
    pub(super) issuer: Issuer,
    pub(super) keyset: PathBuf,
    pub(super) fault: Option<String>,
    pub(super) redactor: Redactor,
    pub(super) databases: Option<Databases>,
}

impl Seed {
    /// Starts the target in this phase and waits until it is ready.
    pub(super) async fn launch(
        &self,
        port: u16,
        redis_url: Option<&str>,
        phase: &str,
    ) -> Result<(Replica, Launched), TargetError> {
        let client = local(port)?;
        let metrics_port = if wants_metrics(&self.command) {
            Some(port::choose(None).await?)
        } else {
            None
        };
        let metrics = metrics_port.map(local).transpose()?;
        let values = self.values(port, metrics_port, redis_url, phase);
        let mut process = Launched::spawn(&self.command, &values, self.redactor.clone())?;
        process.ready(&self.profile.target.ready, &client).await?;
        Ok((Replica { client, metrics }, process))
    }

    /// What is started, as it is asked; what it lends is added by whoever started it.
    pub(super) fn target(&self, client: Client) -> Target {
        let profile = Arc::clone(&self.profile);
        assemble(profile, self.issuer.clone(), client, self.redactor.clone())
    }

    fn values<'a>(
        &'a self,
        port: u16,
        metrics_port: Option<u16>,
        redis_url: Option<&'a str>,
        phase: &'a str,
    ) -> Values<'a> {
        Values {
            port,
            redis_url,
            keyset: &self.keyset,
            issuer: &self.issuer,
            fault: self.fault.as_deref(),
            phase: Some(phase),
            metrics_port,
        }
    }
}

// A client of what listens on loopback at this port.
fn local(port: u16) -> Result<Client, TargetError> {
    Ok(Client::new(authority(&format!("http://127.0.0.1:{port}"))?))
}

/// One replica, as it is reached.
#[derive(Clone)]
pub struct Replica {
    /// Its API.
    pub client: Client,
    /// Its metrics, if it has a listener for them.
    pub metrics: Option<Client>,
}

/// Replicas that share a database.
pub struct Fleet {
    seed: Arc<Seed>,
    url: String,
    /// The hand that puts records there, where the target says how they look.
    pub planter: Option<Planter>,
    replicas: Mutex<BTreeMap<String, (Replica, Launched)>>,
    workers: Mutex<Vec<Launched>>,
    lines: Mutex<Vec<(Arc<Relay>, Launched)>>,
}

impl Fleet {
    /// A fleet without a replica yet.
    pub(super) async fn open(seed: Arc<Seed>) -> Result<Self, TargetError> {
        let databases = seed.databases.as_ref().ok_or(TargetError::NoRedis)?;
        let url = databases.another().await?;
        let planter = match &seed.profile.store {
            Some(layout) => Some(Planter::open(&url, layout).await?),
            None => None,
        };
        Ok(Self {
            seed,
            url,
            planter,
            replicas: Mutex::default(),
            workers: Mutex::default(),
            lines: Mutex::default(),
        })
    }

    /// The target that this fleet's replicas are; `phase` is the one that is asked where no step says otherwise.
    pub(super) async fn target(self, phase: &str) -> Result<Arc<Target>, TargetError> {
        let client = self.replica(phase).await?.client;
        self.target_without_replicas(client).await
    }

    /// The target that this fleet's store belongs to, reached by this client.
    pub(super) async fn target_without_replicas(self, client: Client) -> Result<Arc<Target>, TargetError> {
        let seed = &self.seed;
        let mut target = seed.target(client);
        target.observer = observer(&seed.profile, Some(&self.url)).await?;
        target.fleet = Some(Arc::new(self));
        Ok(Arc::new(target))
    }

    /// Another fleet of the same target, on another database.
    ///
    /// # Errors
    /// When there is no database left, or the replica does not come up.
    pub async fn apart(&self, phase: &str) -> Result<Arc<Target>, TargetError> {
        Self::open(Arc::clone(&self.seed)).await?.target(phase).await
    }

    /// The replica of this phase, started at first mention.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn replica(&self, phase: &str) -> Result<Replica, TargetError> {
        let mut replicas = self.replicas.lock().await;
        if let Some((replica, _)) = replicas.get(phase) {
            return Ok(replica.clone());
        }
        let port = port::choose(None).await?;
        let started = self.seed.launch(port, Some(&self.url), phase).await?;
        let replica = started.0.clone();
        replicas.insert(phase.to_owned(), started);
        Ok(replica)
    }

    /// A replica of its own in this phase, and the line between it and the Redis.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn replica_on_a_line(&self, phase: &str) -> Result<(Replica, Arc<Relay>), TargetError> {
        let relay = Arc::new(Relay::before(&self.url).await?);
        let port = port::choose(None).await?;
        let (replica, process) = self.seed.launch(port, Some(relay.url()), phase).await?;
        self.lines.lock().await.push((Arc::clone(&relay), process));
        Ok((replica, relay))
    }

    /// Stops the replica of this phase, if it runs.
    pub async fn retire(&self, phase: &str) {
        let retired = self.replicas.lock().await.remove(phase);
        if let Some((_, mut process)) = retired {
            process.stop().await;
        }
    }

    /// Starts a worker in this phase, on a line of [`Fleet::line`] if there is one.
    ///
    /// # Errors
    /// When there is none, or it cannot be started.
    pub async fn work(&self, phase: &str, line: Option<&Relay>) -> Result<(), TargetError> {
        let command = self.seed.worker.as_ref().ok_or(TargetError::Nothing)?;
        let (port, metrics_port) = (port::choose(None).await?, port::choose(None).await?);
        let url = line.map_or(&*self.url, Relay::url);
        let values = self.seed.values(port, Some(metrics_port), Some(url), phase);
        let process = Launched::spawn(command, &values, self.seed.redactor.clone())?;
        self.workers.lock().await.push(process);
        Ok(())
    }

    /// Starts a run of the backfill, on a line of [`Fleet::line`] if there is one; `None` where the profile does not say how it
    /// is asked for.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn carry(&self, asked: &Asked, line: Option<&Relay>) -> Result<Option<Tool>, TargetError> {
        self.seed.carry(asked, line.map_or(&*self.url, Relay::url))
    }

    /// A line to the Redis.
    ///
    /// # Errors
    /// When there is no port for it.
    pub async fn line(&self) -> Result<Relay, TargetError> {
        Relay::before(&self.url).await
    }

    /// Stops the workers; `hard` leaves them no time to end what they are at.
    pub async fn rest(&self, hard: bool) {
        for mut worker in std::mem::take(&mut *self.workers.lock().await) {
            if hard {
                worker.kill().await;
            } else {
                worker.stop().await;
            }
        }
    }

    /// Stops everything.
    pub async fn stop(&self) {
        self.rest(true).await;
        for (_, (_, mut process)) in std::mem::take(&mut *self.replicas.lock().await) {
            process.kill().await;
        }
        for (_, mut process) in std::mem::take(&mut *self.lines.lock().await) {
            process.kill().await;
        }
        if let Some(databases) = &self.seed.databases {
            databases.give_back(&self.url).await;
        }
    }
}

fn wants_metrics(command: &Command) -> bool {
    let mut texts = command.cmd.iter().chain(command.env.values());
    texts.any(|text| named(text).contains(&"metrics_port"))
}
