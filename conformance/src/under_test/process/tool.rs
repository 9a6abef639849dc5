//! One run of a target's backfill or cleanup, from its start to its end. What it is asked to do belongs to `backfill`. The
//! invariant: what runs ends with its value, and what it printed is kept, secrets hidden.

use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::AsyncReadExt as _;
use tokio::process::Child;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::guard::Guard;
use super::launch::grouped;
use super::values::Values;
use crate::profile::{Asked, Command, Template};
use crate::under_test::error::TargetError;
use crate::wire::Redactor;

/// A run that takes longer than this is stuck.
const PATIENCE: Duration = Duration::from_secs(60);
/// Of what it printed, this much is kept.
const MOST: usize = 256 * 1024;

/// What a run came to.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Its command line.
    pub command: String,
    /// Its exit code; `None` where a signal ended it, or nothing did.
    pub status: Option<i32>,
    /// What it printed.
    pub output: String,
    /// Its report.
    pub report: Option<serde_json::Value>,
    /// Its metrics.
    pub metrics: Option<String>,
    /// Whether it came to no end, and was killed for that.
    pub stuck: bool,
}

impl Ran {
    /// Whether it ended well.
    #[must_use]
    pub fn well(&self) -> bool {
        self.status == Some(0)
    }
}

/// A run under way.
pub struct Tool {
    child: Child,
    group: Option<Pid>,
    guard: Option<Guard>,
    outputs: Vec<JoinHandle<Vec<u8>>>,
    command: String,
    folder: tempfile::TempDir,
    redactor: Redactor,
}

impl Tool {
    /// Starts a run of a target's backfill, or of its cleanup, with this command line.
    pub(in crate::under_test) fn start(
        command: &Command,
        asked: &Asked,
        values: &Values<'_>,
        redactor: Redactor,
    ) -> Result<Self, TargetError> {
        let folder = tempfile::tempdir().map_err(TargetError::Scratch)?;
        let file = |name: &str| folder.path().join(name).display().to_string();
        let fill = |text: &str| {
            let own = |name: &str| match name {
                "workspace" => asked.workspace.clone(),
                "rate" => asked.rate.map(|rate| rate.to_string()),
                "batch" => asked.batch.map(|batch| batch.to_string()),
                "report" => Some(file("report.json")),
                "metrics_file" => Some(file("metrics.prom")),
                other => values.of(other),
            };
            Template(text).fill(own).map_err(TargetError::Placeholder)
        };
        let words: Result<Vec<String>, TargetError> = command.cmd.iter().map(|word| fill(word)).collect();
        let words = words?;
        let (name, mut child) = grouped(&words).ok_or(TargetError::Nothing)?;
        for (key, value) in &command.env {
            child.env(key, fill(value)?);
        }
        let mut child = child.spawn().map_err(|cause| TargetError::Spawn {
            program: name.clone(),
            cause,
        })?;
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        let group = id.map(Pid::from_raw);
        let mut outputs = Vec::new();
        if let Some(source) = child.stdout.take() {
            outputs.push(tokio::spawn(read(source)));
        }
        if let Some(source) = child.stderr.take() {
            outputs.push(tokio::spawn(read(source)));
        }
        Ok(Self {
            child,
            group,
            guard: group.map(Guard::group).transpose().map_err(TargetError::Guard)?,
            outputs,
            command: command.cmd.join(" "),
            folder,
            redactor,
        })
    }
}

async fn read(mut source: impl tokio::io::AsyncRead + Unpin) -> Vec<u8> {
    let (mut all, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = source.read(&mut piece).await {
        if all.len() < MOST {
            all.extend_from_slice(&piece[..length]);
        }
    }
    all
}

impl Tool {
    /// Asks it to stop, as Ctrl-C does.
    pub fn interrupt(&self) {
        self.signal(Signal::SIGINT);
    }

    /// Kills it at once.
    pub fn kill(&self) {
        self.signal(Signal::SIGKILL);
    }

    /// Waits until it ends by itself.
    pub async fn ended(&mut self) {
        let _ = self.child.wait().await;
    }

    /// Waits for its end; what does not end is killed, and has no exit code.
    pub async fn end(mut self) -> Ran {
        let status = timeout(PATIENCE, self.child.wait()).await;
        self.signal(Signal::SIGKILL);
        if let Some(guard) = self.guard.take() {
            guard.dismiss();
        }
        let mut printed = Vec::new();
        for output in std::mem::take(&mut self.outputs) {
            printed.extend(output.await.unwrap_or_default());
        }
        let hide = |text: &str| self.redactor.redact(text, "the backfill");
        let file = |name: &str| std::fs::read_to_string(self.folder.path().join(name)).ok();
        Ran {
            stuck: status.is_err(),
            command: hide(&self.command),
            status: status.ok().and_then(Result::ok).and_then(|status| status.code()),
            output: hide(&String::from_utf8_lossy(&printed)),
            report: file("report.json").and_then(|text| serde_json::from_str(&text).ok()),
            metrics: file("metrics.prom"),
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            let _ = killpg(group, signal);
        }
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        self.signal(Signal::SIGKILL);
    }
}
