//! A provider behind HTTP: the action is POSTed, the answer is the result.
//!
//! `Idempotency-Key` carries the job id, since an action may come a second time. No redirect is followed.
//! Invariant: nothing that the other side says gets into a log or a reason.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{Method, Request, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::provider::{Action, ActionError, ActionProvider};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const ANSWER_LIMIT: usize = 1 << 20;

/// POSTs actions to one address.
pub struct HttpProvider {
    client: Client<HttpConnector, Full<Bytes>>,
    uri: Uri,
    limit: Duration,
}

impl HttpProvider {
    /// A provider at this `http://` address; `None` if it is not one.
    #[must_use]
    pub fn at(address: &str, limit: Duration) -> Option<Self> {
        let uri: Uri = address.parse().ok()?;
        let usable = uri.scheme_str() == Some("http") && uri.authority().is_some();
        usable.then(|| Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            uri,
            limit,
        })
    }

    async fn post(&self, action: &Action) -> Result<Value, ActionError> {
        let body = serde_json::to_vec(action).map_err(|_| ActionError::Answer)?;
        let request = Request::builder()
            .method(Method::POST)
            .uri(self.uri.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(IDEMPOTENCY_KEY, action.job_id.as_str())
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| ActionError::Unreachable)?;
        let answer = self.client.request(request).await;
        let answer = answer.map_err(|_| ActionError::Unreachable)?;
        if !answer.status().is_success() {
            return Err(ActionError::Status(answer.status().as_u16()));
        }
        let body = Limited::new(answer.into_body(), ANSWER_LIMIT).collect().await;
        let body = body.map_err(|_| ActionError::Answer)?.to_bytes();
        serde_json::from_slice(&body).map_err(|_| ActionError::Answer)
    }
}

#[async_trait]
impl ActionProvider for HttpProvider {
    async fn run(&self, action: &Action) -> Result<Value, ActionError> {
        let answer = tokio::time::timeout(self.limit, self.post(action)).await;
        answer.unwrap_or(Err(ActionError::TimedOut))
    }
}
