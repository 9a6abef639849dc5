//! Where jobs are kept, and in which phase: settings that the service and its worker share.
//!
//! The phase is named by `--phase`, or by the three on/off variables of the original migration plan. If both are given,
//! they must agree. A combination that would lose or hide jobs is refused before anything starts.
//! Invariant: a setting must be exactly one of its values; nothing is guessed.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::error::ConfigError;
use crate::migration::Phase;
use crate::store::{Backend, MemoryBackend, RedisBackend};

const REDIS_URL: &str = "--redis-url (WATERTIGHT_REDIS_URL)";
const PHASE: &str = "--phase (WATERTIGHT_PHASE)";
const FLAGS: &str = "AI_JOBS_NEW_SCHEMA, READ_PREFERS_NEW, READ_FALLBACK_OLD";

/// Where jobs are kept, and how they are laid out.
#[derive(Debug, Clone, Args)]
pub struct StorageArgs {
    /// The Redis that holds the jobs. Without it, jobs are kept in memory and are lost when the process ends.
    #[arg(
        long,
        env = "WATERTIGHT_REDIS_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub redis_url: Option<String>,

    /// Phase of the migration: legacy, dual-write, read-new or new-only. The default is new-only.
    #[arg(long, env = "WATERTIGHT_PHASE", value_name = "PHASE")]
    pub phase: Option<String>,

    /// Whether the new schema is written: on or off. One of three flags that stand for --phase.
    #[arg(long, env = "AI_JOBS_NEW_SCHEMA", value_name = "on|off", hide = true)]
    pub ai_jobs_new_schema: Option<String>,

    /// Whether the new schema is read first: on or off. One of three flags that stand for --phase.
    #[arg(long, env = "READ_PREFERS_NEW", value_name = "on|off", hide = true)]
    pub read_prefers_new: Option<String>,

    /// Whether the old schema is read at all: on or off. One of three flags that stand for --phase.
    #[arg(long, env = "READ_FALLBACK_OLD", value_name = "on|off", hide = true)]
    pub read_fallback_old: Option<String>,

    /// How long a new job is kept. Without it, jobs are kept for ever.
    #[arg(long, env = "WATERTIGHT_JOB_LIFETIME", value_name = "SECONDS",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub job_lifetime: Option<u32>,
}

impl StorageArgs {
    /// The store. Must be called within the runtime.
    ///
    /// # Errors
    /// When the text is not such a URL.
    pub fn backend(&self) -> Result<Arc<dyn Backend>, ConfigError> {
        let Some(url) = &self.redis_url else {
            return Ok(Arc::new(MemoryBackend::new()));
        };
        let backend = RedisBackend::lazy(url).map_err(|fault| ConfigError::Value {
            flag: REDIS_URL,
            reason: fault.to_string(),
        })?;
        Ok(Arc::new(backend))
    }

    /// How long a new job is kept.
    #[must_use]
    pub fn lifetime(&self) -> Option<Duration> {
        self.job_lifetime.map(|time| Duration::from_secs(time.into()))
    }

    /// The phase that the settings name.
    ///
    /// # Errors
    /// When they name no phase, contradict each other, or would lose jobs.
    pub fn phase(&self) -> Result<Phase, ConfigError> {
        let named = self.phase.as_deref().map(named).transpose()?;
        let flagged = self.flagged()?;
        match (named, flagged) {
            (Some(named), Some(flagged)) if named != flagged => Err(ConfigError::Value {
                flag: PHASE,
                reason: format!("is {named}, but {FLAGS} together say {flagged}; give one of the two"),
            }),
            (named, flagged) => Ok(named.or(flagged).unwrap_or_default()),
        }
    }

