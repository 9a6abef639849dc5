//! From arguments to a backfill or a cleanup, and its report.
//!
//! The report goes to standard output; progress and whatever goes wrong, to standard error.
//! Invariant: what was written is said, even if a report file could not be.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::error::StartError;
use super::logs::logs;
use super::metrics::metrics;
use super::signal;
use crate::backfill::{self as passes, Progress, Report};
use crate::config::{BackfillArgs, CarryArgs, CleanupArgs};
use crate::http::Limits;
use crate::stop::Stop;
use crate::store::{Operator, Transfer};
use crate::telemetry::Telemetry;

/// Lets `alter` put another store in, carries jobs over, lets `retell` have a look at the report, and gives it as it was
/// printed.
///
/// # Errors
/// What kept it from starting or from saying what it did, with the exit code that belongs to it.
pub async fn backfill(
    args: BackfillArgs,
    operator: Operator,
    alter: impl FnOnce(Arc<dyn Transfer>) -> Arc<dyn Transfer>,
    retell: impl FnOnce(&mut Report),
) -> Result<Report, StartError> {
    let tool = Tool::start(&args.carry).await?;
    let transfer = alter(args.carry.transfer(&operator)?);
    let mut progress = tool.progress(&args.carry);
    let done = passes::run(&transfer, &args.request(), &tool.stop, &mut progress).await;
    let mut report = done.map_err(StartError::Away)?;
    retell(&mut report);
    tool.end(&args.carry, &report).await?;
    Ok(report)
}

/// Lets `alter` put another store in, takes old copies away, and gives the report that was printed.
///
/// # Errors
/// What kept it from starting or from saying what it did, with the exit code that belongs to it.
pub async fn cleanup(
    args: CleanupArgs,
    operator: Operator,
    alter: impl FnOnce(Arc<dyn Transfer>) -> Arc<dyn Transfer>,
) -> Result<Report, StartError> {
    let carry = &args.carry;
    let tool = Tool::start(carry).await?;
    let transfer = alter(carry.transfer(&operator)?);
    let mut progress = tool.progress(carry);
    let done = passes::cleanup(&transfer, carry.execute, carry.pace(), &tool.stop, &mut progress).await;
    let report = done.map_err(StartError::Away)?.ok_or(StartError::Incomplete)?;
    tool.end(carry, &report).await?;
    Ok(report)
}

struct Tool {
    telemetry: Arc<Telemetry>,
    stop: Stop,
    served: tokio::task::JoinHandle<()>,
    done: Stop,
}

impl Tool {
    async fn start(args: &CarryArgs) -> Result<Self, StartError> {
        logs(&args.log)?;
        let telemetry = Arc::new(Telemetry::new());
        let (stop, done) = (signal::on_stop()?, Stop::new());
        let page = metrics(
            args.metrics_listen.as_deref(),
            Arc::clone(&telemetry),
            Limits::default(),
            done.clone(),
        );
        let served = tokio::spawn(page.await?);
        Ok(Self {
            telemetry,
            stop,
            served,
            done,
        })
    }

    fn progress(&self, args: &CarryArgs) -> Progress {
        let terminal = std::io::stderr().is_terminal();
        let (telemetry, file) = (Arc::clone(&self.telemetry), args.metrics_file.clone());
        Progress::new(Arc::clone(&self.telemetry), terminal, move || {
            if let Some(path) = &file
                && let Err(error) = save(path, &telemetry.page())
            {
                tracing::warn!(%error, "the metrics file could not be written");
            }
        })
    }

    async fn end(self, args: &CarryArgs, report: &Report) -> Result<(), StartError> {
        self.telemetry.backfilled(Duration::from_secs_f64(report.seconds));
        let said = std::io::stdout().write_all(report.text().as_bytes());
        let page = self.telemetry.page();
        let text = format!("{:#}\n", report.json());
        let files = [(&args.metrics_file, page), (&args.report, text)];
        for (path, text) in files {
            if let Some(path) = path {
                save(path, &text).map_err(|source| StartError::Report {
                    path: path.clone(),
                    source,
                })?;
            }
        }
        self.done.cancel();
        let _ = self.served.await;
        said.map_err(|source| StartError::Report {
            path: PathBuf::from("standard output"),
            source,
        })
    }
}

// Whole or not at all: a collector may read at any time.
fn save(path: &Path, text: &str) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, path)
}
