//! Refusals: which one, in which order, and in which words.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::response::IntoResponse as _;
use http_body_util::BodyExt as _;
use rstest::rstest;
use serde_json::{Value, json};

use super::client::{enqueue, get, listed, order, post, send, service};
use crate::http::{Invalid, Problem};
use crate::identity::Scope;
use crate::testing::{claims, sign, token};

#[tokio::test]
async fn the_words_of_every_problem() {
    let all = [
        Problem::NoCredentials,
        Problem::InvalidToken,
        Problem::NoWorkspace,
        Problem::InsufficientScope(Scope::ReadJobs),
        Problem::InsufficientScope(Scope::Execute),
        Problem::ForeignWorkspace,
        Problem::NotFound,
        Problem::MethodNotAllowed,
        Problem::BodyTimeout,
        Problem::Conflict,
        Problem::BodyTooLarge,
        Problem::TargetTooLong,
        Problem::MediaType,
        Problem::Invalid(Invalid::RepeatedParameter),
        Problem::Invalid(Invalid::Limit),
        Problem::Invalid(Invalid::Status),
        Problem::Invalid(Invalid::Cursor),
        Problem::Invalid(Invalid::Body),
        Problem::Invalid(Invalid::WorkspaceId),
        Problem::Invalid(Invalid::ActionProvider),
        Problem::Invalid(Invalid::ActionName),
        Problem::Invalid(Invalid::ClientRequestId),
        Problem::Invalid(Invalid::Transfer),
        Problem::Invalid(Invalid::Host),
        Problem::HeadersTooLarge,
        Problem::Internal,
        Problem::Unavailable,
    ];
    let mut shown = Vec::new();
    for problem in all {
        let (head, body) = problem.into_response().into_parts();
        let headers: serde_json::Map<String, Value> = (head.headers.iter())
            .filter(|(name, _)| *name != "content-length")
            .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap())))
            .collect();
        let body: Value = serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap();
        shown.push(json!({"headers": headers, "body": body}));
    }
    insta::assert_json_snapshot!(shown);
}

const NO_CODE: &str = "Bearer";
const INVALID_TOKEN: &str = "Bearer error=\"invalid_token\"";

