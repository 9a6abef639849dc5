//! Starting and stopping a target as a process group of its own. The invariant: when the value is gone, so is
//! every process it started.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use http::uri::Authority;
use tokio::time::Instant;

use super::group::Group;
use super::output::Output;
use super::readiness::Probe;
use super::values::Values;
use crate::profile::{Command, Ready};
use crate::under_test::error::TargetError;
use crate::wire::Redactor;

const PAUSE: Duration = Duration::from_millis(20);
const LAG: Duration = Duration::from_millis(50);

/// A process that was started.
pub struct Launched {
    group: Group,
    output: Output,
}

impl Launched {
    pub(in crate::under_test) fn spawn(
        command: &Command,
        values: &Values<'_>,
        redactor: Redactor,
    ) -> Result<Self, TargetError> {
        let words: Vec<String> = command
            .cmd
            .iter()
            .map(|word| values.fill(word))
            .collect::<Result<_, _>>()
            .map_err(TargetError::Placeholder)?;
        let (name, mut child) = piped(&words).ok_or(TargetError::Nothing)?;
        for (key, value) in &command.env {
            match values.fill(value) {
                Ok(value) => child.env(key, value),
                // Left out, and not inherited either: the suite's own Redis is not the target's.
                Err(missing) if missing == "redis_url" => child.env_remove(key),
                Err(missing) => return Err(TargetError::Placeholder(missing)),
            };
        }
        let mut group = Group::spawn(name, child)?;
        let output = Output::new(redactor);
        let (stdout, stderr) = group.outputs();
        if let Some(source) = stdout {
            output.follow(source);
        }
        if let Some(source) = stderr {
            output.follow(source);
        }
        Ok(Self { group, output })
    }

    pub(in crate::under_test) async fn ready(
        &mut self,
        ready: &Ready,
        authority: &Authority,
    ) -> Result<(), TargetError> {
        let probe = Probe::new(authority, &ready.path)?;
        let end = Instant::now() + Duration::from_secs(ready.timeout);
        let mut last;
        loop {
            // An end is noticed at once, and goes before an answer: that would be somebody else's.
            tokio::select! {
                biased;
                status = self.group.ended() => return Err(self.ended(status).await),
                answer = probe.ask() => match answer {
                    Ok(()) => break,
                    Err(instead) => last = instead,
                },
            }
            if Instant::now() >= end {
                return Err(TargetError::NotReady {
                    limit: format!("{} s", ready.timeout),
                    path: ready.path.clone(),
                    last,
                    output: self.output(),
                });
            }
            tokio::time::sleep(PAUSE).await;
        }
        match self.group.end() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(self.ended(Ok(status)).await),
            Err(error) => Err(self.ended(Err(error)).await),
        }
    }

    async fn ended(&self, status: std::io::Result<std::process::ExitStatus>) -> TargetError {
        // What it printed last may still be on its way.
        tokio::time::sleep(LAG).await;
        TargetError::Ended {
            code: status.as_ref().ok().and_then(std::process::ExitStatus::code),
            status: status.map_or_else(|error| error.to_string(), |status| status.to_string()),
            output: self.output(),
        }
    }

    /// How the process ended, if it did.
    pub fn died(&mut self) -> Option<String> {
        let status = self.group.end().ok().flatten()?;
        Some(status.to_string())
    }

    /// The end of its output, secrets hidden.
    #[must_use]
    pub fn output(&self) -> String {
        self.output.shown()
    }

    /// Asks the group to stop, and kills what does not.
    pub async fn stop(&mut self) {
        self.group.stop().await;
    }

    /// Kills the group, as a crash would.
    pub async fn kill(&mut self) {
        self.group.crash().await;
    }
}

/// A program whose output is read; with its name.
pub(super) fn piped(words: &[String]) -> Option<(&String, tokio::process::Command)> {
    let (name, arguments) = words.split_first()?;
    let mut command = tokio::process::Command::new(program(name));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Some((name, command))
}

/// The program of this name: beside the suite's own if it is there, else by the search path.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    if !name.contains('/')
        && let Ok(own) = std::env::current_exe()
    {
        let beside = own.with_file_name(name);
        if beside.is_file() {
            return beside;
        }
    }
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;
