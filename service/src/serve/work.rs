//! From arguments to a running worker, and back to nothing.
//!
//! Invariant: when [`work`] returns, no socket of it is open and no job is under way in it.

use std::sync::Arc;

use super::{StartError, bind, connections, entry, local, logs, metrics_router, signal};
use crate::app::Limits;
use crate::config::WorkArgs;
use crate::store::{Backend, Jobs, Operator};
use crate::telemetry::Telemetry;
use crate::worker;

/// Lets `alter` put another store in, and works until a signal says stop.
///
/// # Errors
/// What kept the worker from starting, with the exit code that belongs to it.
pub async fn work(
    args: WorkArgs,
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
    let private = match &args.metrics_listen {
        Some(address) => Some(bind("--metrics-listen (WATERTIGHT_METRICS_LISTEN)", address).await?),
        None => None,
    };
    let jobs = Jobs::new(backend, phase).for_operator(&operator);
    tracing::info!(%phase, tasks = args.tasks, "working");
    let working = worker::run(jobs, providers, args.pace(), Arc::clone(&telemetry), stop.clone());
    match private {
        Some(private) => {
            tracing::info!(address = %local(&private), "metrics listening");
            let metrics = metrics_router(telemetry);
            tokio::join!(
                working,
                connections::serve(private, metrics, Limits::default(), stop)
            );
        }
        None => working.await,
    }
    tracing::info!("stopped");
    entry.outcome()
}
