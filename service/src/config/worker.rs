//! How a worker is started.
//!
//! Storage settings are those of the service. A worker must be in the service's phase or a neighbouring one.
//! Invariant: a worker has at least one provider.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::error::ConfigError;
use super::file::{file_error, read_file};
use super::storage::StorageArgs;
use crate::worker::{CaCertificates, Echo, HttpProvider, Pace, Providers};

const PROVIDER: &str = "--provider";
const PROVIDER_CA: &str = "--provider-ca (WATERTIGHT_PROVIDER_CA)";

/// How a worker is started.
#[derive(Debug, Clone, Args)]
pub struct WorkerArgs {
    /// Where jobs are kept, and how.
    #[command(flatten)]
    pub storage: StorageArgs,

    /// Who runs actions: NAME=echo, or NAME=URL with an http or https URL. `*` stands for every other name. May be repeated.
    #[arg(long, value_name = "NAME=KIND", required = true)]
    pub provider: Vec<String>,

    /// CA certificates in PEM that https providers may be signed by, in addition to those of the system.
    #[arg(long, env = "WATERTIGHT_PROVIDER_CA", value_name = "FILE")]
    pub provider_ca: Option<PathBuf>,

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
        let trusted = self.trusted()?;
        let mut providers = Providers::default();
        for text in &self.provider {
            let form = || ConfigError::Value {
                flag: PROVIDER,
                reason: format!("{text:?} does not have the form NAME=echo or NAME=URL"),
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
                let provider =
                    HttpProvider::at(kind, limit, &trusted).map_err(|fault| ConfigError::Value {
                        flag: PROVIDER,
                        reason: format!("{name:?} {fault}", name = name.unwrap_or("*")),
                    })?;
                providers.add(name, Arc::new(provider));
            }
        }
        Ok(providers)
    }

    fn trusted(&self) -> Result<CaCertificates, ConfigError> {
        match &self.provider_ca {
            Some(path) => CaCertificates::from_pem(&read_file(PROVIDER_CA, path)?)
                .map_err(|fault| file_error(PROVIDER_CA, path, &fault)),
            None => Ok(CaCertificates::default()),
        }
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
