//! `GET /health` and `GET /ready`: for whatever starts, stops and routes to the service.
//!
//! Healthy means that the process answers; ready means that the store answers too. Neither tells anything about jobs.
//! Invariant: no credentials are needed, and none are looked at.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::problem::{Problem, ProblemBody};
use super::state::App;

/// Whether the process answers.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "health",
    responses((status = 200, description = "The process answers")),
)]
pub(super) async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// Whether requests can be answered now.
#[utoipa::path(
    get,
    path = "/ready",
    operation_id = "ready",
    responses(
        (status = 200, description = "The store answers"),
        (status = 503, description = "The store is away", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    app.jobs.ready().await.map_err(Problem::of_store)?;
    Ok(Json(json!({"status": "ready"})))
}
