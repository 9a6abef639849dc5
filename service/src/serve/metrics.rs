//! The metrics page, on a listener of its own: tenants must not reach it.
//!
//! Invariant: the address is bound before the program does its work, so that a taken address ends it at once.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::connections;
use super::error::StartError;
use super::listen::{bind, local};
use crate::http::Limits;
use crate::stop::Stop;
use crate::telemetry::Telemetry;

/// Binds the listener of the metrics page, if there is to be one, and returns what serves it.
pub(super) async fn metrics(
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
