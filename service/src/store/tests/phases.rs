//! Jobs in every phase, on the store in memory.

use std::sync::Arc;

use rstest::rstest;
use serde_json::json;

use super::jobs::{enqueue, ids, query};
use crate::jobs::{JobId, Listing, ReadPath, Status};
use crate::migration::{Phase, Schema};
use crate::store::{
    Advanced, Backend as _, Field, Finding, JobKey, Jobs, MemoryBackend, Operator, Record, Refused, admit,
};
use crate::testing::workspace;

const LEASE: std::time::Duration = std::time::Duration::from_secs(60);

fn store() -> Arc<MemoryBackend> {
    Arc::new(MemoryBackend::new())
}

fn in_phase(backend: &Arc<MemoryBackend>, phase: Phase) -> Jobs {
    Jobs::new(backend.clone(), phase)
}

fn key(schema: Schema, owner: &str, id: &str) -> JobKey {
    JobKey::of(schema, &workspace(owner), &JobId::of_text(id).unwrap())
}

fn record(owner: &str, id: &str, at: &str) -> Record {
    let mut record = Record::default();
    for (field, text) in [
        (Field::JobId, id),
        (Field::WorkspaceId, owner),
        (Field::Status, "pending"),
        (Field::EnqueuedAt, at),
        (Field::Params, "{}"),
    ] {
        record.set(field, text.to_owned());
    }
    record
}

#[rstest]
#[case(Phase::Legacy, Phase::DualWrite)]
#[case(Phase::DualWrite, Phase::Legacy)]
#[case(Phase::DualWrite, Phase::ReadNew)]
#[case(Phase::ReadNew, Phase::DualWrite)]
#[case(Phase::ReadNew, Phase::NewOnly)]
#[case(Phase::NewOnly, Phase::ReadNew)]
#[tokio::test]
async fn what_one_phase_writes_its_neighbour_shows_to_the_owner_alone(
    #[case] written: Phase,
    #[case] read: Phase,
) {
    let backend = store();
    let made = enqueue(&in_phase(&backend, written).for_workspace(&workspace("acme")), 3).await;
    let jobs = in_phase(&backend, read);
    let (acme, globex) = (
        jobs.for_workspace(&workspace("acme")),
        jobs.for_workspace(&workspace("globex")),
    );
    let shown = ids(&acme.list(&query(10)).await.unwrap());
    assert_eq!(shown, made.iter().rev().cloned().collect::<Vec<_>>());
    assert!(globex.list(&query(10)).await.unwrap().jobs.is_empty());
    for id in &made {
        let id = JobId::of_text(id).unwrap();
        assert!(acme.get(&id).await.unwrap().job.is_some());
        assert!(globex.get(&id).await.unwrap().job.is_none());
    }
}

#[rstest]
#[case(Phase::Legacy, &["b"], Listing::Old)]
#[case(Phase::DualWrite, &["b", "a"], Listing::Mixed)]
#[case(Phase::ReadNew, &["b", "a"], Listing::Mixed)]
#[tokio::test]
async fn a_list_is_the_union_of_what_older_code_left_and_what_is_new(
    #[case] phase: Phase,
    #[case] expected: &[&str],
    #[case] listing: Listing,
) {
    let backend = store();
    backend.plant(
        &key(Schema::Old, "acme", "b"),
        record("acme", "b", "2026-01-02T00:00:00"),
    );
    backend.plant(
        &key(Schema::Old, "acme", "x"),
        record("globex", "x", "2026-01-02T00:00:00Z"),
    );
    backend.plant(&key(Schema::Old, "acme", "y"), Record::default());
    let a = key(Schema::New, "acme", "a");
    backend.plant(&a, record("acme", "a", "2026-01-01T00:00:00Z"));
    let index = crate::store::IndexEntry {
        index: crate::store::IndexKey::of(&workspace("acme")),
        position: crate::jobs::Position {
            enqueued_at: 1,
            job_id: "a".to_owned(),
        },
    };
    let batch = crate::store::Batch {
        index: vec![index],
        ..Default::default()
    };
    backend.apply(&batch).await.unwrap();
    let acme = in_phase(&backend, phase).for_workspace(&workspace("acme"));
    let page = acme.list(&query(10)).await.unwrap();
    assert_eq!(ids(&page), expected);
    assert_eq!(page.listing, listing);
}

#[tokio::test]
async fn a_partial_new_copy_does_not_hide_a_whole_old_one() {
    let backend = store();
    backend.plant(
        &key(Schema::Old, "acme", "a"),
        record("acme", "a", "2026-01-01T00:00:00Z"),
    );
    let mut partial = Record::default();
    partial.set(Field::Status, "completed".to_owned());
    backend.plant(&key(Schema::New, "acme", "a"), partial);
    let acme = in_phase(&backend, Phase::ReadNew).for_workspace(&workspace("acme"));
    let found = acme.get(&JobId::of_text("a").unwrap()).await.unwrap();
    assert_eq!(found.path, ReadPath::Old);
    assert_eq!(found.job.unwrap().status, Status::Pending);
}

