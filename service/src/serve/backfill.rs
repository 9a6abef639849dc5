//! The backfill and the cleanup: from arguments to a run and its report.
//!
//! The report goes to standard output; progress and problems go to standard error.
//! Invariant: the report is printed even if a report file could not be written.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::error::StartError;
use super::logs::logs;
use super::metrics::metrics;
use super::signal::on_stop;
use crate::backfill::{Progress, Report};
use crate::config::{BackfillArgs, CleanupArgs, SharedArgs};
use crate::http::Limits;
use crate::stop::Stop;
use crate::store::{BackfillStore, Operator};
use crate::telemetry::Telemetry;

/// Runs a backfill and returns its report as it was printed. `alter` may put another store in; `amend` may change the
/// report before it is printed.
///
/// # Errors
/// Why it could not start or could not report, with the exit code that belongs to it.
pub async fn backfill(
    args: BackfillArgs,
    operator: Operator,
    alter: impl FnOnce(Arc<dyn BackfillStore>) -> Arc<dyn BackfillStore>,
    amend: impl FnOnce(&mut Report),
) -> Result<Report, StartError> {
    let tool = Tool::start(&args.shared).await?;
    let store = alter(args.shared.store(&operator)?);
    let mut progress = tool.progress(&args.shared);
    let done = crate::backfill::run(&store, &args.request(), &tool.stop, &mut progress).await;
    let mut report = done.map_err(StartError::Away)?;
    amend(&mut report);
    tool.end(&args.shared, &report).await?;
    Ok(report)
}

/// Removes old copies and returns the report as it was printed. `alter` may put another store in.
///
/// # Errors
/// Why it could not start or could not report, with the exit code that belongs to it.
pub async fn cleanup(
    args: CleanupArgs,
    operator: Operator,
    alter: impl FnOnce(Arc<dyn BackfillStore>) -> Arc<dyn BackfillStore>,
) -> Result<Report, StartError> {
    let shared = &args.shared;
    let tool = Tool::start(shared).await?;
    let store = alter(shared.store(&operator)?);
    let mut progress = tool.progress(shared);
    let done = crate::backfill::cleanup(&store, shared.execute, shared.pace(), &tool.stop, &mut progress);
    let report = done.await.map_err(StartError::Away)?;
    let report = report.ok_or(StartError::Incomplete)?;
    tool.end(shared, &report).await?;
    Ok(report)
}

struct Tool {
    telemetry: Arc<Telemetry>,
    stop: Stop,
    served: tokio::task::JoinHandle<()>,
    done: Stop,
}

impl Tool {
    async fn start(args: &SharedArgs) -> Result<Self, StartError> {
        logs(&args.log)?;
        let telemetry = Arc::new(Telemetry::new());
        let (stop, done) = (on_stop()?, Stop::new());
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

    fn progress(&self, args: &SharedArgs) -> Progress {
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

    async fn end(self, args: &SharedArgs, report: &Report) -> Result<(), StartError> {
        self.telemetry
            .backfill_took(Duration::from_secs_f64(report.seconds));
        let printed = std::io::stdout().write_all(report.text().as_bytes());
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
        printed.map_err(|source| StartError::Report {
            path: PathBuf::from("standard output"),
            source,
        })
    }
}

// Written to another file first and then renamed: a collector may read at any time, and must never see half of it.
fn save(path: &Path, text: &str) -> std::io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    std::fs::write(&part, text)?;
    std::fs::rename(&part, path)
}
