//! What every request gets: an id in the answer, one log line and one measurement.
//!
//! They hold method, route template, status, time and id. They hold no path, query, header or body.
//! Invariant: the id is made here; a client's own is neither used nor echoed.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, HeaderName, X_CONTENT_TYPE_OPTIONS};
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

use crate::telemetry::Telemetry;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request.
#[derive(Clone, Copy)]
struct RequestId(Uuid);

/// Gives the request an id, and forbids caching the answer.
pub(super) async fn identify(mut request: Request, next: Next) -> Response {
    let id = Uuid::new_v4();
    request.extensions_mut().insert(RequestId(id));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Measures and logs.
pub(super) async fn observe(
    State(telemetry): State<Arc<Telemetry>>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.to_string())
        .unwrap_or_default();
    let method = request.method().clone();
    let route = route_label(request.extensions().get::<MatchedPath>().map(MatchedPath::as_str));
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    telemetry.request(route, &method, status, took);
    tracing::info!(
        method = %method,
        route,
        status,
        latency_ms = took.as_secs_f64() * 1_000.0,
        request_id = %id,
        "request"
    );
    response
}

/// The route template as a constant, so that no text of a request can become a label.
fn route_label(matched: Option<&str>) -> &'static str {
    const ROUTES: [&str; 6] = [
        "/ai/jobs",
        "/ai/jobs/{job_id}",
        "/ai/execute",
        "/health",
        "/ready",
        "/openapi.json",
    ];
    ROUTES
        .into_iter()
        .find(|route| Some(*route) == matched)
        .unwrap_or("unmatched")
}
