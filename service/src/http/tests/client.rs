//! A client of the router under test: requests, and answers read to their end.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::http::router;
use crate::testing::{memory_parts, token};

/// An answer, read to its end.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Everything a client can compare, but for the id of the request.
    pub(super) fn visible(&self) -> (StatusCode, Vec<(String, String)>, String) {
        let headers = (self.headers.iter())
            .filter(|(name, _)| *name != "x-request-id")
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        (
            self.status,
            headers,
            String::from_utf8(self.body.clone()).unwrap(),
        )
    }
}

pub(super) fn service() -> Router {
    router(memory_parts())
}

pub(super) async fn send(service: &Router, request: Request<Body>) -> Answer {
    let response = service.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: head.status,
        headers: head.headers,
        body,
    }
}

pub(super) fn get(target: &str, token: &str) -> Request<Body> {
    Request::get(target)
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap()
}

pub(super) fn post(body: impl Into<Body>, token: &str) -> Request<Body> {
    Request::post("/ai/execute")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap()
}

pub(super) fn order(workspace: &str) -> Value {
    json!({"workspace_id": workspace, "action_provider": "mail", "action_name": "send", "params": {"to": workspace}})
}

/// Enqueues a job and returns its id.
pub(super) async fn enqueue(service: &Router, workspace: &str) -> String {
    let answer = send(service, post(order(workspace).to_string(), &token(workspace))).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()["job_id"].as_str().unwrap().to_owned()
}

pub(super) async fn listed(service: &Router, workspace: &str, query: &str) -> Vec<String> {
    let answer = send(service, get(&format!("/ai/jobs{query}"), &token(workspace))).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let body = answer.json();
    body["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["job_id"].as_str().unwrap().to_owned())
        .collect()
}
