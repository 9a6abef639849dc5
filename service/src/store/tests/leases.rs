//! Leases on queue entries, on the store in memory. A lease of zero expires at once; one of [`LONG`] does not expire here.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::jobs::enqueue;
use crate::identity::Workspace;
use crate::jobs::{Job, JobId, Status};
use crate::migration::Phase;
use crate::store::{Advanced, Finding, Jobs, MemoryBackend, Operator, OperatorJobs, Work};
use crate::testing::workspace;

const LONG: Duration = Duration::from_secs(3_600);

fn jobs() -> (Jobs, OperatorJobs, Workspace) {
    let jobs = Jobs::new(Arc::new(MemoryBackend::new()), Phase::default());
    let operator = jobs.for_operator(&Operator::of_this_process());
    (jobs, operator, workspace("acme"))
}

async fn take(operator: &OperatorJobs, lease: Duration) -> Option<(Work, String)> {
    match operator.take(lease).await.unwrap()? {
        Finding::Job(work, job) => Some((work, job.job_id)),
        other => panic!("{other:?}"),
    }
}

async fn read(jobs: &Jobs, owner: &Workspace, id: &str) -> Job {
    let id = JobId::of_text(id).unwrap();
    jobs.for_workspace(owner).get(&id).await.unwrap().job.unwrap()
}

#[tokio::test]
async fn a_job_under_a_lease_is_not_taken_again() {
    let (jobs, operator, acme) = jobs();
    let made = enqueue(&jobs.for_workspace(&acme), 1).await;
    let (work, id) = take(&operator, LONG).await.unwrap();
    assert_eq!((id, work.attempts), (made[0].clone(), 1));
    assert!(take(&operator, LONG).await.is_none());
}

#[tokio::test]
async fn an_expired_lease_is_taken_over_before_the_queue_goes_on() {
    let (jobs, operator, acme) = jobs();
    let made = enqueue(&jobs.for_workspace(&acme), 2).await;
    take(&operator, Duration::ZERO).await.unwrap();
    let (work, id) = take(&operator, LONG).await.unwrap();
    assert_eq!((id, work.attempts), (made[0].clone(), 2));
    let (work, id) = take(&operator, LONG).await.unwrap();
    assert_eq!((id, work.attempts), (made[1].clone(), 1));
}

#[tokio::test]
async fn a_lease_that_is_held_does_not_expire() {
    let (jobs, operator, acme) = jobs();
    enqueue(&jobs.for_workspace(&acme), 1).await;
    let (work, _) = take(&operator, Duration::ZERO).await.unwrap();
    assert!(operator.hold(&work, LONG).await.unwrap());
    assert!(take(&operator, LONG).await.is_none());
    assert!(operator.hold(&work, Duration::ZERO).await.unwrap());
    assert_eq!(take(&operator, LONG).await.unwrap().0.attempts, 2);
}

#[tokio::test]
async fn an_outcome_ends_the_lease() {
    let (jobs, operator, acme) = jobs();
    let made = enqueue(&jobs.for_workspace(&acme), 1).await;
    let (work, _) = take(&operator, Duration::ZERO).await.unwrap();
    let done = operator.finish(&work, Status::Completed, &json!(1)).await;
    assert_eq!(done, Ok(Advanced::Done));
    assert_eq!(operator.hold(&work, LONG).await, Ok(false));
    assert!(operator.take(LONG).await.unwrap().is_none());
    assert_eq!(read(&jobs, &acme, &made[0]).await.status, Status::Completed);
}

/// Two workers have the same job, because the first one's lease expired. Whoever finishes first is believed, and ends the
/// other's lease with its own: a lease is named by its queue entry, not by its worker.
#[tokio::test]
async fn after_a_takeover_the_first_outcome_counts_whoever_it_is_from() {
    for early in [true, false] {
        let (jobs, operator, acme) = jobs();
        let made = enqueue(&jobs.for_workspace(&acme), 1).await;
        let (lost, _) = take(&operator, Duration::ZERO).await.unwrap();
        assert_eq!(operator.begin(&lost).await, Ok(Advanced::Done));
        let (taken, _) = take(&operator, LONG).await.unwrap();
        assert_eq!(operator.begin(&taken).await, Ok(Advanced::Late));
        let (first, second) = if early { (&lost, &taken) } else { (&taken, &lost) };

        let done = operator.finish(first, Status::Completed, &json!("first")).await;
        assert_eq!(done, Ok(Advanced::Done));
        assert_eq!(operator.hold(second, LONG).await, Ok(false));
        let late = operator.finish(second, Status::Failed, &json!("second")).await;
        assert_eq!(late, Ok(Advanced::Late));

        let job = read(&jobs, &acme, &made[0]).await;
        assert_eq!((job.status, job.result.get()), (Status::Completed, r#""first""#));
        assert!(operator.take(LONG).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_job_that_is_gone_ends_the_lease_too() {
    let backend = Arc::new(MemoryBackend::new());
    let jobs = Jobs::new(backend.clone(), Phase::default());
    let operator = jobs.for_operator(&Operator::of_this_process());
    let made = enqueue(&jobs.for_workspace(&workspace("acme")), 1).await;
    let (work, _) = take(&operator, Duration::ZERO).await.unwrap();
    let id = JobId::of_text(&made[0]).unwrap();
    backend.forget(&crate::store::JobKey::of(
        crate::migration::Schema::New,
        &workspace("acme"),
        &id,
    ));
    let absent = operator.finish(&work, Status::Completed, &json!(1)).await;
    assert_eq!(absent, Ok(Advanced::Absent));
    assert!(operator.take(LONG).await.unwrap().is_none());
}