#[rstest]
#[case::absent(&[], NO_CODE)]
#[case::empty(&[""], NO_CODE)]
#[case::scheme_only(&["Bearer"], INVALID_TOKEN)]
#[case::basic(&["Basic eDp5"], INVALID_TOKEN)]
#[case::nonsense(&["Bearer abc"], INVALID_TOKEN)]
#[case::twice(&["GOOD", "GOOD"], INVALID_TOKEN)]
#[tokio::test]
async fn unauthenticated(
    #[values("/ai/jobs?limit=0&limit=0", "/ai/jobs/x", "/ai/execute")] target: &str,
    #[case] values: &[&str],
    #[case] challenge: &str,
) {
    let method = if target == "/ai/execute" {
        Method::POST
    } else {
        Method::GET
    };
    let mut request = Request::builder().method(method).uri(target);
    for value in values {
        request = request.header(
            "authorization",
            value.replace("GOOD", &format!("Bearer {}", token("acme"))),
        );
    }
    // A body that would be refused for two reasons more, did anybody look at it.
    let answer = send(&service(), request.body(Body::from("{".repeat(5000))).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header("www-authenticate"), Some(challenge));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_token_anywhere_else_is_no_token() {
    let good = token("acme");
    let request = Request::get(format!("/ai/jobs?access_token={good}"))
        .header("cookie", format!("token={good}"))
        .header("x-auth-token", &good)
        .header("proxy-authorization", format!("Bearer {good}"));
    let answer = send(&service(), request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn workspace_comes_before_scope_and_scope_before_syntax() {
    let service = service();
    let neither = sign(&claims("ACME", ""));
    let answer = send(&service, get("/ai/jobs?limit=0", &neither)).await;
    assert_eq!(
        (answer.status, answer.header("www-authenticate")),
        (StatusCode::FORBIDDEN, None)
    );

    let no_scope = sign(&claims("acme", "ai:execute"));
    let answer = send(&service, get("/ai/jobs?limit=0&workspace_id=globex", &no_scope)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"ai:jobs:read\"";
    assert_eq!(answer.header("www-authenticate"), Some(challenge));

    let reader = sign(&claims("acme", "ai:jobs:read"));
    let answer = send(&service, post("{", &reader)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"ai:execute\"";
    assert_eq!(answer.header("www-authenticate"), Some(challenge));
}

#[rstest]
#[case("workspace_id=globex")]
#[case("workspace_id=")]
#[case("workspace_id")]
#[case("workspace_id=ACME")]
#[case("workspace_id=acme%20")]
#[case("workspace_id=acme+")]
#[case("workspace_id=acme%00")]
#[case("workspace_id=ac%256De")]
#[case("workspace_id=%ff")]
#[case("workspace_id=*")]
#[case("workspace_id=acme,globex")]
#[case("workspace_id=globex&status=pending&limit=5")]
#[case("workspace_id=globex&cursor=forged")]
#[tokio::test]
async fn another_workspace_in_the_query(#[case] query: &str) {
    let service = service();
    let id = enqueue(&service, "acme").await;
    let never = send(&service, get("/ai/jobs?workspace_id=never-was", &token("acme"))).await;
    enqueue(&service, "globex").await;
    for target in [
        format!("/ai/jobs?{query}"),
        format!("/ai/jobs/{id}?{query}"),
        format!("/ai/jobs/x?{query}"),
    ] {
        let answer = send(&service, get(&target, &token("acme"))).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
        assert_eq!(answer.visible(), never.visible(), "{target}");
    }
}

#[rstest]
#[case("workspace_id=acme&workspace_id=acme")]
#[case("workspace_id=acme&workspace_id=globex")]
#[case("workspace_id=globex&workspace%5fid=acme")]
#[case("limit=1&limit=1")]
#[case("limit=0")]
#[case("limit=101")]
#[case("limit=-1")]
#[case("limit=%2B5")]
#[case("limit=+5")]
#[case("limit=1.5")]
#[case("limit=0x10")]
#[case("limit=18446744073709551616")]
#[case("limit=%D9%A3")]
#[case("limit=")]
#[case("limit=abc")]
#[case("status=")]
#[case("status=Pending")]
#[case("status=*")]
#[case("status=pending&status=failed")]
#[tokio::test]
async fn invalid_queries(#[case] query: &str) {
    let answer = send(&service(), get(&format!("/ai/jobs?{query}"), &token("acme"))).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

pub(super) fn spoilt(name: &str, value: Value) -> String {
    let mut body = order("acme");
    body[name] = value;
    body.to_string()
}

#[rstest]
#[case::truncated("{\"workspace_id\":\"acme\"".to_owned())]
#[case::empty(String::new())]
#[case::array("[]".to_owned())]
#[case::repeated(order("acme").to_string().replacen('{', "{\"workspace_id\":\"globex\",", 1))]
#[case::repeated_same(order("globex").to_string().replacen('{', "{\"workspace_id\":\"acme\",", 1))]
#[case::two_documents(format!("{0}{0}", order("acme")))]
#[case::no_workspace(r#"{"action_provider":"mail","action_name":"send"}"#.to_owned())]
#[case::null(spoilt("workspace_id", json!(null)))]
#[case::number(spoilt("workspace_id", json!(0)))]
#[case::bool(spoilt("workspace_id", json!(false)))]
#[case::list(spoilt("workspace_id", json!(["acme"])))]
#[case::object(spoilt("workspace_id", json!({"id": "acme"})))]
#[case::provider(spoilt("action_provider", json!("")))]
#[case::provider_colon(spoilt("action_provider", json!("a:b")))]
#[case::provider_long(spoilt("action_provider", json!("a".repeat(65))))]
#[case::name(spoilt("action_name", json!("a\n")))]
#[case::name_type(spoilt("action_name", json!(1)))]
#[case::request_id_empty(spoilt("client_request_id", json!("")))]
#[case::request_id_null(spoilt("client_request_id", json!(null)))]
#[case::request_id_space(spoilt("client_request_id", json!("a b")))]
#[case::request_id_long(spoilt("client_request_id", json!("a".repeat(129))))]
#[tokio::test]
async fn invalid_bodies(#[case] body: String) {
    let service = service();
    assert_eq!(
        send(&service, post(body, &token("acme"))).await.status,
        StatusCode::BAD_REQUEST
    );
    assert!(listed(&service, "acme", "").await.is_empty());
}

#[rstest]
#[case("globex")]
#[case("")]
#[case(" ")]
#[case("acme ")]
#[case("ACME")]
#[case("acme\u{0}")]
#[tokio::test]
async fn another_workspace_in_the_body(#[case] named: &str) {
    let service = service();
    let answer = send(
        &service,
        post(spoilt("workspace_id", json!(named)), &token("acme")),
    )
    .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let never = send(&service, post(order("never-was").to_string(), &token("acme"))).await;
    assert_eq!(answer.visible(), never.visible());
    let mut request = post(order("acme").to_string(), &token("acme"));
    *request.uri_mut() = "/ai/execute?workspace_id=globex".parse().unwrap();
    assert_eq!(send(&service, request).await.status, StatusCode::FORBIDDEN);
    assert!(listed(&service, "acme", "").await.is_empty());
}

#[rstest]
#[case(&[])]
#[case(&["text/plain"])]
#[case(&["application/x-www-form-urlencoded"])]
#[case(&["application/json; charset=utf-16"])]
#[case(&["application/json; charset=utf-8; charset=utf-8"])]
#[case(&["application/json, text/plain"])]
#[case(&["application/jsonx"])]
#[case(&["application/json", "application/json"])]
#[tokio::test]
async fn media_types_that_are_not_json(#[case] types: &[&str]) {
    let mut request = post(order("acme").to_string(), &token("acme"));
    request.headers_mut().remove("content-type");
    for media_type in types {
        request
            .headers_mut()
            .append("content-type", media_type.parse().unwrap());
    }
    assert_eq!(
        send(&service(), request).await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
}
