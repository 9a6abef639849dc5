//! What every start of one target has in common, and one start of it. Keeping what was started belongs to `fleet` and
//! `running`.

use std::path::PathBuf;
use std::sync::Arc;

use super::error::TargetError;
use super::process::{Launched, Tool, Values, port};
use super::redis::Databases;
use crate::identity::Issuer;
use crate::profile::{Asked, Backfill, Command, Profile, Template};
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
        process
            .ready(&self.profile.target.ready, client.authority())
            .await?;
        Ok((Replica { client, metrics }, process))
    }

    /// Starts a run of the backfill, on this Redis; `None` where the profile does not say how it is asked for.
    pub(super) fn backfill(&self, asked: &Asked, url: &str) -> Result<Option<Tool>, TargetError> {
        let backfill = self.backfill.as_ref().ok_or(TargetError::Nothing)?;
        let Some(command) = backfill.command(asked) else {
            return Ok(None);
        };
        let values = Values {
            phase: None,
            ..self.values(0, None, Some(url), "")
        };
        Tool::start(&command, asked, &values, self.redactor.clone()).map(Some)
    }

    pub(super) fn values<'a>(
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
    let authority = format!("127.0.0.1:{port}");
    let authority = authority.parse().map_err(|_| TargetError::Url(authority))?;
    Ok(Client::new(authority))
}

/// One replica, as it is reached.
#[derive(Clone)]
pub struct Replica {
    /// Its API.
    pub client: Client,
    /// Its metrics, if it has a listener for them.
    pub metrics: Option<Client>,
}

fn wants_metrics(command: &Command) -> bool {
    let mut texts = command.cmd.iter().chain(command.env.values());
    texts.any(|text| Template(text).has("metrics_port"))
}
