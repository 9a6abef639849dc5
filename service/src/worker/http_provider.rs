//! A provider behind HTTP: the action is POSTed, the answer is the result.
//!
//! `Idempotency-Key` holds the job id, because an action may come a second time. No redirect is followed.
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

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::HeaderMap;
    use axum::routing::post;
    use rstest::rstest;
    use serde_json::json;
    use serde_json::value::RawValue;

    use super::*;

    fn action() -> Action {
        Action {
            job_id: "j1".to_owned(),
            workspace_id: "acme".to_owned(),
            actor_id: "ada".to_owned(),
            action_provider: "mail".to_owned(),
            action_name: "send".to_owned(),
            params: RawValue::from_string(r#"{"n":1}"#.to_owned()).unwrap(),
        }
    }

    async fn address() -> std::net::SocketAddr {
        let echo = post(async |headers: HeaderMap, body: String| {
            let key = headers["idempotency-key"].to_str().unwrap().to_owned();
            let body: Value = serde_json::from_str(&body).unwrap();
            axum::Json(json!({"key": key, "params": body["params"]}))
        });
        let router = Router::new()
            .route("/echo", echo)
            .route("/refuses", post(async || http::StatusCode::BAD_GATEWAY))
            .route("/talks", post(async || "no JSON"))
            .route("/sleeps", post(async || std::future::pending::<String>().await));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    #[rstest]
    #[case("echo", Ok(json!({"key": "j1", "params": {"n": 1}})))]
    #[case("refuses", Err(ActionError::Status(502)))]
    #[case("talks", Err(ActionError::Answer))]
    #[case("sleeps", Err(ActionError::TimedOut))]
    #[tokio::test]
    async fn an_answer_is_the_result_and_anything_else_a_reason(
        #[case] path: &str,
        #[case] expected: Result<Value, ActionError>,
    ) {
        let url = format!("http://{}/{path}", address().await);
        let provider = HttpProvider::at(&url, Duration::from_millis(500)).unwrap();
        assert_eq!(provider.run(&action()).await, expected);
    }

    #[tokio::test]
    async fn nobody_there_is_a_reason_and_other_schemes_are_none() {
        let provider = HttpProvider::at("http://127.0.0.1:1/", Duration::from_secs(5)).unwrap();
        assert_eq!(provider.run(&action()).await, Err(ActionError::Unreachable));
        assert!(HttpProvider::at("https://127.0.0.1/", Duration::from_secs(1)).is_none());
        assert!(HttpProvider::at("mail", Duration::from_secs(1)).is_none());
    }
}
