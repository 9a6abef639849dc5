//! The table of routes.
//!
//! The layers here measure, limit and catch panics. None of them authenticates, because a layer protects only the routes
//! that were added before it.
//! Invariant: every refusal is one of our problems, also where the framework itself refuses.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use super::parts::Parts;
use super::problem::Problem;
use super::state::App;
use super::{execute, get as read, health, intake, list, observe, openapi};

/// The whole public API over these parts, refusals of unknown routes and methods included.
pub fn router(parts: Parts) -> Router {
    let limits = parts.limits;
    let telemetry = Arc::clone(&parts.telemetry);
    Router::new()
        .route("/ai/jobs", get(list::list))
        .route("/ai/jobs/{job_id}", get(read::get))
        .route("/ai/execute", post(execute::execute))
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/openapi.json", get(openapi::serve))
        .method_not_allowed_fallback(async || Problem::MethodNotAllowed)
        .fallback(async || Problem::NotFound)
        .layer(from_fn_with_state(limits, intake::intake))
        .layer(CatchPanicLayer::custom(|_| -> Response {
            Problem::Internal.into_response()
        }))
        .layer(from_fn_with_state(telemetry, observe::observe))
        .layer(from_fn(observe::identify))
        .with_state(Arc::new(App::new(parts)))
}
