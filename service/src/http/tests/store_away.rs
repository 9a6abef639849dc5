//! A store that fails, and a part that panics: 503 and 500, and nothing that looks like an answer.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::http::StatusCode;

use super::client::{get, order, post, send};
use crate::http::router;
use crate::identity::{Bearer, Claims, TokenFault, Verifier};
use crate::jobs::Position;
use crate::migration::Schema;
use crate::store::{
    Advance, Advanced, Applied, Backend, Batch, IndexKey, JobKey, Record, Scanned, StoreError, Taken, Ticket,
};
use crate::testing::{memory_parts, parts, token};

struct Away;

fn away<T>() -> Result<T, StoreError> {
    Err(StoreError::Unavailable {
        reason: "127.0.0.1:6379 refused".to_owned(),
    })
}

#[async_trait]
impl Backend for Away {
    async fn read(&self, _: &[JobKey]) -> Result<Vec<Option<Record>>, StoreError> {
        away()
    }

    async fn page(&self, _: &IndexKey, _: Option<&Position>, _: usize) -> Result<Vec<Position>, StoreError> {
        away()
    }

    async fn apply(&self, _: &Batch) -> Result<Applied, StoreError> {
        away()
    }

    async fn advance(&self, _: &Advance) -> Result<Advanced, StoreError> {
        away()
    }

    async fn scan(&self, _: Schema, _: u64) -> Result<Scanned, StoreError> {
        away()
    }

    async fn is_complete(&self) -> Result<bool, StoreError> {
        away()
    }

    async fn set_complete(&self, _: bool) -> Result<(), StoreError> {
        away()
    }

    async fn take(&self, _: Duration) -> Result<Option<Taken>, StoreError> {
        away()
    }

    async fn hold(&self, _: &Ticket, _: Duration) -> Result<bool, StoreError> {
        away()
    }

    async fn settle(&self, _: &Ticket) -> Result<(), StoreError> {
        away()
    }

    async fn ping(&self) -> Result<(), StoreError> {
        away()
    }
}

#[tokio::test]
async fn the_store_is_away() {
    let service = router(parts(Arc::new(Away)));
    for request in [
        get("/ai/jobs", &token("acme")),
        get("/ai/jobs/x", &token("acme")),
        get("/ready", "x"),
        post(order("acme").to_string(), &token("acme")),
    ] {
        let answer = send(&service, request).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!String::from_utf8(answer.body).unwrap().contains("6379"));
    }
    assert_eq!(send(&service, get("/health", "x")).await.status, StatusCode::OK);
    let foreign = send(&service, get("/ai/jobs?workspace_id=globex", &token("acme"))).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "a refusal needs no store");
}

struct Panics;

impl Verifier for Panics {
    fn verify(&self, _: &Bearer) -> Result<Claims, TokenFault> {
        panic!("a part of the service is broken")
    }
}

#[tokio::test]
async fn a_panic_is_a_problem() {
    let mut parts = memory_parts();
    parts.verifier = Arc::new(Panics);
    let answer = send(&router(parts), get("/ai/jobs", "x")).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert!(answer.header("x-request-id").is_some());
}
