//! How a worker keeps a job, loses it, and takes one over.
//!
//! Tokio's clock is paused here, so waiting costs no time. The store in memory has a clock of its own, by which a lease of
//! [`LEASE`] does not expire during a test and a lease of zero expires at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::jobs::{ActionName, Enqueue, Job, JobId, Position, Status};
use crate::migration::{Phase, Schema};
use crate::stop::Stop;
use crate::store::{
    Advance, Advanced, Applied, Backend, Batch, Enqueued, Finding, IndexKey, JobKey, Jobs, MemoryBackend,
    Operator, OperatorJobs, Record, Scanned, StoreError, Taken, Ticket,
};
use crate::telemetry::Telemetry;
use crate::testing::workspace;
use crate::worker::{Action, ActionError, ActionProvider, Pace, Providers, run};

const LEASE: Duration = Duration::from_secs(3_600);
/// By tokio's clock, which goes on only while everything waits.
const PATIENCE: Duration = Duration::from_secs(1_000_000);

/// A store that counts how often leases are extended, and can lose them.
#[derive(Default)]
struct Watched {
    inner: MemoryBackend,
    holds: AtomicUsize,
    loses: AtomicBool,
}

#[async_trait]
impl Backend for Watched {
    async fn read(&self, keys: &[JobKey]) -> Result<Vec<Option<Record>>, StoreError> {
        self.inner.read(keys).await
    }

    async fn page(
        &self,
        index: &IndexKey,
        after: Option<&Position>,
        count: usize,
    ) -> Result<Vec<Position>, StoreError> {
        self.inner.page(index, after, count).await
    }

    async fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        self.inner.apply(batch).await
    }

    async fn advance(&self, advance: &Advance) -> Result<Advanced, StoreError> {
        self.inner.advance(advance).await
    }

    async fn scan(&self, schema: Schema, cursor: u64) -> Result<Scanned, StoreError> {
        self.inner.scan(schema, cursor).await
    }

    async fn is_complete(&self) -> Result<bool, StoreError> {
        self.inner.is_complete().await
    }

    async fn set_complete(&self, complete: bool) -> Result<(), StoreError> {
        self.inner.set_complete(complete).await
    }

    async fn take(&self, lease: Duration) -> Result<Option<Taken>, StoreError> {
        self.inner.take(lease).await
    }

    async fn hold(&self, ticket: &Ticket, lease: Duration) -> Result<bool, StoreError> {
        self.holds.fetch_add(1, Ordering::SeqCst);
        if self.loses.load(Ordering::SeqCst) {
            return Ok(false);
        }
        self.inner.hold(ticket, lease).await
    }

    async fn settle(&self, ticket: &Ticket) -> Result<(), StoreError> {
        self.inner.settle(ticket).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.inner.ping().await
    }
}

/// A provider whose actions end when the test permits it.
struct Waiting {
    permits: Semaphore,
    started: AtomicUsize,
    abandoned: Arc<AtomicUsize>,
}

impl Waiting {
    fn with(permits: usize) -> Arc<Self> {
        Arc::new(Self {
            permits: Semaphore::new(permits),
            started: AtomicUsize::new(0),
            abandoned: Arc::default(),
        })
    }

    fn started(&self) -> usize {
        self.started.load(Ordering::SeqCst)
    }
}

/// Counts an action that was dropped before it ended.
struct Abandoned(Option<Arc<AtomicUsize>>);

impl Drop for Abandoned {
    fn drop(&mut self) {
        if let Some(count) = &self.0 {
            count.fetch_add(1, Ordering::SeqCst);
        }
    }
}

#[async_trait]
impl ActionProvider for Waiting {
    async fn run(&self, action: &Action) -> Result<Value, ActionError> {
        self.started.fetch_add(1, Ordering::SeqCst);
        let mut guard = Abandoned(Some(Arc::clone(&self.abandoned)));
        self.permits.acquire().await.unwrap().forget();
        guard.0 = None;
        Ok(json!({"ran": action.job_id}))
    }
}

struct Scene {
    backend: Arc<Watched>,
    jobs: Jobs,
    ids: Vec<JobId>,
    telemetry: Arc<Telemetry>,
    stop: Stop,
}

impl Scene {
    async fn with_jobs(count: usize) -> Self {
        let backend = Arc::new(Watched::default());
        let jobs = Jobs::new(backend.clone(), Phase::default());
        let mut ids = Vec::new();
        for number in 0..count {
            let job = Enqueue {
                provider: ActionName::of_text("mail").unwrap(),
                action: ActionName::of_text("send").unwrap(),
                params: json!({"number": number}),
                actor: "ada".to_owned(),
                client_request_id: None,
            };
            match jobs
                .for_workspace(&workspace("acme"))
                .enqueue(&job)
                .await
                .unwrap()
            {
                Enqueued::Fresh(id) => ids.push(id),
                other => panic!("{other:?}"),
            }
        }
        Self {
            backend,
            jobs,
            ids,
            telemetry: Arc::new(Telemetry::new()),
            stop: Stop::new(),
        }
    }

