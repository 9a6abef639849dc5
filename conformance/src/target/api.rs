//! How the target's operations look on the wire, by its profile. Credentials do not belong here.
//! The invariant: raw variants are sent as given.

use http::Method;
use serde_json::{Map, Value, json};

use super::profile::Profile;
use super::sections::Refusals;
use crate::identity::Tenant;
use crate::wire::{Request, Response};

/// A class of refusals; the profile says which status stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No or bad credentials.
    Unauthenticated,
    /// No usable workspace claim.
    NoWorkspace,
    /// A scope is lacking.
    Scope,
    /// Another workspace was named.
    Foreign,
    /// No such job for this caller.
    NotFound,
    /// Invalid input.
    Invalid,
    /// Wrong media type.
    MediaType,
    /// Too large.
    TooLarge,
    /// An idempotency conflict.
    Conflict,
}

/// A request to enqueue.
#[derive(Debug, Clone)]
pub struct Execute {
    /// `workspace_id`, of any JSON type.
    pub workspace: Value,
    /// `action_provider`
    pub provider: String,
    /// `action_name`
    pub action: String,
    /// `params`
    pub params: Value,
    /// `client_request_id`
    pub client_request_id: Option<String>,
}

impl Execute {
    /// A sound request of this workspace, with its canary.
    #[must_use]
    pub fn of(tenant: &Tenant) -> Self {
        Self {
            workspace: json!(tenant.workspace),
            provider: "echo".to_owned(),
            action: format!("act-{}", tenant.canary),
            params: json!({"canary": tenant.canary}),
            client_request_id: None,
        }
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("workspace_id".to_owned(), self.workspace.clone());
        body.insert("action_provider".to_owned(), json!(self.provider));
        body.insert("action_name".to_owned(), json!(self.action));
        body.insert("params".to_owned(), self.params.clone());
        if let Some(id) = &self.client_request_id {
            body.insert("client_request_id".to_owned(), json!(id));
        }
        Value::Object(body)
    }
}

/// The target's operations.
#[derive(Debug, Clone)]
pub struct Api {
    list: String,
    get: String,
    execute: String,
    refusals: Refusals,
}

impl Api {
    pub(super) fn new(profile: &Profile) -> Self {
        let http = &profile.http;
        Self {
            list: http.list.path.clone(),
            get: http.get.path.clone(),
            execute: http.execute.path.clone(),
            refusals: profile.refusals.clone(),
        }
    }

    /// A list, with these parameters percent-encoded.
    #[must_use]
    pub fn list(&self, who: &str, query: &[(&str, &str)]) -> Request {
        let query: Vec<String> = query
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        self.list_raw(who, &query.join("&"))
    }

    /// A list, with the query as given.
    #[must_use]
    pub fn list_raw(&self, who: &str, query: &str) -> Request {
        Request::new(who, Method::GET, with_query(&self.list, query))
    }

    /// A job by its id, percent-encoded.
    #[must_use]
    pub fn get(&self, who: &str, job_id: &str) -> Request {
        self.get_raw(who, &encoded(job_id))
    }

    /// A job, with the rest of the path as given.
    #[must_use]
    pub fn get_raw(&self, who: &str, segment: &str) -> Request {
        Request::new(who, Method::GET, format!("{}/{segment}", self.get))
    }

    /// Enqueues.
    #[must_use]
    pub fn execute(&self, who: &str, execute: &Execute) -> Request {
        Request::new(who, Method::POST, self.execute.clone()).json(&execute.body())
    }

    /// Enqueues, with everything as given.
    #[must_use]
    pub fn execute_raw(&self, who: &str, content_type: Option<&str>, body: Vec<u8>, query: &str) -> Request {
        Request::new(who, Method::POST, with_query(&self.execute, query)).content(content_type, body)
    }

    /// The jobs of a list.
    #[must_use]
    pub fn jobs(&self, response: &Response) -> Option<Vec<Value>> {
        response.json()?.get("jobs")?.as_array().cloned()
    }

    /// The id of a job.
    #[must_use]
    pub fn job_of(&self, job: &Value) -> Option<String> {
        Some(job.get("job_id")?.as_str()?.to_owned())
    }

    /// The cursor to the next page.
    #[must_use]
    pub fn next_cursor(&self, response: &Response) -> Option<String> {
        Some(response.json()?.get("next_cursor")?.as_str()?.to_owned())
    }

    /// The id that execute answered.
    #[must_use]
    pub fn executed_id(&self, response: &Response) -> Option<String> {
        self.job_of(&response.json()?)
    }

    /// Whether this status stands for this refusal.
    #[must_use]
    pub fn accepts(&self, refusal: Refusal, status: u16) -> bool {
        self.refusals.accepts(refusal, status)
    }
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
    out
}
