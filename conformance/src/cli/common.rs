//! Flags that several commands take, and what they stand for. The invariant: a flag means the same everywhere.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::error::CliError;
use crate::profile::Profile;
use crate::run::Outcome;
use crate::steps::Phrasebook;
use crate::suite;
use crate::suite::{Suite, SuiteError};
use crate::under_test::RedisLease;

/// Which target, and the Redis it is lent.
#[derive(Debug, Args)]
pub(super) struct TargetArgs {
    /// The target's profile; without it, the reference
    #[arg(long, value_name = "FILE")]
    pub(super) target: Option<PathBuf>,
    /// Judge what already runs here instead of starting the target
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
    #[command(flatten)]
    pub(super) redis: RedisArgs,
}

/// The Redis that a target is lent.
#[derive(Debug, Args)]
pub(super) struct RedisArgs {
    /// A Redis to lend to the target; without it, one is started if possible
    #[arg(
        long,
        env = "WATERTIGHT_REDIS_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(super) redis_url: Option<String>,
}

/// Where the specification is.
#[derive(Debug, Args)]
pub(super) struct FeatureArgs {
    /// Take the feature files of this folder; without it, those that are built in
    #[arg(long, value_name = "DIR")]
    pub(super) features: Option<PathBuf>,
}

impl TargetArgs {
    pub(super) fn profile(&self) -> Result<Arc<Profile>, CliError> {
        let mut profile = profile(self.target.as_ref())?;
        if let Some(url) = &self.url {
            profile.target.start = None;
            profile.target.url = Some(url.clone());
        }
        Ok(Arc::new(profile))
    }

    // A target that already runs has its own store; only one that is started needs to be lent any.
    pub(super) async fn lease(&self, profile: &Profile) -> Result<RedisLease, CliError> {
        if profile.target.url.is_some() && self.redis.redis_url.is_none() {
            return Ok(RedisLease::none());
        }
        self.redis.lease().await
    }
}

impl RedisArgs {
    pub(super) async fn lease(&self) -> Result<RedisLease, CliError> {
        let named = self.redis_url.as_deref().filter(|url| !url.is_empty());
        Ok(RedisLease::find(named).await?)
    }
}

impl FeatureArgs {
    pub(super) fn suite(&self) -> Result<Suite, SuiteError> {
        match &self.features {
            Some(folder) => suite::folder(folder, &Phrasebook::gather()),
            None => suite::embedded(&Phrasebook::gather()),
        }
    }
}

pub(super) fn profile(path: Option<&PathBuf>) -> Result<Profile, CliError> {
    Ok(match path {
        Some(path) => Profile::read(path)?,
        None => Profile::reference()?,
    })
}

/// The end of a command's help: its examples, and the exit codes with what each of them means for this command.
pub(super) fn help(examples: &str, codes: &[(Outcome, &str)]) -> String {
    let codes = codes
        .iter()
        .map(|(outcome, meaning)| format!("{} {meaning}", outcome.code()));
    let codes = codes.collect::<Vec<_>>().join("   ");
    format!("{examples}\n\nExit codes:\n  {codes}")
}

/// A count that leaves something to be done.
pub(super) fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err("give a number from 1 up".to_owned()),
    }
}

/// What printing came to. A reader who has seen enough, such as `head`, is no fault of anybody's.
pub(super) fn printed(result: std::io::Result<()>) -> Result<(), CliError> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
