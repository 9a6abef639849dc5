//! The API: from arguments to a running service, until it is told to stop.
//!
//! The order is logs, parts, sockets, first request. A mistake before the first request ends the program with a message
//! and leaves nothing running.
//! Invariant: when [`run`] returns, no socket of it is open.

use std::sync::Arc;

use axum::Router;

use super::connections;
use super::entry;
use super::error::StartError;
use super::listen::{bind, local};
use super::logs::logs;
use super::metrics::metrics;
use super::signal;
use crate::config::ServeArgs;
use crate::http::Parts;

/// Serves the API until a signal stops it. `alter` may replace parts, and `compose` makes the router from them.
///
/// # Errors
/// Why the service could not start, with the exit code that belongs to it.
pub async fn run(
    args: ServeArgs,
    alter: impl FnOnce(&mut Parts),
    compose: impl FnOnce(Parts) -> Router,
) -> Result<(), StartError> {
    logs(&args.log)?;
    let mut parts = args.parts()?;
    alter(&mut parts);
    let limits = parts.limits;
    let phase = parts.phase;
    let backend = Arc::clone(&parts.backend);
    let telemetry = Arc::clone(&parts.telemetry);
    let api = compose(parts);
    let stop = signal::on_stop()?;
    let entry = entry::enter(backend, phase, stop.clone()).await?;

    let public = bind("--listen (WATERTIGHT_LISTEN)", &args.listen).await?;
    let metrics = metrics(args.metrics_listen.as_deref(), telemetry, limits, stop.clone()).await?;
    let store = if args.storage.redis_url.is_some() {
        "redis"
    } else {
        "memory"
    };
    tracing::info!(address = %local(&public), store, %phase, "listening");
    tokio::join!(connections::serve(public, api, limits, stop), metrics);
    tracing::info!("stopped");
    entry.outcome()
}