    fn operator(&self) -> OperatorJobs {
        self.jobs.for_operator(&Operator::of_this_process())
    }

    /// A worker that took the next job and was killed: its lease has expired.
    async fn killed_worker(&self) {
        let Some(Finding::Job(work, _)) = self.operator().take(Duration::ZERO).await.unwrap() else {
            panic!("nothing to take");
        };
        self.operator().begin(&work).await.unwrap();
    }

    fn start(&self, tasks: usize, attempts: u64, provider: &Arc<Waiting>) -> tokio::task::JoinHandle<()> {
        let mut providers = Providers::default();
        providers.add(None, Arc::clone(provider) as Arc<dyn ActionProvider>);
        let pace = Pace {
            tasks,
            lease: LEASE,
            pause: Duration::from_secs(1),
            attempts,
        };
        let (telemetry, stop) = (Arc::clone(&self.telemetry), self.stop.clone());
        tokio::spawn(run(self.operator(), providers, pace, telemetry, stop))
    }

    async fn job(&self, index: usize) -> Job {
        let acme = self.jobs.for_workspace(&workspace("acme"));
        acme.get(&self.ids[index]).await.unwrap().job.unwrap()
    }

    fn counted(&self, series: &str) -> u64 {
        let page = self.telemetry.page();
        let line = page.lines().find_map(|line| line.strip_prefix(series));
        line.unwrap().trim().parse().unwrap()
    }

    fn outcomes(&self, outcome: &str) -> u64 {
        self.counted(&format!("worker_jobs_total{{outcome=\"{outcome}\"}}"))
    }
}

async fn until(condition: impl Fn() -> bool) {
    let waiting = async {
        while !condition() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("in time");
}

#[tokio::test(start_paused = true)]
async fn a_long_action_keeps_its_lease() {
    let scene = Scene::with_jobs(1).await;
    let provider = Waiting::with(0);
    let worker = scene.start(2, 5, &provider);
    until(|| scene.backend.holds.load(Ordering::SeqCst) >= 3).await;
    provider.permits.add_permits(1);
    until(|| scene.outcomes("completed") == 1).await;
    scene.stop.cancel();
    worker.await.unwrap();

    assert_eq!(provider.started(), 1);
    assert_eq!(scene.job(0).await.status, Status::Completed);
    assert_eq!(scene.counted("worker_leases_taken_over_total"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_loses_its_lease_gives_the_job_up_and_writes_no_outcome() {
    let scene = Scene::with_jobs(1).await;
    scene.backend.loses.store(true, Ordering::SeqCst);
    let provider = Waiting::with(0);
    let worker = scene.start(1, 5, &provider);
    until(|| scene.outcomes("late") == 1).await;
    scene.stop.cancel();
    worker.await.unwrap();

    assert_eq!(provider.abandoned.load(Ordering::SeqCst), 1);
    let job = scene.job(0).await;
    assert_eq!((job.status, job.result.get()), (Status::Running, "null"));
    assert_eq!(scene.outcomes("completed") + scene.outcomes("failed"), 0);
}

#[tokio::test(start_paused = true)]
async fn the_job_of_a_killed_worker_is_taken_over() {
    let scene = Scene::with_jobs(2).await;
    scene.killed_worker().await;
    let provider = Waiting::with(2);
    let worker = scene.start(1, 5, &provider);
    until(|| scene.outcomes("completed") == 2).await;
    scene.stop.cancel();
    worker.await.unwrap();

    for index in 0..2 {
        let job = scene.job(index).await;
        let result = json!({"ran": job.job_id}).to_string();
        assert_eq!(
            (job.status, job.result.get()),
            (Status::Completed, result.as_str())
        );
    }
    assert_eq!(
        (
            provider.started(),
            scene.counted("worker_leases_taken_over_total")
        ),
        (2, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_job_that_was_tried_too_often_fails_without_another_try() {
    let scene = Scene::with_jobs(1).await;
    scene.killed_worker().await;
    scene.killed_worker().await;
    let provider = Waiting::with(1);
    let worker = scene.start(1, 2, &provider);
    until(|| scene.outcomes("failed") == 1).await;
    scene.stop.cancel();
    worker.await.unwrap();

    assert_eq!(provider.started(), 0);
    let job = scene.job(0).await;
    let result = json!({"error": ActionError::Attempts.to_string()}).to_string();
    assert_eq!((job.status, job.result.get()), (Status::Failed, result.as_str()));
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_stops_finishes_its_job_and_takes_no_other() {
    let scene = Scene::with_jobs(2).await;
    let provider = Waiting::with(0);
    let worker = scene.start(1, 5, &provider);
    until(|| provider.started() == 1).await;
    scene.stop.cancel();
    provider.permits.add_permits(2);
    worker.await.unwrap();

    assert_eq!(provider.started(), 1);
    assert_eq!(scene.job(0).await.status, Status::Completed);
    assert_eq!(scene.job(1).await.status, Status::Pending);
}