#[rstest]
#[case(Phase::NewOnly, Schema::Old)]
#[case(Phase::Legacy, Schema::New)]
#[tokio::test]
async fn a_phase_that_would_hide_a_job_is_not_entered(#[case] phase: Phase, #[case] schema: Schema) {
    let backend = store();
    let shared: Arc<dyn crate::store::Backend> = backend.clone();
    let only = key(schema, "acme", "a");
    backend.plant(&only, record("acme", "a", "2026-01-01T00:00:00Z"));
    assert_eq!(admit(&shared, phase).await, Err(Refused::Hides { phase, schema }));
    for other in [Schema::Old, Schema::New] {
        let copy = key(other, "acme", "a");
        backend.plant(&copy, record("acme", "a", "2026-01-01T00:00:00Z"));
    }
    assert_eq!(admit(&shared, phase).await, Ok(()));
}

#[rstest]
#[case(Phase::Legacy)]
#[case(Phase::DualWrite)]
#[case(Phase::ReadNew)]
#[case(Phase::NewOnly)]
#[tokio::test]
async fn an_outcome_reaches_every_copy_and_is_the_last(#[case] phase: Phase) {
    let backend = store();
    let jobs = in_phase(&backend, Phase::DualWrite);
    let made = enqueue(&jobs.for_workspace(&workspace("acme")), 1).await;
    let operator = in_phase(&backend, phase).for_operator(&Operator::of_this_process());
    let Some(Finding::Job(work, job)) = operator.take(LEASE).await.unwrap() else {
        panic!("nothing to do");
    };
    assert_eq!(job.job_id, made[0]);
    assert_eq!(operator.begin(&work).await.unwrap(), Advanced::Done);
    let done = operator
        .finish(&work, Status::Completed, &json!({"n": 1}))
        .await
        .unwrap();
    assert_eq!(done, Advanced::Done);
    let late = operator
        .finish(&work, Status::Failed, &json!(null))
        .await
        .unwrap();
    assert_eq!(late, Advanced::Late);
    let copies = [Schema::Old, Schema::New].map(|schema| key(schema, "acme", &made[0]));
    let copies = backend.read(&copies).await.unwrap();
    assert_eq!(copies[0], copies[1]);
    let copy = copies[0].as_ref().unwrap();
    assert_eq!(
        (copy.get(Field::Status), copy.get(Field::Result)),
        ("completed", r#"{"n":1}"#)
    );
    assert!(operator.take(LEASE).await.unwrap().is_none());
}

#[tokio::test]
async fn nothing_is_revived_and_nothing_partial_is_made() {
    let backend = store();
    let jobs = in_phase(&backend, Phase::DualWrite);
    let made = enqueue(&jobs.for_workspace(&workspace("acme")), 1).await;
    let operator = jobs.for_operator(&Operator::of_this_process());
    let Some(Finding::Job(work, _)) = operator.take(LEASE).await.unwrap() else {
        panic!("nothing to do");
    };
    let copies = [Schema::Old, Schema::New].map(|schema| key(schema, "acme", &made[0]));
    backend.forget(&copies[1]);
    assert_eq!(operator.begin(&work).await.unwrap(), Advanced::Done);
    assert_eq!(backend.read(&copies[1..]).await.unwrap(), [None]);
    backend.forget(&copies[0]);
    let late = operator
        .finish(&work, Status::Completed, &json!(1))
        .await
        .unwrap();
    assert_eq!(late, Advanced::Absent);
    assert_eq!(backend.read(&copies).await.unwrap(), [None, None]);
}

#[tokio::test]
async fn a_job_of_another_workspace_under_the_same_id_is_not_touched() {
    let backend = store();
    let jobs = in_phase(&backend, Phase::ReadNew);
    let made = enqueue(&jobs.for_workspace(&workspace("acme")), 1).await;
    let old = key(Schema::Old, "acme", &made[0]);
    let foreign = record("globex", &made[0], "2026-01-01T00:00:00Z");
    backend.plant(&old, foreign.clone());
    let operator = jobs.for_operator(&Operator::of_this_process());
    let Some(Finding::Job(work, _)) = operator.take(LEASE).await.unwrap() else {
        panic!("nothing to do");
    };
    operator
        .finish(&work, Status::Completed, &json!(1))
        .await
        .unwrap();
    assert_eq!(backend.read(&[old]).await.unwrap(), [Some(foreign)]);
}
