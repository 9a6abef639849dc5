//! Methods, routes, limits and what every answer bears, whatever it says.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use rstest::rstest;
use serde_json::json;

use super::client::{enqueue, get, order, post, send, service};
use super::refusals::spoilt;
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

#[tokio::test]
async fn limits() {
    let service = service();
    let mut coded = post(order("acme").to_string(), &token("acme"));
    coded
        .headers_mut()
        .insert("content-encoding", "gzip".parse().unwrap());
    assert_eq!(
        send(&service, coded).await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );

    let large = spoilt("params", json!("x".repeat(1024)));
    assert_eq!(
        send(&service, post(large.clone(), &token("acme"))).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let chunks = futures::stream::iter(
        large
            .into_bytes()
            .chunks(100)
            .map(<[u8]>::to_vec)
            .collect::<Vec<_>>(),
    );
    let chunked = Body::from_stream(futures::StreamExt::map(chunks, Ok::<_, std::io::Error>));
    assert_eq!(
        send(&service, post(chunked, &token("acme"))).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );

    let long = send(
        &service,
        get(&format!("/ai/jobs?x={}", "x".repeat(16_000)), &token("acme")),
    )
    .await;
    assert_eq!(long.status, StatusCode::URI_TOO_LONG);
    let mut heavy = get("/ai/jobs", &token("acme"));
    heavy
        .headers_mut()
        .insert("x-heavy", "x".repeat(20_000).parse().unwrap());
    assert_eq!(
        send(&service, heavy).await.status,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
    );
}
