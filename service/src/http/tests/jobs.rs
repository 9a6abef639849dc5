//! The three operations, for those who may.

use axum::http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};

use super::client::{enqueue, get, listed, order, post, send, service};
use crate::http::router;
use crate::testing::{memory_parts, token};

#[tokio::test]
async fn a_job_can_be_made_read_and_listed_by_its_workspace_alone() {
    let service = service();
    let answer = send(&service, post(order("acme").to_string(), &token("acme"))).await;
    let body = answer.json();
    assert_eq!(body["status"], "enqueued");
    let id = body["job_id"].as_str().unwrap();
    assert_eq!(answer.header("location"), Some(format!("/ai/jobs/{id}").as_str()));
    assert_eq!(answer.header("cache-control"), Some("no-store"));

    let answer = send(&service, get(&format!("/ai/jobs/{id}"), &token("acme"))).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let job = answer.json();
    let fields: Vec<&String> = job.as_object().unwrap().keys().collect();
    assert_eq!(fields.len(), 11);
    assert_eq!(job["params"], json!({"to": "acme"}));
    assert_eq!(
        (&job["workspace_id"], &job["actor_id"], &job["status"]),
        (&json!("acme"), &json!("ada"), &json!("pending"))
    );
    assert_eq!(job["finished_at"], Value::Null);

    assert_eq!(listed(&service, "acme", "?workspace_id=acme").await, [id]);
    assert_eq!(
        listed(&service, "acme", "?workspace%5Fid=%61cme&unknown=1&unknown=2").await,
        [id]
    );
    assert!(listed(&service, "globex", "").await.is_empty());
}

