//! How the service is started.
//!
//! What clap can check by itself it checks; what needs files is checked in [`ServeArgs::parts`].
//! Invariant: nothing secret and nothing that decides trust has a default.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::error::ConfigError;
use super::file::{file_error, read_file};
use super::storage::StorageArgs;
use crate::http::{CursorKey, Limits, Parts};
use crate::identity::{KeySet, KeysetVerifier, Rules, SigningAlgorithm};
use crate::telemetry::Telemetry;

/// How the service is started.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Address of the public API.
    #[arg(
        long,
        env = "WATERTIGHT_LISTEN",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: String,

    /// Address of the metrics page. Without it, there is no page.
    #[arg(long, env = "WATERTIGHT_METRICS_LISTEN", value_name = "HOST:PORT")]
    pub metrics_listen: Option<String>,

    /// Where jobs are kept, and how.
    #[command(flatten)]
    pub storage: StorageArgs,

    /// JWKS file with the keys that verify tokens. Each key needs kid and alg.
    #[arg(long, env = "WATERTIGHT_KEYSET", value_name = "FILE")]
    pub keyset: Option<PathBuf>,

    /// A single key: a raw secret for HS256, a public key in PEM for RS256, ES256 and EdDSA. May be repeated.
    #[arg(long, value_name = "KID:ALG=FILE")]
    pub key: Vec<String>,

    /// The issuer that tokens must name exactly.
    #[arg(long, env = "WATERTIGHT_ISSUER", value_name = "TEXT")]
    pub issuer: Option<String>,

    /// The audience that tokens must name.
    #[arg(long, env = "WATERTIGHT_AUDIENCE", value_name = "TEXT")]
    pub audience: Option<String>,

    /// How many seconds the clocks may differ when a token's times are checked, 0 to 60.
    #[arg(long, env = "WATERTIGHT_LEEWAY", value_name = "SECONDS", default_value_t = 5, allow_negative_numbers = true,
          value_parser = clap::value_parser!(u64).range(0..=60))]
    pub leeway: u64,

    /// File with 32 or more random bytes that authenticate cursors. Without it, cursors are valid only until this process
    /// ends.
    #[arg(long, env = "WATERTIGHT_CURSOR_KEY", value_name = "FILE")]
    pub cursor_key: Option<PathBuf>,

    /// Largest request body.
    #[arg(long, env = "WATERTIGHT_MAX_BODY", value_name = "BYTES", default_value_t = 65_536,
          value_parser = clap::value_parser!(u32).range(1..=16_777_216))]
    pub max_body: u32,

    /// What to log, for example `info` or `watertight_service=debug`.
    #[arg(
        long,
        env = "WATERTIGHT_LOG",
        value_name = "DIRECTIVE",
        default_value = "info"
    )]
    pub log: String,
}

const KEYSET: &str = "--keyset (WATERTIGHT_KEYSET)";
const CURSOR_KEY: &str = "--cursor-key (WATERTIGHT_CURSOR_KEY)";
const KEY: &str = "--key";

impl ServeArgs {
    /// Builds the parts. Must be called within the runtime.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn parts(&self) -> Result<Parts, ConfigError> {
        let rules = Rules {
            issuer: required(self.issuer.as_ref(), "--issuer", "TEXT", "WATERTIGHT_ISSUER")?,
            audience: required(
                self.audience.as_ref(),
                "--audience",
                "TEXT",
                "WATERTIGHT_AUDIENCE",
            )?,
            leeway: self.leeway,
        };
        let keys = self.keys()?;
        Ok(Parts {
            verifier: Arc::new(KeysetVerifier::new(keys, rules)),
            backend: self.storage.backend()?,
            phase: self.storage.phase()?,
            lifetime: self.storage.lifetime(),
            cursors: self.cursors()?,
            telemetry: Arc::new(Telemetry::new()),
            limits: Limits {
                body: usize::try_from(self.max_body).unwrap_or(usize::MAX),
                ..Limits::default()
            },
        })
    }

    /// The keys that verify tokens, for programs that build another verifier on them.
    ///
    /// # Errors
    /// When there is none, or one cannot be used.
    pub fn keys(&self) -> Result<KeySet, ConfigError> {
        let mut keys = KeySet::new();
        if let Some(path) = &self.keyset {
            let document = read_file(KEYSET, path)?;
            keys.add_jwks(&document)
                .map_err(|error| file_error(KEYSET, path, &error))?;
        }
        for text in &self.key {
            let (kid, algorithm, path) = parse_key(text)?;
            let material = read_file(KEY, path)?;
            keys.add_key(kid, algorithm, &material)
                .map_err(|error| file_error(KEY, path, &error))?;
        }
        if keys.is_empty() {
            Err(ConfigError::NoKeys)
        } else {
            Ok(keys)
        }
    }

    fn cursors(&self) -> Result<CursorKey, ConfigError> {
        match &self.cursor_key {
            Some(path) => CursorKey::from_bytes(&read_file(CURSOR_KEY, path)?)
                .map_err(|fault| file_error(CURSOR_KEY, path, &fault)),
            None => {
                tracing::warn!(
                    "no --cursor-key (WATERTIGHT_CURSOR_KEY): cursors are valid only until this process ends, and only here"
                );
                CursorKey::random().map_err(|fault| ConfigError::Value {
                    flag: CURSOR_KEY,
                    reason: fault.to_string(),
                })
            }
        }
    }
}

fn required(
    given: Option<&String>,
    flag: &'static str,
    value: &'static str,
    variable: &'static str,
) -> Result<String, ConfigError> {
    given
        .filter(|text| !text.is_empty())
        .cloned()
        .ok_or(ConfigError::Missing {
            flag,
            value,
            variable,
        })
}

fn parse_key(text: &str) -> Result<(&str, SigningAlgorithm, &Path), ConfigError> {
    let form = || ConfigError::Value {
        flag: KEY,
        reason: format!(
            "{text:?} is not of the form KID:ALG=FILE with ALG one of HS256, RS256, ES256, EdDSA"
        ),
    };
    let (name, path) = text.split_once('=').ok_or_else(form)?;
    let (kid, algorithm) = name.rsplit_once(':').ok_or_else(form)?;
    let algorithm = SigningAlgorithm::named(algorithm).ok_or_else(form)?;
    if kid.is_empty() || path.is_empty() {
        return Err(form());
    }
    Ok((kid, algorithm, Path::new(path)))
}
