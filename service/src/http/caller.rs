//! Who calls, decided before anything else about a request is looked at.
//!
//! This is an extractor and not a layer: a handler states its purpose in its signature, and cannot reach jobs otherwise.
//! Invariant: token, workspace and scope are checked in this order, and nothing about the request's content before them.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::problem::Problem;
use super::query::Parameters;
use super::state::App;
use crate::identity::{Bearer, BearerFault, Scope, VerifiedToken, Workspace};
use crate::store::WorkspaceJobs;
use crate::telemetry::{Operation, Telemetry};

/// What a handler is for, as a type.
pub(super) trait Purpose: Send + Sync + 'static {
    /// The scope it needs.
    const SCOPE: Scope;
    /// How it is counted.
    const OPERATION: Operation;
}

/// Listing jobs.
pub(super) struct ToList;
/// Reading one job.
pub(super) struct ToGet;
/// Enqueueing a job.
pub(super) struct ToExecute;

impl Purpose for ToList {
    const SCOPE: Scope = Scope::ReadJobs;
    const OPERATION: Operation = Operation::List;
}

impl Purpose for ToGet {
    const SCOPE: Scope = Scope::ReadJobs;
    const OPERATION: Operation = Operation::Get;
}

impl Purpose for ToExecute {
    const SCOPE: Scope = Scope::Execute;
    const OPERATION: Operation = Operation::Execute;
}

/// A caller who may do `P` in one workspace.
pub(super) struct Caller<P> {
    pub(super) workspace: Workspace,
    pub(super) actor: String,
    pub(super) jobs: WorkspaceJobs,
    telemetry: Arc<Telemetry>,
    purpose: PhantomData<P>,
}

impl<P: Purpose> Caller<P> {
    /// Refuses a request that names another workspace than the caller's.
    pub(super) fn insist_on(&self, named: Option<&[u8]>) -> Result<(), Problem> {
        match named {
            Some(name) if !self.workspace.is(name) => {
                self.telemetry.refused(P::OPERATION);
                Err(Problem::ForeignWorkspace)
            }
            _ => Ok(()),
        }
    }

    /// Checks the query's `workspace_id`. Every operation does, because a client that sends one expects it to count.
    pub(super) fn insist_on_query(&self, parameters: &Parameters) -> Result<(), Problem> {
        self.insist_on(parameters.workspace_id())
    }
}

impl<P: Purpose> FromRequestParts<Arc<App>> for Caller<P> {
    type Rejection = Problem;

    async fn from_request_parts(request: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let bearer = bearer_of(&request.headers)?;
        let token = VerifiedToken::verify(app.parts.verifier.as_ref(), &bearer).map_err(|fault| {
            tracing::debug!(%fault, "token refused");
            Problem::InvalidToken
        })?;
        let workspace = Workspace::of(&token).map_err(|_| Problem::NoWorkspace)?;
        if !token.grants(P::SCOPE) {
            return Err(Problem::InsufficientScope(P::SCOPE));
        }
        Ok(Self {
            jobs: app.jobs.for_workspace(&workspace),
            workspace,
            actor: token.subject().to_owned(),
            telemetry: Arc::clone(&app.parts.telemetry),
            purpose: PhantomData,
        })
    }
}

/// `Authorization` is a single field. If there are two, it is unclear which one counts, so neither does.
fn bearer_of(headers: &HeaderMap) -> Result<Bearer, Problem> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let header = values.next().ok_or(Problem::NoCredentials)?;
    if values.next().is_some() {
        return Err(Problem::InvalidToken);
    }
    Bearer::parse(header).map_err(|fault| match fault {
        BearerFault::Empty => Problem::NoCredentials,
        BearerFault::Malformed => Problem::InvalidToken,
    })
}
