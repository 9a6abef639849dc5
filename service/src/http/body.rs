//! The body of a request to execute.
//!
//! Media type, strict JSON and the grammar of each field. The workspace that the body names is returned as text, to be
//! compared.
//! Invariant: no part of the body enters a job before every rule holds.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::problem::{Invalid, Problem};
use crate::jobs::{ActionName, Enqueue, is_client_request_id};
use crate::strict_json;

/// What a client sends, for the API description.
#[derive(Serialize, ToSchema)]
#[schema(as = ExecuteRequest)]
pub(super) struct ExecuteRequest {
    /// Must be the token's own workspace.
    workspace_id: String,
    /// Who carries the action out.
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    action_provider: String,
    /// The action.
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    action_name: String,
    /// Any JSON; an empty object if absent.
    #[schema(value_type = Option<Value>)]
    params: Option<Value>,
    /// Makes a repetition of the request safe for 24 hours.
    #[schema(pattern = "^[!-~]{1,128}$")]
    client_request_id: Option<String>,
}

/// Refuses everything that is not plain JSON in UTF-8.
pub(super) fn check_media_type(headers: &HeaderMap) -> Result<(), Problem> {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let only = types
        .next()
        .filter(|_| types.next().is_none())
        .ok_or(Problem::MediaType)?;
    let text = only.to_str().map_err(|_| Problem::MediaType)?;
    let mut parts = text.split(';').map(str::trim);
    if !parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
    {
        return Err(Problem::MediaType);
    }
    let mut charset_seen = false;
    for parameter in parts.filter(|part| !part.is_empty()) {
        let (name, value) = parameter.split_once('=').ok_or(Problem::MediaType)?;
        if name.eq_ignore_ascii_case("charset") {
            let value = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'))
                .unwrap_or(value);
            if charset_seen || !value.eq_ignore_ascii_case("utf-8") {
                return Err(Problem::MediaType);
            }
            charset_seen = true;
        }
    }
    let plain = headers
        .get_all(CONTENT_ENCODING)
        .iter()
        .all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if plain { Ok(()) } else { Err(Problem::MediaType) }
}

/// The job that is asked for, and the workspace that the body names.
pub(super) fn parse(bytes: &[u8], actor: &str) -> Result<(Enqueue, String), Problem> {
    let mut body = strict_json::parse_object(bytes).map_err(|_| Invalid::Body)?;
    let workspace = text(&mut body, "workspace_id", Invalid::WorkspaceId)?;
    let provider = text(&mut body, "action_provider", Invalid::ActionProvider)?;
    let action = text(&mut body, "action_name", Invalid::ActionName)?;
    let client_request_id = match body.remove("client_request_id") {
        None => None,
        Some(Value::String(name)) if is_client_request_id(&name) => Some(name),
        Some(_) => return Err(Invalid::ClientRequestId.into()),
    };
    let job = Enqueue {
        provider: ActionName::of_text(&provider).ok_or(Invalid::ActionProvider)?,
        action: ActionName::of_text(&action).ok_or(Invalid::ActionName)?,
        params: body.remove("params").unwrap_or_else(|| Value::Object(Map::new())),
        actor: actor.to_owned(),
        client_request_id,
    };
    Ok((job, workspace))
}

fn text(body: &mut Map<String, Value>, name: &str, rule: Invalid) -> Result<String, Problem> {
    match body.remove(name) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(rule.into()),
    }
}
