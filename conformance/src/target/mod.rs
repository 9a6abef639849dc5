//! What is judged: its profile, its process, the Redis it is lent, and the shape of its requests and answers.
//! Judging does not belong here. The invariant: whatever was started is stopped, however the run ends.

mod api;
mod container;
mod error;
mod guard;
mod launch;
mod profile;
mod redis;
mod sections;

use std::sync::Arc;

pub use api::{Api, Execute, Refusal};
pub use error::TargetError;
pub use launch::{Launched, program};
pub use profile::{Profile, ProfileError};
pub use redis::{RedisLease, RedisSource};
pub use sections::{Capability, Command, ScopeForm, Tokens};

use crate::identity::Issuer;
use crate::wire::{Client, Redactor};

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
    /// Where it is, such as `http://127.0.0.1:8080`.
    pub base: String,
}

/// A target and, where the suite started it, its process.
pub struct Running {
    /// The target.
    pub target: Arc<Target>,
    /// Its process.
    pub process: Option<Launched>,
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
        if let Some(url) = &profile.target.url {
            let authority = authority(url)?;
            let target = assemble(profile, issuer, authority, redis);
            launch::answers(&target).await?;
            return Ok(Self {
                target: Arc::new(target),
                process: None,
                _keyset: None,
            });
        }
        let Some(command) = command.or(profile.target.start.as_ref()) else {
            return Err(TargetError::Nothing);
        };
        let folder = tempfile::tempdir().map_err(TargetError::Scratch)?;
        let keyset = launch::write_keyset(folder.path(), &issuer)?;
        let port = launch::port(profile.target.port).await?;
        let values = launch::Values {
            port,
            redis_url: redis.url(),
            keyset: &keyset,
            issuer: &issuer,
            fault,
        };
        let authority = authority(&format!("http://127.0.0.1:{port}"))?;
        let mut process = Launched::spawn(command, &values)?;
        let target = assemble(profile, issuer, authority, redis);
        process.ready(&target).await?;
        Ok(Self {
            target: Arc::new(target),
            process: Some(process),
            _keyset: Some(folder),
        })
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
    }
}

fn authority(url: &str) -> Result<http::uri::Authority, TargetError> {
    let uri: http::Uri = url.parse().map_err(|_| TargetError::Url(url.to_owned()))?;
    match (uri.scheme_str(), uri.authority()) {
        (Some("http"), Some(authority)) if uri.path() == "/" => Ok(authority.clone()),
        _ => Err(TargetError::Url(url.to_owned())),
    }
}

fn assemble(
    profile: Arc<Profile>,
    issuer: Issuer,
    authority: http::uri::Authority,
    redis: &RedisLease,
) -> Target {
    let mut secrets: Vec<String> = issuer
        .keys()
        .iter()
        .filter_map(|key| key.secret().map(str::to_owned))
        .collect();
    secrets.extend(redis.password());
    let base = format!("http://{authority}");
    let api = Api::new(&profile);
    Target {
        profile,
        client: Client::new(authority),
        issuer,
        api,
        redactor: Redactor::new(secrets),
        base,
    }
}
