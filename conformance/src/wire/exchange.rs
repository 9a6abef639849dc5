//! One request and what came of it. Sending belongs to `client` and `raw`.
//! The invariant: `target` and header values are the bytes that go onto the wire.

use std::borrow::Cow;

use http::Method;
use serde_json::Value;

/// A request as it goes out.
#[derive(Clone)]
pub struct Request {
    /// Who asks, in the scenario's words.
    pub who: String,
    /// The method.
    pub method: Method,
    /// Path and query, never normalised.
    pub target: String,
    /// Headers in order; a name may stand twice.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, if any.
    pub body: Option<Vec<u8>>,
    // The request as bytes, where it was given as bytes; the rest then only describes it.
    pub(super) verbatim: Option<Vec<u8>>,
}

impl Request {
    /// A request without headers or body.
    pub fn new(who: impl Into<String>, method: Method, target: impl Into<String>) -> Self {
        Self {
            who: who.into(),
            method,
            target: target.into(),
            headers: Vec::new(),
            body: None,
            verbatim: None,
        }
    }

    /// Whether it was given as bytes, which go out as they are.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        self.verbatim.is_some()
    }

    /// Appends a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// Appends `Authorization: Bearer`.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(self, value: &Value) -> Self {
        self.content(Some("application/json"), value.to_string())
    }

    /// Sets a body, and its media type where one is given.
    #[must_use]
    pub fn content(mut self, content_type: Option<&str>, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = Some(bytes.into());
        match content_type {
            Some(media_type) => self.header("content-type", media_type),
            None => self,
        }
    }
}

/// An answer as it came.
#[derive(Clone)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of this (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every header of this (lower-case) name.
    #[must_use]
    pub fn headers_named(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body as text, with unreadable bytes replaced.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

/// Why there was no answer. None of these says what the target did with the request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The time limit passed.
    #[error("no answer in time")]
    TimedOut,
    /// Nobody listens.
    #[error("the connection was refused")]
    Refused,
    /// The connection ended before an answer was complete.
    #[error("the connection was closed before an answer")]
    Closed,
    /// The answer is not HTTP, or the request cannot be expressed.
    #[error("not understood: {0}")]
    Malformed(String),
}

/// A request and its outcome.
#[derive(Clone)]
pub struct Exchange {
    /// What was asked.
    pub request: Request,
    /// What came back.
    pub response: Result<Response, WireError>,
}
