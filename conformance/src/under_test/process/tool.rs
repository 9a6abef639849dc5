//! One run of a target's backfill or cleanup, from its start to its end. What it is asked to do belongs to `backfill`. The
//! invariant: what runs ends with its value, and what it printed is kept, secrets hidden.

use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::group::Group;
use super::launch::piped;
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
    group: Group,
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
        let (name, mut child) = piped(&words).ok_or(TargetError::Nothing)?;
        for (key, value) in &command.env {
            child.env(key, fill(value)?);
        }
        let mut group = Group::spawn(name, child)?;
        let (stdout, stderr) = group.outputs();
        let mut outputs = Vec::new();
        outputs.extend(stdout.map(|source| tokio::spawn(read(source))));
        outputs.extend(stderr.map(|source| tokio::spawn(read(source))));
        Ok(Self {
            group,
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
        self.group.interrupt();
    }

    /// Kills it at once.
    pub fn kill(&self) {
        self.group.kill();
    }

    /// Waits until it ends by itself.
    pub async fn ended(&mut self) {
        let _ = self.group.ended().await;
    }

    /// Waits for its end; what does not end is killed, and has no exit code.
    pub async fn end(mut self) -> Ran {
        let status = timeout(PATIENCE, self.group.ended()).await;
        self.group.crash().await;
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
}
