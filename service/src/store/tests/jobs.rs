//! The handle of one workspace, on the store in memory.

use std::sync::Arc;

use rstest::rstest;
use serde_json::json;

use crate::jobs::{ActionName, Enqueue, JobId, Page, Query, ReadPath, Status};
use crate::migration::{Phase, Schema};
use crate::store::{
    Applied, Backend as _, Batch, Enqueued, Field, IndexKey, Jobs, MemoryBackend, Put, Record, StoreError,
};
use crate::store::{JobKey, WorkspaceJobs};
use crate::testing::workspace;

fn store() -> (Arc<MemoryBackend>, Jobs) {
    let backend = Arc::new(MemoryBackend::new());
    (Arc::clone(&backend), Jobs::new(backend, Phase::default()))
}

fn job(number: usize) -> Enqueue {
    Enqueue {
        provider: ActionName::of_text("mail").unwrap(),
        action: ActionName::of_text("send").unwrap(),
        params: json!({"number": number}),
        actor: "ada".to_owned(),
        client_request_id: None,
    }
}

fn named(number: usize, name: &str) -> Enqueue {
    Enqueue {
        client_request_id: Some(name.to_owned()),
        ..job(number)
    }
}

pub(super) async fn enqueue(jobs: &WorkspaceJobs, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..count {
        match jobs.enqueue(&job(number)).await.unwrap() {
            Enqueued::Fresh(id) => ids.push(id.as_str().to_owned()),
            other => panic!("{other:?}"),
        }
    }
    ids
}

pub(super) fn query(limit: usize) -> Query {
    Query {
        limit,
        ..Query::default()
    }
}

pub(super) fn ids(page: &Page) -> Vec<String> {
    page.jobs.iter().map(|job| job.job_id.clone()).collect()
}

