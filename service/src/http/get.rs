//! `GET /ai/jobs/{job_id}`: one job of the caller's.
//!
//! A job of another workspace, a job that never existed and a job that cannot be read get the same answer: not found.
//! Invariant: the id is decoded once and used as a key only within the caller's workspace.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::Uri;
use axum::response::{IntoResponse as _, Response};

use super::caller::{Caller, ToGet};
use super::problem::{Problem, ProblemBody};
use super::query::{Parameters, percent_decode};
use super::state::App;
use crate::jobs::{Job, JobId, ReadPath};
use crate::telemetry::Operation;

/// Reads one job of the token's workspace.
#[utoipa::path(
    get,
    path = "/ai/jobs/{job_id}",
    operation_id = "get_job",
    params(
        ("job_id" = String, Path, description = "Opaque, at most 128 bytes"),
        ("workspace_id" = Option<String>, Query, description = "If given, must be the token's own workspace"),
    ),
    responses(
        (status = 200, description = "The job", body = Job),
        (status = 400, description = "Invalid parameter", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No or no valid token", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "No workspace, no scope, or another workspace", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such job in this workspace", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The store is away", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["ai:jobs:read"])),
)]
pub(super) async fn get(
    caller: Caller<ToGet>,
    State(app): State<Arc<App>>,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref())?;
    caller.insist_on_query(&parameters)?;

    let telemetry = &app.parts.telemetry;
    let Some(id) = id_in(uri.path()) else {
        telemetry.job_read(ReadPath::Miss);
        return Err(Problem::NotFound);
    };
    let lookup = caller.jobs.get(&id).await.map_err(Problem::of_store)?;
    telemetry.job_read(lookup.path);
    if lookup.foreign {
        telemetry.refused(Operation::Get);
    }
    let job = lookup.job.ok_or(Problem::NotFound)?;
    Ok(axum::Json(job).into_response())
}

/// The route has matched, so the last segment is the id, still percent-encoded.
fn id_in(path: &str) -> Option<JobId> {
    let segment = path.rsplit('/').next()?;
    String::from_utf8(percent_decode(segment))
        .ok()
        .as_deref()
        .and_then(JobId::of_text)
}
