//! Well-formed requests, as a polite client sends them: one connection each, no redirects, no proxy.
//!
//! A request that a polite client would not send, or would tidy before it sends it, does not belong here: it goes over a socket
//! as bytes. `docs/decisions/0001-http-clients.md` says why.

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;

use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use serde_json::Value;

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        // Nothing is kept for the next request, so that a server which is gone is seen to be gone.
        .pool_max_idle_per_host(0)
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(15))
        .build()
        .expect("a client needs nothing of the machine")
});

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON, or null.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// A `GET`; none when no whole answer came.
#[must_use]
pub fn get(address: SocketAddr, target: &str, bearer: Option<&str>) -> Option<Answer> {
    send(CLIENT.get(format!("http://{address}{target}")), bearer)
}

/// A `POST` of JSON; none when no whole answer came.
#[must_use]
pub fn post(address: SocketAddr, target: &str, bearer: Option<&str>, body: &Value) -> Option<Answer> {
    send(
        CLIENT.post(format!("http://{address}{target}")).json(body),
        bearer,
    )
}

fn send(mut request: RequestBuilder, bearer: Option<&str>) -> Option<Answer> {
    if let Some(token) = bearer {
        request = request.bearer_auth(token);
    }
    let answer = request.send().ok()?;
    Some(Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        body: answer.bytes().ok()?.to_vec(),
    })
}
