//! Replicas of one target on a database of their own: one a phase of the migration, and its worker. When a scenario
//! needs which belongs to the steps. The invariant: whatever was started is stopped with the fleet.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::error::TargetError;
use super::process::{Launched, Tool, port};
use super::redis_proxy::RedisProxy;
use super::seed::{Replica, Seed};
use crate::profile::Asked;
use crate::store::Planter;

/// Replicas that share a database.
pub struct Fleet {
    seed: Arc<Seed>,
    url: String,
    /// The hand that puts records there, where the target says how they look.
    pub planter: Option<Planter>,
    replicas: Mutex<BTreeMap<String, (Replica, Launched)>>,
    workers: Mutex<Vec<Launched>>,
    behind_proxies: Mutex<Vec<(Arc<RedisProxy>, Launched)>>,
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
            behind_proxies: Mutex::default(),
        })
    }

    /// What its replicas have in common.
    pub(super) fn seed(&self) -> &Arc<Seed> {
        &self.seed
    }

    /// The URL of the database that its replicas share.
    pub(super) fn url(&self) -> &str {
        &self.url
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

    /// A replica of its own in this phase, and the proxy between it and the Redis.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn replica_behind_proxy(&self, phase: &str) -> Result<(Replica, Arc<RedisProxy>), TargetError> {
        let proxy = Arc::new(RedisProxy::before(&self.url).await?);
        let port = port::choose(None).await?;
        let (replica, process) = self.seed.launch(port, Some(proxy.url()), phase).await?;
        self.behind_proxies
            .lock()
            .await
            .push((Arc::clone(&proxy), process));
        Ok((replica, proxy))
    }

    /// Stops the replica of this phase, if it runs.
    pub async fn stop_replica(&self, phase: &str) {
        let retired = self.replicas.lock().await.remove(phase);
        if let Some((_, mut process)) = retired {
            process.stop().await;
        }
    }

    /// Starts a worker in this phase, behind a proxy of [`Fleet::redis_proxy`] if there is one.
    ///
    /// # Errors
    /// When there is none, or it cannot be started.
    pub async fn start_worker(&self, phase: &str, proxy: Option<&RedisProxy>) -> Result<(), TargetError> {
        let command = self.seed.worker.as_ref().ok_or(TargetError::Nothing)?;
        let (port, metrics_port) = (port::choose(None).await?, port::choose(None).await?);
        let url = proxy.map_or(&*self.url, RedisProxy::url);
        let values = self.seed.values(port, Some(metrics_port), Some(url), phase);
        let process = Launched::spawn(command, &values, self.seed.redactor.clone())?;
        self.workers.lock().await.push(process);
        Ok(())
    }

    /// Starts a run of the backfill, behind a proxy of [`Fleet::redis_proxy`] if there is one; `None` where the profile does not
    /// say how it is asked for.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_backfill(
        &self,
        asked: &Asked,
        proxy: Option<&RedisProxy>,
    ) -> Result<Option<Tool>, TargetError> {
        self.seed
            .backfill(asked, proxy.map_or(&*self.url, RedisProxy::url))
    }

    /// A proxy before the Redis.
    ///
    /// # Errors
    /// When there is no port for it.
    pub async fn redis_proxy(&self) -> Result<RedisProxy, TargetError> {
        RedisProxy::before(&self.url).await
    }

    /// Stops the workers; `hard` leaves them no time to end what they are at.
    pub async fn stop_workers(&self, hard: bool) {
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
        self.stop_workers(true).await;
        for (_, (_, mut process)) in std::mem::take(&mut *self.replicas.lock().await) {
            process.kill().await;
        }
        for (_, mut process) in std::mem::take(&mut *self.behind_proxies.lock().await) {
            process.kill().await;
        }
        if let Some(databases) = &self.seed.databases {
            databases.give_back(&self.url).await;
        }
    }
}

#[cfg(test)]
mod tests;
