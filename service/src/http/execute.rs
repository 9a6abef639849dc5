//! `POST /ai/execute`: a job for the caller's workspace.
//!
//! The body must name the workspace, and it must be the token's own. Neither replaces the other.
//! Invariant: a request that is refused has written nothing.

use std::sync::Arc;

use axum::extract::{RawQuery, Request, State};
use axum::http::HeaderValue;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{self, ExecuteRequest};
use super::caller::{Caller, ToExecute};
use super::intake;
use super::problem::{Problem, ProblemBody};
use super::query::Parameters;
use super::state::App;
use crate::store::Enqueued;
use crate::telemetry::EnqueueResult;

/// The job that answers a request.
#[derive(Serialize, ToSchema)]
pub(super) struct ExecuteAnswer {
    /// Its id.
    job_id: String,
    /// Always `enqueued`.
    #[schema(pattern = "^enqueued$")]
    status: &'static str,
}

/// Enqueues a job in the token's workspace.
#[utoipa::path(
    post,
    path = "/ai/execute",
    operation_id = "execute",
    params(
        ("workspace_id" = Option<String>, Query, description = "If given, must be the token's own workspace"),
    ),
    request_body(content = ExecuteRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "Enqueued, now or by an equal request before", body = ExecuteAnswer,
         headers(("Location" = String, description = "The job"))),
        (status = 400, description = "Invalid body", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No or no valid token", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "No workspace, no scope, or another workspace", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The client_request_id stands for another request", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "Body over the limit", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON in UTF-8", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The store is away", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["ai:execute"])),
)]
pub(super) async fn execute(
    caller: Caller<ToExecute>,
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Problem> {
    body::check_media_type(request.headers())?;
    let bytes = intake::body_of(request).await?;
    let parameters = Parameters::parse(query.as_deref())?;
    let (job, workspace) = body::parse(&bytes, &caller.actor)?;
    caller.insist_on_query(&parameters)?;
    caller.insist_on(Some(workspace.as_bytes()))?;

    let telemetry = &app.parts.telemetry;
    let outcome = caller.jobs.enqueue(&job).await.map_err(|error| {
        telemetry.enqueue(EnqueueResult::Failed);
        if app.jobs.writes_both() {
            telemetry.dual_write(false);
        }
        Problem::of_store(error)
    })?;
    let (id, result) = match outcome {
        Enqueued::Fresh(id) => {
            if app.jobs.writes_both() {
                telemetry.dual_write(true);
            }
            (id, EnqueueResult::Accepted)
        }
        Enqueued::Again(id) => (id, EnqueueResult::Duplicate),
        Enqueued::Conflict => {
            telemetry.enqueue(EnqueueResult::Conflict);
            return Err(Problem::Conflict);
        }
    };
    telemetry.enqueue(result);
    let answer = ExecuteAnswer {
        job_id: id.as_str().to_owned(),
        status: "enqueued",
    };
    let mut response = axum::Json(answer).into_response();
    // The ids that this service makes need no escaping.
    if let Ok(location) = HeaderValue::from_str(&format!("/ai/jobs/{}", id.as_str())) {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}