async fn walk(jobs: &WorkspaceJobs, mut query: Query) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    loop {
        let page = jobs.list(&query).await.unwrap();
        pages.push(ids(&page));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn a_job_is_its_workspaces_alone() {
    let (backend, jobs) = store();
    let (acme, globex) = (
        jobs.for_workspace(&workspace("acme")),
        jobs.for_workspace(&workspace("acme-1")),
    );
    let made = enqueue(&acme, 1).await;
    let id = JobId::of_text(&made[0]).unwrap();

    let mine = acme.get(&id).await.unwrap();
    assert_eq!(mine.path, ReadPath::New);
    let mine = mine.job.unwrap();
    assert_eq!(
        (mine.workspace_id.as_str(), mine.actor_id.as_str(), mine.status),
        ("acme", "ada", Status::Pending)
    );
    assert_eq!(
        (mine.params.get(), mine.result.get()),
        (r#"{"number":0}"#, "null")
    );
    assert!(mine.enqueued_at.is_some() && mine.started_at.is_none());

    let theirs = globex.get(&id).await.unwrap();
    assert_eq!((theirs.job.is_none(), theirs.path), (true, ReadPath::Miss));
    assert!(globex.list(&query(10)).await.unwrap().jobs.is_empty());
    assert_eq!(backend.queue_length(), 1);
}

#[rstest]
#[case(0, 3)]
#[case(1, 3)]
#[case(3, 3)]
#[case(7, 1)]
#[case(7, 3)]
#[case(6, 3)]
#[tokio::test]
async fn a_walk_shows_each_job_once_newest_first(#[case] count: usize, #[case] limit: usize) {
    let (_, jobs) = store();
    let acme = jobs.for_workspace(&workspace("acme"));
    let made = enqueue(&acme, count).await;
    let mut expected: Vec<_> = acme.list(&query(100)).await.unwrap().jobs;
    expected.sort_by(|a, b| (b.enqueued_at, &b.job_id).cmp(&(a.enqueued_at, &a.job_id)));
    let expected: Vec<_> = expected.into_iter().map(|job| job.job_id).collect();

    let pages = walk(&acme, query(limit)).await;
    assert_eq!(pages.len(), count.div_ceil(limit).max(1));
    assert_eq!(pages.concat(), expected);
    let (mut sorted, mut made) = (expected, made);
    sorted.sort();
    made.sort();
    assert_eq!(sorted, made);
}

#[tokio::test]
async fn a_filter_reads_on_until_the_page_is_full() {
    let (backend, jobs) = store();
    let acme = jobs.for_workspace(&workspace("acme"));
    let made = enqueue(&acme, 450).await;
    for id in &made[..4] {
        backend.edit(id, |record| {
            record.set(Field::Status, "failed".to_owned());
        });
    }
    let failed = Query {
        status: Some(Status::Failed),
        ..query(3)
    };
    let pages = walk(&acme, failed).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
}

#[tokio::test]
async fn what_cannot_be_read_is_passed_over_and_only_what_is_gone_is_swept() {
    let (backend, jobs) = store();
    let acme = jobs.for_workspace(&workspace("acme"));
    let made = enqueue(&acme, 6).await;
    let gone = JobId::of_text(&made[5]).unwrap();
    backend.forget(&JobKey::of(Schema::New, &workspace("acme"), &gone));
    backend.edit(&made[4], |record| {
        record.set(Field::WorkspaceId, "globex".to_owned());
    });
    backend.edit(&made[3], |record| {
        record.set(Field::Params, "{not json".to_owned());
    });

    let page = acme.list(&query(3)).await.unwrap();
    assert_eq!(ids(&page), [made[3].clone(), made[2].clone(), made[1].clone()]);
    assert_eq!(page.jobs[0].params.get(), "null");
    assert!(page.next.is_some());
    assert_eq!(backend.indexed(), 5);
    let lookup = acme.get(&JobId::of_text(&made[4]).unwrap()).await.unwrap();
    assert!(lookup.job.is_none() && lookup.foreign);
}

#[tokio::test]
async fn a_request_id_makes_one_job_in_each_workspace() {
    let (backend, jobs) = store();
    let (acme, globex) = (
        jobs.for_workspace(&workspace("acme")),
        jobs.for_workspace(&workspace("globex")),
    );
    let Enqueued::Fresh(first) = acme.enqueue(&named(1, "r")).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        acme.enqueue(&named(1, "r")).await.unwrap(),
        Enqueued::Again(first.clone())
    );
    assert_eq!(acme.enqueue(&named(2, "r")).await.unwrap(), Enqueued::Conflict);
    let Enqueued::Fresh(other) = globex.enqueue(&named(1, "r")).await.unwrap() else {
        panic!()
    };
    assert_ne!(first, other);
    assert_eq!(backend.queue_length(), 2);
}

#[tokio::test]
async fn a_batch_that_cannot_be_whole_is_not_begun() {
    let (backend, jobs) = store();
    let acme = workspace("acme");
    let made = enqueue(&jobs.for_workspace(&acme), 1).await;
    let id = JobId::of_text(&made[0]).unwrap();
    let key = JobKey::of(Schema::New, &acme, &id);
    let batch = Batch {
        puts: vec![Put {
            key,
            record: Record::default(),
            expires_at: None,
        }],
        queue: vec![crate::store::QueueEntry {
            workspace_id: "acme".to_owned(),
            job_id: made[0].clone(),
        }],
        ..Batch::default()
    };
    assert_eq!(
        backend.apply(&batch).await,
        Err(StoreError::Occupied { what: "job" })
    );
    assert_eq!(backend.queue_length(), 1);
    assert_eq!(backend.apply(&Batch::default()).await, Ok(Applied::Done));
    assert_eq!(
        backend.page(&IndexKey::of(&acme), None, 10).await.unwrap().len(),
        1
    );
}

#[test]
fn a_record_does_not_print_its_contents() {
    let id = JobId::fresh();
    let record = Record::pending("acme", &id, &job(424_242), jiff::Timestamp::now());
    assert!(!format!("{record:?}").contains("424242"));
}