    fn flagged(&self) -> Result<Option<Phase>, ConfigError> {
        let given = [
            &self.ai_jobs_new_schema,
            &self.read_prefers_new,
            &self.read_fallback_old,
        ];
        if given.iter().all(|flag| flag.is_none()) {
            return Ok(None);
        }
        let refused = |reason: String| ConfigError::Value { flag: FLAGS, reason };
        let mut set = [false; 3];
        for (flag, set) in given.into_iter().zip(&mut set) {
            *set = match flag.as_deref() {
                Some("on") => true,
                Some("off") => false,
                Some(other) => {
                    return Err(refused(format!(
                        "must each be exactly `on` or `off`, and one is {other:?}"
                    )));
                }
                None => {
                    return Err(refused(
                        "belong together: set all three, or use --phase".to_owned(),
                    ));
                }
            };
        }
        match set {
            [false, false, true] => Ok(Some(Phase::Legacy)),
            [true, false, true] => Ok(Some(Phase::DualWrite)),
            [true, true, true] => Ok(Some(Phase::ReadNew)),
            [true, true, false] => Ok(Some(Phase::NewOnly)),
            [false, true, _] | [_, false, false] => Err(refused(
                "contradict each other: jobs would be written where they are not read; \
                 off/off/on is legacy, on/off/on dual-write, on/on/on read-new, on/on/off new-only"
                    .to_owned(),
            )),
        }
    }
}

fn named(name: &str) -> Result<Phase, ConfigError> {
    Phase::named(name).ok_or_else(|| ConfigError::Value {
        flag: PHASE,
        reason: format!("is {name:?}, and must be exactly legacy, dual-write, read-new or new-only"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn phase(name: Option<&str>, flags: [Option<&str>; 3]) -> Result<Phase, String> {
        let [new, prefers, fallback] = flags.map(|flag| flag.map(str::to_owned));
        let storage = StorageArgs {
            redis_url: None,
            phase: name.map(str::to_owned),
            ai_jobs_new_schema: new,
            read_prefers_new: prefers,
            read_fallback_old: fallback,
            job_lifetime: None,
        };
        storage.phase().map_err(|error| error.to_string())
    }

    #[rstest]
    #[case(None, [None; 3], Phase::NewOnly)]
    #[case(Some("legacy"), [None; 3], Phase::Legacy)]
    #[case(None, [Some("off"), Some("off"), Some("on")], Phase::Legacy)]
    #[case(None, [Some("on"), Some("off"), Some("on")], Phase::DualWrite)]
    #[case(None, [Some("on"), Some("on"), Some("on")], Phase::ReadNew)]
    #[case(Some("new-only"), [Some("on"), Some("on"), Some("off")], Phase::NewOnly)]
    fn a_phase_has_a_name_and_three_flags(
        #[case] name: Option<&str>,
        #[case] flags: [Option<&str>; 3],
        #[case] expected: Phase,
    ) {
        assert_eq!(phase(name, flags), Ok(expected));
    }

    #[rstest]
    #[case(Some("Legacy"), [None; 3], "exactly legacy")]
    #[case(Some(""), [None; 3], "exactly legacy")]
    #[case(None, [Some("ON"), Some("on"), Some("on")], "exactly `on` or `off`")]
    #[case(None, [Some("true"), Some("on"), Some("on")], "exactly `on` or `off`")]
    #[case(None, [Some(" on "), Some("on"), Some("on")], "exactly `on` or `off`")]
    #[case(None, [Some("on"), None, None], "set all three")]
    #[case(None, [Some("off"), Some("on"), Some("on")], "contradict")]
    #[case(None, [Some("on"), Some("off"), Some("off")], "contradict")]
    #[case(None, [Some("off"), Some("off"), Some("off")], "contradict")]
    #[case(Some("legacy"), [Some("on"), Some("on"), Some("on")], "give one of the two")]
    fn whatever_would_lose_jobs_is_refused(
        #[case] name: Option<&str>,
        #[case] flags: [Option<&str>; 3],
        #[case] expected: &str,
    ) {
        let refusal = phase(name, flags).unwrap_err();
        assert!(refusal.contains(expected), "{refusal}");
    }
}
