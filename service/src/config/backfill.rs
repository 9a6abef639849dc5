//! How the backfill and the cleanup are started.
//!
//! Both write only with `--execute`; without it they report what they would do.
//! Invariant: a text that cannot be a workspace is refused before any key is looked at.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::error::ConfigError;
use crate::backfill::{Pace, Request};
use crate::identity::Workspace;
use crate::migration::Direction;
use crate::store::{BackfillStore, Operator, RedisBackfillStore};

/// Settings that the backfill and the cleanup share.
#[derive(Debug, Clone, Args)]
pub struct SharedArgs {
    /// The Redis that holds the jobs.
    #[arg(
        long,
        env = "WATERTIGHT_REDIS_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub redis_url: Option<String>,

    /// Write nothing and report what would be done. This is the default.
    #[arg(long, conflicts_with = "execute")]
    pub dry_run: bool,

    /// Write to the store.
    #[arg(long)]
    pub execute: bool,

    /// How many keys one step looks at.
    #[arg(long, value_name = "COUNT", default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub batch_size: u16,

    /// At most this many jobs a second, including those that are skipped.
    #[arg(long, value_name = "JOBS", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,

    /// Slow down while other clients of the Redis wait longer than this, for example 2ms.
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub max_latency: Option<Duration>,

    /// Also write the report to a file, as JSON: json=PATH.
    #[arg(long, value_name = "json=PATH", value_parser = json_path)]
    pub report: Option<PathBuf>,

    /// Address of the metrics page. Without it, there is no page.
    #[arg(long, env = "WATERTIGHT_METRICS_LISTEN", value_name = "HOST:PORT")]
    pub metrics_listen: Option<String>,

    /// Also write the metrics to this file, for node_exporter's textfile collector.
    #[arg(long, value_name = "PATH")]
    pub metrics_file: Option<PathBuf>,

    /// What to log, for example `info` or `watertight_service=debug`.
    #[arg(
        long,
        env = "WATERTIGHT_LOG",
        value_name = "DIRECTIVE",
        default_value = "warn"
    )]
    pub log: String,
}

/// How the backfill is started.
#[derive(Debug, Clone, Args)]
pub struct BackfillArgs {
    /// Settings that both tools share.
    #[command(flatten)]
    pub shared: SharedArgs,

    /// Compare every job with its copy. With --execute, compare twice, after copying.
    #[arg(long)]
    pub verify: bool,

    /// Repair what a comparison finds.
    #[arg(long, requires = "execute", requires = "verify")]
    pub repair: bool,

    /// Copy jobs from the new schema back to the old.
    #[arg(long)]
    pub reverse: bool,

    /// Copy only the jobs of this workspace.
    #[arg(long, value_name = "ID", value_parser = workspace)]
    pub workspace: Option<String>,

    /// Stop after copying this many jobs.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_jobs: Option<u64>,

    /// Resume from the checkpoint of an earlier run, if there is one that fits. This is the default.
    #[arg(long, conflicts_with = "restart")]
    pub resume: bool,

    /// Ignore the checkpoint and start from the beginning.
    #[arg(long)]
    pub restart: bool,

    /// Do not enter jobs in the index of their workspace. For a service without an index.
    #[arg(long)]
    pub no_index: bool,
}

/// How the cleanup is started.
#[derive(Debug, Clone, Args)]
pub struct CleanupArgs {
    /// Settings that both tools share.
    #[command(flatten)]
    pub shared: SharedArgs,
}

impl SharedArgs {
    /// The store.
    ///
    /// # Errors
    /// When no URL is given, or the text is not one.
    pub fn store(&self, operator: &Operator) -> Result<Arc<dyn BackfillStore>, ConfigError> {
        let url = self.redis_url.as_deref().ok_or(ConfigError::Missing {
            flag: "--redis-url",
            value: "URL",
            variable: "WATERTIGHT_REDIS_URL",
        })?;
        let store = RedisBackfillStore::open(url, operator).map_err(|fault| ConfigError::Value {
            flag: "--redis-url (WATERTIGHT_REDIS_URL)",
            reason: fault.to_string(),
        })?;
        Ok(Arc::new(store))
    }

    /// How fast.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace {
            batch: self.batch_size.into(),
            rate: self.rate.map(u64::from),
            max_latency: self.max_latency,
        }
    }
}

impl BackfillArgs {
    /// What is asked for.
    #[must_use]
    pub fn request(&self) -> Request {
        Request {
            direction: if self.reverse {
                Direction::Reverse
            } else {
                Direction::Forward
            },
            execute: self.shared.execute,
            verify: self.verify,
            repair: self.repair,
            pace: self.shared.pace(),
            workspace: self.workspace.clone(),
            max_jobs: self.max_jobs,
            resume: !self.restart,
            indexed: !self.no_index,
        }
    }
}

fn workspace(text: &str) -> Result<String, String> {
    if Workspace::could_be(text) {
        Ok(text.to_owned())
    } else {
        Err("give one workspace id: 1 to 32 of a-z, 0-9, _ and -, the first a letter or a digit".to_owned())
    }
}

fn time(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or_default(), 1.0),
    };
    let seconds = number.parse::<f64>().ok().map(|number| number * unit);
    let seconds = seconds.filter(|seconds| (0.000_1..=60.0).contains(seconds));
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "give a time from 0.1ms to 60s, for example 2ms".to_owned())
}

fn json_path(text: &str) -> Result<PathBuf, String> {
    let path = text.strip_prefix("json=").filter(|path| !path.is_empty());
    path.map(PathBuf::from)
        .ok_or_else(|| "give json=PATH, for example json=backfill.json".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2ms", Some(0.002))]
    #[case("0.5s", Some(0.5))]
    #[case("2", None)]
    #[case("0ms", None)]
    #[case("NaNs", None)]
    #[case("-1ms", None)]
    fn a_time_has_a_unit(#[case] text: &str, #[case] seconds: Option<f64>) {
        let seconds = seconds.map(Duration::from_secs_f64);
        assert_eq!(time(text).ok(), seconds);
    }
}
