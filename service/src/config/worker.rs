//! How a worker is started.
//!
//! Storage settings are those of the service. A worker must be in the service's phase or a neighbouring one.
//! Invariant: a worker has at least one provider.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::error::ConfigError;
use super::storage::StorageArgs;
use crate::worker::{Echo, HttpProvider, Pace, Providers};

const PROVIDER: &str = "--provider";

/// How a worker is started.
#[derive(Debug, Clone, Args)]
pub struct WorkerArgs {
    /// Where jobs are kept, and how.
    #[command(flatten)]
    pub storage: StorageArgs,

    /// Who runs actions: NAME=echo, or NAME=URL with an http or https URL. `*` stands for every other name. May be repeated.
    #[arg(long, value_name = "NAME=KIND", required = true)]
    pub provider: Vec<String>,

    /// How many jobs run at once.
    #[arg(long, env = "WATERTIGHT_WORKER_TASKS", value_name = "COUNT", default_value_t = 4,
          value_parser = clap::value_parser!(u16).range(1..=256))]
    pub tasks: u16,

    /// How long a job stays with a worker that no longer answers.
    #[arg(long, env = "WATERTIGHT_WORKER_LEASE", value_name = "MILLISECONDS", default_value_t = 30_000,
          value_parser = clap::value_parser!(u32).range(100..))]
    pub lease: u32,

    /// How long an action of an HTTP provider may take.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 60_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub action_time: u32,

    /// How many times a job is tried before it counts as failed.
    #[arg(long, value_name = "COUNT", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub attempts: u32,

    /// Address of the metrics page. Without it, there is no page.
    #[arg(long, env = "WATERTIGHT_METRICS_LISTEN", value_name = "HOST:PORT")]
    pub metrics_listen: Option<String>,

    /// What to log, for example `info` or `watertight_service=debug`.
    #[arg(
        long,
        env = "WATERTIGHT_LOG",
        value_name = "DIRECTIVE",
        default_value = "info"
    )]
    pub log: String,
}

impl WorkerArgs {
    /// How many jobs at once, and how long each may take.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace {
            tasks: self.tasks.into(),
            lease: Duration::from_millis(self.lease.into()),
            pause: Duration::from_millis(20),
            attempts: self.attempts.into(),
        }
    }

    /// Who runs which actions.
    ///
    /// # Errors
    /// When a provider does not have the form that the flag wants.
    pub fn providers(&self) -> Result<Providers, ConfigError> {
        let mut providers = Providers::default();
        for text in &self.provider {
            let form = || ConfigError::Value {
                flag: PROVIDER,
                reason: format!("{text:?} is not of the form NAME=echo or NAME=http://HOST:PORT/PATH"),
            };
            let (name, kind) = text.split_once('=').ok_or_else(form)?;
            if name.is_empty() {
                return Err(form());
            }
            let name = (name != "*").then_some(name);
            if kind == "echo" {
                providers.add(name, Arc::new(Echo));
            } else {
                let limit = Duration::from_millis(self.action_time.into());
                let provider = HttpProvider::at(kind, limit).ok_or_else(form)?;
                providers.add(name, Arc::new(provider));
            }
        }
        Ok(providers)
    }

    /// Checks that a Redis is given. A worker needs one, because jobs in memory belong to their service's process.
    ///
    /// # Errors
    /// When there is none.
    pub fn needs_redis(&self) -> Result<(), ConfigError> {
        match self.storage.redis_url {
            Some(_) => Ok(()),
            None => Err(ConfigError::Missing {
                flag: "--redis-url",
                value: "URL",
                variable: "WATERTIGHT_REDIS_URL",
            }),
        }
    }
}
