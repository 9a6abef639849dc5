//! The worker: from arguments to a running worker, until it is told to stop.
//!
//! Invariant: when [`worker`] returns, no socket of it is open and no job is running in it.

use std::sync::Arc;

use super::entry;
use super::error::StartError;
use super::logs::logs;
use super::metrics::metrics;
use super::signal;
use crate::config::WorkerArgs;
use crate::http::Limits;
use crate::store::{Backend, Jobs, Operator};
use crate::telemetry::Telemetry;

/// Runs queued jobs until a signal stops it. `alter` may put another store in.
///
/// # Errors
/// Why the worker could not start, with the exit code that belongs to it.
pub async fn worker(
    args: WorkerArgs,
    operator: Operator,
    alter: impl FnOnce(Arc<dyn Backend>) -> Arc<dyn Backend>,
) -> Result<(), StartError> {
    logs(&args.log)?;
    args.needs_redis()?;
    let providers = args.providers()?;
    let phase = args.storage.phase()?;
    let backend = alter(args.storage.backend()?);
    let telemetry = Arc::new(Telemetry::new());
    let stop = signal::on_stop()?;
    let entry = entry::enter(Arc::clone(&backend), phase, stop.clone()).await?;
    let page = Arc::clone(&telemetry);
    let metrics = metrics(
        args.metrics_listen.as_deref(),
        page,
        Limits::default(),
        stop.clone(),
    )
    .await?;
    let jobs = Jobs::new(backend, phase).for_operator(&operator);
    tracing::info!(%phase, tasks = args.tasks, "working");
    tokio::join!(
        crate::worker::run(jobs, providers, args.pace(), telemetry, stop),
        metrics
    );
    tracing::info!("stopped");
    entry.outcome()
}
