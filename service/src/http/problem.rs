//! Every refusal, as RFC 9457 problem details.
//!
//! The list is closed: everything that a client may learn from a refusal is written here. Internal reasons go to the log.
//! Invariant: a problem's bytes depend on its variant alone, never on data.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::identity::Scope;
use crate::store::StoreError;

/// A refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// No credentials at all.
    NoCredentials,
    /// Credentials that are not valid.
    InvalidToken,
    /// A valid token that names no usable workspace.
    NoWorkspace,
    /// A valid token without the scope that the operation needs.
    InsufficientScope(Scope),
    /// The request names another workspace than the token.
    ForeignWorkspace,
    /// Nothing there, or nothing that belongs to the caller.
    NotFound,
    /// The route exists, for other methods.
    MethodNotAllowed,
    /// The body did not arrive in time.
    BodyTimeout,
    /// The request id was used for another request.
    Conflict,
    /// The body is over the limit.
    BodyTooLarge,
    /// Path and query are over the limit.
    TargetTooLong,
    /// The body is not declared as plain JSON.
    MediaType,
    /// The request breaks a rule of syntax.
    Invalid(Invalid),
    /// The headers are over the limit.
    HeadersTooLarge,
    /// A mistake of the service.
    Internal,
    /// The store is away or too slow.
    Unavailable,
}

/// Which rule of syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Invalid {
    /// A known query parameter more than once.
    RepeatedParameter,
    /// `limit`.
    Limit,
    /// `status`.
    Status,
    /// `cursor`.
    Cursor,
    /// The body is not one strict JSON object.
    Body,
    /// `workspace_id` in the body.
    WorkspaceId,
    /// `action_provider`.
    ActionProvider,
    /// `action_name`.
    ActionName,
    /// `client_request_id`.
    ClientRequestId,
    /// The bytes of the body did not arrive whole.
    Transfer,
    /// `Host`.
    Host,
}

/// The body of every refusal.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProblemBody {
    /// Which kind of problem, as a URI.
    r#type: &'static str,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// The rule that was broken.
    detail: &'static str,
}

impl Invalid {
    const fn detail(self) -> &'static str {
        match self {
            Self::RepeatedParameter => "A query parameter may be given once.",
            Self::Limit => "limit must be 1 to 100, in ASCII digits.",
            Self::Status => "status must be one of pending, running, completed, failed.",
            Self::Cursor => "cursor must be one that this list returned, with the same filter.",
            Self::Body => "The body must be one JSON object in UTF-8, without repeated keys.",
            Self::WorkspaceId => "workspace_id must be given in the body, as a string.",
            Self::ActionProvider => "action_provider must match [A-Za-z0-9][A-Za-z0-9_.-]{0,63}.",
            Self::ActionName => "action_name must match [A-Za-z0-9][A-Za-z0-9_.-]{0,63}.",
            Self::ClientRequestId => "client_request_id must be 1 to 128 visible ASCII characters.",
            Self::Transfer => "The body did not arrive whole.",
            Self::Host => "A request must have one Host header.",
        }
    }
}

impl Problem {
    /// The problem that a failure of the store becomes. The reason goes to the log, and only there.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "map_err passes the error by value, and nothing needs it afterwards"
    )]
    pub(super) fn of_store(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Self::Unavailable
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NoCredentials | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::NoWorkspace | Self::InsufficientScope(_) | Self::ForeignWorkspace => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict => StatusCode::CONFLICT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TargetTooLong => StatusCode::URI_TOO_LONG,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Its type, title and detail.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NoCredentials => (
                "urn:watertight:problem:no-credentials",
                "Authentication needed",
                "A bearer token is needed.",
            ),
            Self::InvalidToken => (
                "urn:watertight:problem:invalid-token",
                "Invalid token",
                "The bearer token is malformed, expired or not valid here.",
            ),
            Self::NoWorkspace => (
                "urn:watertight:problem:no-workspace",
                "No workspace",
                "The token names no usable workspace.",
            ),
            Self::InsufficientScope(_) => (
                "urn:watertight:problem:insufficient-scope",
                "Insufficient scope",
                "The token lacks the scope that this operation needs.",
            ),
            Self::ForeignWorkspace => (
                "urn:watertight:problem:foreign-workspace",
                "Another workspace",
                "workspace_id must be the token's own workspace.",
            ),
            Self::NotFound => (
                "urn:watertight:problem:not-found",
                "Not found",
                "There is nothing here.",
            ),
            Self::MethodNotAllowed => (
                "urn:watertight:problem:method-not-allowed",
                "Method not allowed",
                "The Allow header lists the methods of this route.",
            ),
            Self::BodyTimeout => (
                "urn:watertight:problem:timeout",
                "Request timeout",
                "The body did not arrive in time.",
            ),
            Self::Conflict => (
                "urn:watertight:problem:conflict",
                "Conflict",
                "This client_request_id was used for another request.",
            ),
            Self::BodyTooLarge => (
                "urn:watertight:problem:too-large",
                "Content too large",
                "The body is over the limit.",
            ),
            Self::TargetTooLong => (
                "urn:watertight:problem:target-too-long",
                "URI too long",
                "Path and query are over the limit.",
            ),
            Self::MediaType => (
                "urn:watertight:problem:media-type",
                "Unsupported media type",
                "The body must be application/json in UTF-8, without content coding.",
            ),
            Self::Invalid(rule) => ("urn:watertight:problem:invalid", "Invalid request", rule.detail()),
            Self::HeadersTooLarge => (
                "urn:watertight:problem:headers-too-large",
                "Header fields too large",
                "The headers are over the limit.",
            ),
            Self::Internal => (
                "urn:watertight:problem:internal",
                "Internal error",
                "The request could not be answered.",
            ),
            Self::Unavailable => (
                "urn:watertight:problem:unavailable",
                "Service unavailable",
                "The request could not be answered now; try again.",
            ),
        }
    }

    /// The `WWW-Authenticate` challenge that goes with it, if there is one.
    const fn challenge(self) -> Option<&'static str> {
        match self {
            Self::NoCredentials => Some("Bearer"),
            Self::InvalidToken => Some("Bearer error=\"invalid_token\""),
            Self::InsufficientScope(Scope::ReadJobs) => {
                Some("Bearer error=\"insufficient_scope\", scope=\"ai:jobs:read\"")
            }
            Self::InsufficientScope(Scope::Execute) => {
                Some("Bearer error=\"insufficient_scope\", scope=\"ai:execute\"")
            }
            Self::NoWorkspace
            | Self::ForeignWorkspace
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::BodyTimeout
            | Self::Conflict
            | Self::BodyTooLarge
            | Self::TargetTooLong
            | Self::MediaType
            | Self::Invalid(_)
            | Self::HeadersTooLarge
            | Self::Internal
            | Self::Unavailable => None,
        }
    }
}

impl From<Invalid> for Problem {
    fn from(rule: Invalid) -> Self {
        Self::Invalid(rule)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (r#type, title, detail) = self.words();
        let body = ProblemBody {
            r#type,
            title,
            status: self.status().as_u16(),
            detail,
        };
        let mut response = (self.status(), axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = self.challenge() {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if self == Self::Unavailable {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
