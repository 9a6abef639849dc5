//! Methods, routes and what every answer bears, whatever it says.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use rstest::rstest;

use super::{enqueue, get, send, service};
use crate::testing::token;

#[rstest]
#[case(Method::PUT, "/ai/jobs", "GET,HEAD")]
#[case(Method::DELETE, "/ai/jobs/x", "GET,HEAD")]
#[case(Method::OPTIONS, "/ai/jobs", "GET,HEAD")]
#[case(Method::TRACE, "/ai/execute", "POST")]
#[case(Method::GET, "/ai/execute", "POST")]
#[case(Method::from_bytes(b"BREW").unwrap(), "/ai/jobs", "GET,HEAD")]
#[tokio::test]
async fn methods(#[case] method: Method, #[case] target: &str, #[case] allowed: &str) {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .body(Body::empty())
        .unwrap();
    let answer = send(&service(), request).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), Some(allowed));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
}

#[rstest]
#[case("/")]
#[case("/ai/jobs/")]
#[case("/ai//jobs")]
#[case("/AI/jobs")]
#[case("/ai/jobs;x")]
#[case("/ai/jobs/a/b")]
#[case("/metrics")]
#[case("/./ai/jobs")]
#[tokio::test]
async fn routes_that_are_not(#[case] target: &str) {
    let answer = send(&service(), get(target, &token("acme"))).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn the_request_id_is_ours() {
    let service = service();
    let mut request = get("/ai/jobs", &token("acme"));
    request
        .headers_mut()
        .insert("x-request-id", "mine".parse().unwrap());
    let answer = send(&service, request).await;
    let id = answer.header("x-request-id").unwrap();
    assert!(uuid::Uuid::parse_str(id).is_ok() && answer.headers.get_all("x-request-id").iter().count() == 1);
    assert_ne!(
        send(&service, get("/nowhere", "x")).await.header("x-request-id"),
        Some(id)
    );
}

#[tokio::test]
async fn head_decides_as_get_does() {
    let service = service();
    let id = enqueue(&service, "acme").await;
    for (who, target, status) in [
        ("acme", format!("/ai/jobs/{id}"), StatusCode::OK),
        ("globex", format!("/ai/jobs/{id}"), StatusCode::NOT_FOUND),
        (
            "globex",
            "/ai/jobs?workspace_id=acme".to_owned(),
            StatusCode::FORBIDDEN,
        ),
    ] {
        let mut request = get(&target, &token(who));
        *request.method_mut() = Method::HEAD;
        let answer = send(&service, request).await;
        assert_eq!((answer.status, answer.body.len()), (status, 0));
    }
}
