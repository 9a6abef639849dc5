//! The API description, and that it leaves no route out.

use axum::http::StatusCode;

use super::client::{get, send, service};
use crate::http::document;

#[tokio::test]
async fn openapi() {
    insta::assert_json_snapshot!(document(), { ".info.version" => "[version]" });
    let answer = send(&service(), get("/openapi.json", "x")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let paths: Vec<String> = answer.json()["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        paths,
        [
            "/ai/execute",
            "/ai/jobs",
            "/ai/jobs/{job_id}",
            "/health",
            "/openapi.json",
            "/ready"
        ]
    );
}
