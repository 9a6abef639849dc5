//! The store goes away under a running service: it says so, hides nothing as an empty answer, and recovers by itself.

use serde_json::json;
use watertight_tests::proxy::Proxy;
use watertight_tests::redis_server::Redis;
use watertight_tests::service::{Service, execution};
use watertight_tests::token::fresh_workspace;
use watertight_tests::{http, wait};

#[test]
fn an_outage_is_said_and_ends_without_a_restart() {
    let proxy = Proxy::before(Redis::shared().authority());
    let service = Service::start(Some(&format!("redis://{}", proxy.address)));
    let workspace = fresh_workspace();
    let job = service
        .execute(&workspace, &execution(&workspace, &json!({}), None))
        .json();
    let job = format!("/ai/jobs/{}", job["job_id"].as_str().unwrap());
    assert_eq!(service.get(&workspace, &job).status, 200);
    assert_eq!(http::get(service.address, "/ready", None).unwrap().status, 200);

    proxy.cut();
    wait::until("/ready to be 503", || {
        http::get(service.address, "/ready", None).filter(|a| a.status == 503)
    });
    let answers = [
        service.get(&workspace, "/ai/jobs"),
        service.get(&workspace, &job),
        service.execute(&workspace, &execution(&workspace, &json!({}), None)),
    ];
    for answer in answers {
        assert_eq!(answer.status, 503, "{}", answer.json());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let body = answer.json().to_string();
        assert!(
            !body.to_lowercase().contains("redis") && !body.contains("127.0.0.1"),
            "internals: {body}"
        );
    }
    assert_eq!(
        http::get(service.address, "/health", None).unwrap().status,
        200,
        "alive, though not ready"
    );
    assert_eq!(
        http::get(service.address, "/ai/jobs", None).unwrap().status,
        401,
        "a stranger learns nothing of it"
    );

    proxy.open_again();
    wait::until("/ready to be 200", || {
        http::get(service.address, "/ready", None).filter(|a| a.status == 200)
    });
    let found = wait::until("the job to be found again", || {
        Some(service.get(&workspace, &job)).filter(|answer| answer.status == 200)
    });
    assert_eq!(found.json()["workspace_id"], json!(workspace));
    let list = service.get(&workspace, "/ai/jobs").json();
    assert_eq!(
        list["jobs"].as_array().unwrap().len(),
        1,
        "a refused execute left nothing behind"
    );
}

#[test]
fn a_service_that_starts_before_its_store_waits_for_it() {
    let proxy = Proxy::before(Redis::shared().authority());
    proxy.cut();
    let service = Service::start(Some(&format!("redis://{}", proxy.address)));
    assert_eq!(http::get(service.address, "/ready", None).unwrap().status, 503);
    assert_eq!(
        service.get(&fresh_workspace(), "/ai/jobs").status,
        503,
        "never 200 with an empty list"
    );
    proxy.open_again();
    wait::until("/ready to be 200", || {
        http::get(service.address, "/ready", None).filter(|a| a.status == 200)
    });
}
