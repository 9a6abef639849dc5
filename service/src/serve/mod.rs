//! From arguments to a running service, and back to nothing.
//!
//! Order: logs, parts, sockets, then the first request. A fault before that ends the program with a message and leaves
//! nothing running.
//! Invariant: when [`run`] returns, no socket of it is open.

mod carry;
mod connections;
mod entry;
mod error;
mod host;
mod signal;
mod work;

use axum::Router;
use axum::routing::get;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use carry::{backfill, cleanup};
pub use error::StartError;
pub use work::work;

use crate::config::{ConfigError, ServeArgs, resolve};
use crate::http::{Limits, Parts};
use crate::telemetry::{self, Telemetry};

/// Builds the parts from the arguments, lets `alter` put others in, enters the phase, lets `compose` make a router of the
/// parts, and serves it until a signal says stop.
///
/// # Errors
/// What kept the service from starting, with the exit code that belongs to it.
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

fn logs(directive: &str) -> Result<(), ConfigError> {
    telemetry::start_logs(directive).map_err(|error| ConfigError::Value {
        flag: "--log (WATERTIGHT_LOG)",
        reason: format!("{directive:?} cannot be used: {error}; give for example info"),
    })
}

async fn bind(flag: &'static str, address: &str) -> Result<TcpListener, StartError> {
    let addresses = resolve(flag, address).await?;
    TcpListener::bind(addresses.as_slice())
        .await
        .map_err(|source| StartError::Bind {
            flag,
            address: address.to_owned(),
            source,
        })
}

fn local(listener: &TcpListener) -> String {
    listener
        .local_addr()
        .map_or_else(|_| "unknown".to_owned(), |address| address.to_string())
}

/// Binds the metrics page's own listener, if there is to be one, and gives what serves it: tenants must not reach it.
async fn metrics(
    address: Option<&str>,
    telemetry: Arc<Telemetry>,
    limits: Limits,
    stop: Stop,
) -> Result<impl Future<Output = ()> + use<>, StartError> {
    let private = match address {
        Some(address) => Some(bind("--metrics-listen (WATERTIGHT_METRICS_LISTEN)", address).await?),
        None => None,
    };
    Ok(async move {
        if let Some(private) = private {
            tracing::info!(address = %local(&private), "metrics listening");
            connections::serve(private, metrics_router(telemetry), limits, stop).await;
        }
    })
}

fn metrics_router(telemetry: Arc<Telemetry>) -> Router {
    let page = async move || {
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        ([(http::header::CONTENT_TYPE, kind)], telemetry.page())
    };
    Router::new().route("/metrics", get(page))
}

/// Stops when cancelled; cloned by everything that has to stop.
pub(crate) type Stop = CancellationToken;

#[cfg(test)]
mod tests;
