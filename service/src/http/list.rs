//! `GET /ai/jobs`: the caller's jobs, newest first.
//!
//! Syntax first, then the workspace that the query names, then the list.
//! Invariant: nothing in the answer counts or hints at jobs that are not in it.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Caller, ToList};
use super::problem::{Invalid, Problem, ProblemBody};
use super::query::Parameters;
use super::state::App;
use crate::jobs::{Job, Query};

/// A page of jobs.
#[derive(Serialize, ToSchema)]
pub(super) struct ListAnswer {
    /// The jobs, newest first.
    jobs: Vec<Job>,
    /// Hand this back as `cursor` for the next page; `null` at the end.
    next_cursor: Option<String>,
}

/// Lists the jobs of the token's workspace.
#[utoipa::path(
    get,
    path = "/ai/jobs",
    operation_id = "list_jobs",
    params(
        ("workspace_id" = Option<String>, Query, description = "If given, must be the token's own workspace"),
        ("status" = Option<crate::jobs::Status>, Query, description = "Only jobs of this status"),
        ("limit" = Option<u8>, Query, description = "At most so many jobs", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "The next_cursor of the page before"),
    ),
    responses(
        (status = 200, description = "A page of the workspace's jobs", body = ListAnswer),
        (status = 400, description = "Invalid parameter", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No or no valid token", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "No workspace, no scope, or another workspace", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The store is away", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["ai:jobs:read"])),
)]
pub(super) async fn list(
    caller: Caller<ToList>,
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref())?;
    let limit = parameters.limit()?;
    let status = parameters.status()?;
    let cursor = parameters.cursor()?;
    caller.insist_on_query(&parameters)?;

    let cursors = &app.parts.cursors;
    let after = cursor
        .map(|text| cursors.open(&caller.workspace, status, text))
        .transpose()
        .map_err(|_| Invalid::Cursor)?;
    let page = caller
        .jobs
        .list(&Query { status, after, limit })
        .await
        .map_err(Problem::of_store)?;
    app.parts.telemetry.list_read(page.listing);
    let next_cursor = page
        .next
        .map(|position| cursors.seal(&caller.workspace, status, &position));
    Ok(axum::Json(ListAnswer {
        jobs: page.jobs,
        next_cursor,
    })
    .into_response())
}