#[tokio::test]
async fn foreign_unknown_and_impossible_ids_are_the_same() {
    let service = service();
    let id = enqueue(&service, "acme").await;
    let unknown = send(
        &service,
        get("/ai/jobs/7d1cb54e-4d4c-4a2a-9f0e-6b8b5a4a0c55", &token("globex")),
    )
    .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let spellings = [
        id.clone(),
        format!("acme%3A{id}"),
        format!("{id}%3A"),
        format!(":{id}"),
        format!("%2F{id}"),
        format!("%25{id}"),
        "*".to_owned(),
        "%2A".to_owned(),
        "%00".to_owned(),
        "%ff".to_owned(),
        "%c0%af".to_owned(),
        "%0d%0aX:1".to_owned(),
        "..%2f..".to_owned(),
        "%zz".to_owned(),
        "a".repeat(129),
    ];
    for spelling in spellings {
        let answer = send(&service, get(&format!("/ai/jobs/{spelling}"), &token("globex"))).await;
        assert_eq!(answer.visible(), unknown.visible(), "{spelling}");
    }
    let encoded: String = id.bytes().map(|byte| format!("%{byte:02x}")).collect();
    assert_eq!(
        send(&service, get(&format!("/ai/jobs/{encoded}"), &token("acme")))
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_walk_through_the_pages() {
    let service = service();
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(enqueue(&service, "acme").await);
    }
    enqueue(&service, "globex").await;
    let (mut seen, mut query) = (Vec::new(), "?limit=2".to_owned());
    for _ in 0..3 {
        let body = send(&service, get(&format!("/ai/jobs{query}"), &token("acme")))
            .await
            .json();
        seen.extend(
            body["jobs"]
                .as_array()
                .unwrap()
                .iter()
                .map(|job| job["job_id"].as_str().unwrap().to_owned()),
        );
        match body["next_cursor"].as_str() {
            Some(cursor) => query = format!("?limit=2&cursor={cursor}"),
            None => query.clear(),
        }
    }
    assert!(query.is_empty(), "the walk has an end");
    made.sort();
    seen.sort();
    assert_eq!(seen, made);
}

#[tokio::test]
async fn a_cursor_belongs_to_one_workspace_and_one_filter() {
    let service = service();
    for _ in 0..3 {
        enqueue(&service, "acme").await;
        enqueue(&service, "globex").await;
    }
    let body = send(&service, get("/ai/jobs?limit=1", &token("acme")))
        .await
        .json();
    let cursor = body["next_cursor"].as_str().unwrap();
    assert_eq!(
        listed(&service, "acme", &format!("?cursor={cursor}")).await.len(),
        2
    );
    for (who, query) in [
        ("globex", format!("?cursor={cursor}")),
        ("acme", format!("?cursor={cursor}&status=pending")),
        ("acme", format!("?cursor={cursor}A")),
        ("acme", format!("?cursor={}", &cursor[1..])),
        ("acme", "?cursor=".to_owned()),
        ("acme", "?cursor=0".to_owned()),
        ("acme", "?cursor=%C2%B2".to_owned()),
    ] {
        let answer = send(&service, get(&format!("/ai/jobs{query}"), &token(who))).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{who} {query}");
    }
    let foreign = send(
        &service,
        get(
            &format!("/ai/jobs?cursor={cursor}&workspace_id=acme"),
            &token("globex"),
        ),
    )
    .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn one_request_id_one_job() {
    let service = service();
    let named = |workspace: &str, to: &str| {
        let mut body = order(workspace);
        body["client_request_id"] = json!("r-1");
        body["params"] = json!({"to": to, "more": [1, {"b": 1, "a": 2}]});
        body.to_string()
    };
    let first = send(&service, post(named("acme", "x"), &token("acme")))
        .await
        .json();
    let reordered = r#"{"params":{"more":[1,{"a":2,"b":1}],"to":"x"},"client_request_id":"r-1","action_name":"send",
                        "workspace_id":"acme","action_provider":"mail"}"#;
    assert_eq!(
        send(&service, post(reordered, &token("acme"))).await.json(),
        first
    );
    assert_eq!(
        send(&service, post(named("acme", "y"), &token("acme")))
            .await
            .status,
        StatusCode::CONFLICT
    );
    let other = send(&service, post(named("globex", "x"), &token("globex")))
        .await
        .json();
    assert_ne!(other["job_id"], first["job_id"]);
    assert_eq!(listed(&service, "acme", "").await.len(), 1);
}

#[rstest]
#[case("application/json")]
#[case("application/json; charset=utf-8")]
#[case("Application/JSON;charset=\"UTF-8\"")]
#[tokio::test]
async fn media_types_that_are_json(#[case] media_type: &str) {
    let mut request = post(order("acme").to_string(), &token("acme"));
    request
        .headers_mut()
        .insert("content-type", media_type.parse().unwrap());
    assert_eq!(send(&service(), request).await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_operation_is_counted_under_closed_labels() {
    let parts = memory_parts();
    let telemetry = std::sync::Arc::clone(&parts.telemetry);
    let service = router(parts);
    let id = enqueue(&service, "acme").await;
    for target in [
        "/ai/jobs",
        "/ai/jobs?workspace_id=globex",
        &format!("/ai/jobs/{id}"),
        "/ai/jobs/nothing",
        "/secret",
    ] {
        send(&service, get(target, &token("acme"))).await;
    }
    let page = telemetry.page();
    for line in [
        "job_reads_total{path=\"new\"} 1",
        "job_reads_total{path=\"miss\"} 1",
        "job_list_reads_total{path=\"new\"} 1",
        "cross_workspace_refusals_total{operation=\"list\"} 1",
        "enqueues_total{result=\"accepted\"} 1",
        "http_request_duration_seconds_count{route=\"/ai/jobs/{job_id}\",method=\"GET\",status=\"4xx\"} 1",
        "http_request_duration_seconds_count{route=\"unmatched\",method=\"GET\",status=\"4xx\"} 1",
    ] {
        assert!(page.contains(line), "{line} is not in\n{page}");
    }
    assert!(!page.contains("acme") && !page.contains("secret") && !page.contains(&id));
}
