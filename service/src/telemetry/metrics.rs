//! The metrics of one process.
//!
//! A value, not a global, so that two services in one process count apart. Label values are spelled in `labels`.
//! Invariant: every label comes from a closed set, so no request can create a series.

use std::time::Duration;

use http::Method;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::labels::{
    BackfillOutcome, Closed, Count, EnqueueResult, Operation, WorkOutcome, method_label, status_label,
};
use crate::jobs::{Listing, ReadPath};
use crate::store::Adopted;

type Two = [(&'static str, &'static str); 2];
type Three = [(&'static str, &'static str); 3];

/// The metrics of one process.
pub struct Telemetry {
    registry: Registry,
    latency: Family<Three, Histogram>,
    job_reads: Closed,
    job_list_reads: Closed,
    dual_writes: Closed,
    refusals: Closed,
    enqueues: Closed,
    worker_jobs: Closed,
    adoption_scans: Closed,
    adopted: Count,
    taken_over: Count,
    backfill: Family<Two, Count>,
    backfill_duration: Histogram,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self::new()
    }
}

impl Telemetry {
    /// Metrics at zero. Every series that is known in advance exists from the start, so that a rate can be computed from
    /// its first value.
    #[must_use]
    pub fn new() -> Self {
        let mut registry = Registry::default();
        let latency = Family::<Three, Histogram>::new_with_constructor(|| {
            Histogram::new([
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
            ])
        });
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request's head to its answer's head",
            Unit::Seconds,
            latency.clone(),
        );
        let job_reads = Closed::register(
            &mut registry,
            ("job_reads", "Reads of one job by the copy that answered"),
            "path",
            &["new", "old", "miss"],
        );
        let job_list_reads = Closed::register(
            &mut registry,
            ("job_list_reads", "Reads of a list by the schemas that answered"),
            "path",
            &["new", "mixed", "old"],
        );
        let dual_writes = Closed::register(
            &mut registry,
            (
                "dual_writes",
                "New jobs that belong under both schemas, by whether they got there",
            ),
            "result",
            &["succeeded", "failed"],
        );
        let refusals = Closed::register(
            &mut registry,
            (
                "cross_workspace_refusals",
                "Requests for what belongs to another workspace than the token's",
            ),
            "operation",
            &["list", "get", "execute"],
        );
        let enqueues = Closed::register(
            &mut registry,
            ("enqueues", "Requests to enqueue by result"),
            "result",
            &["accepted", "duplicate", "conflict", "failed"],
        );
        let worker_jobs = Closed::register(
            &mut registry,
            ("worker_jobs", "Queue entries by what became of them"),
            "outcome",
            &["completed", "failed", "orphan", "late"],
        );
        let adoption_scans = Closed::register(
            &mut registry,
            (
                "adoption_scans",
                "Walks through the old schema for jobs without an index entry",
            ),
            "result",
            &["done", "failed"],
        );
        let backfill = Family::<Two, Count>::default();
        for outcome in BackfillOutcome::ALL {
            drop(backfill.get_or_create(&outcome.labels()));
        }
        registry.register(
            "backfill_jobs",
            "Jobs that the backfill looked at, by result and reason",
            backfill.clone(),
        );
        let backfill_duration = Histogram::new([1.0, 10.0, 60.0, 600.0, 3_600.0]);
        registry.register_with_unit(
            "backfill_duration",
            "Time that a backfill took",
            Unit::Seconds,
            backfill_duration.clone(),
        );
        let (adopted, taken_over) = (Count::default(), Count::default());
        registry.register(
            "adopted_jobs",
            "Jobs of older code that were entered in an index",
            adopted.clone(),
        );
        registry.register(
            "worker_leases_taken_over",
            "Jobs that another worker began and did not end in time",
            taken_over.clone(),
        );
        Self {
            registry,
            latency,
            job_reads,
            job_list_reads,
            dual_writes,
            refusals,
            enqueues,
            worker_jobs,
            adoption_scans,
            adopted,
            taken_over,
            backfill,
            backfill_duration,
        }
    }

    /// Counts a request. `route` is a template or a constant, never a path.
    pub fn request(&self, route: &'static str, method: &Method, status: u16, took: Duration) {
        let labels = [
            ("route", route),
            ("method", method_label(method)),
            ("status", status_label(status)),
        ];
        self.latency.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// Counts a read of one job.
    pub fn job_read(&self, path: ReadPath) {
        let label = match path {
            ReadPath::New => "new",
            ReadPath::Old => "old",
            ReadPath::Miss => "miss",
        };
        self.job_reads.inc(label);
    }

    /// Counts a read of a list.
    pub fn list_read(&self, listing: Listing) {
        let label = match listing {
            Listing::New => "new",
            Listing::Mixed => "mixed",
            Listing::Old => "old",
        };
        self.job_list_reads.inc(label);
    }

    /// Counts a request that named another workspace, or asked for a job of another workspace.
    pub fn refused(&self, operation: Operation) {
        self.refusals.inc(operation.label());
    }

    /// Counts a request to enqueue.
    pub fn enqueue(&self, result: EnqueueResult) {
        self.enqueues.inc(result.label());
    }

    /// Counts a new job that belongs in both schemas, and whether it was written there.
    pub fn dual_write(&self, succeeded: bool) {
        self.dual_writes
            .inc(if succeeded { "succeeded" } else { "failed" });
    }

    /// Counts a queue entry by what happened to it.
    pub fn worked(&self, outcome: WorkOutcome) {
        self.worker_jobs.inc(outcome.label());
    }

    /// Counts a job that was taken over from another worker.
    pub fn took_over(&self) {
        self.taken_over.inc();
    }

    /// Counts a round of adoption.
    pub fn adopted(&self, round: Adopted) {
        self.adoption_scans
            .inc(if round.whole { "done" } else { "failed" });
        self.adopted.inc_by(round.jobs);
    }

    /// Counts jobs that the backfill looked at.
    pub fn backfill_jobs(&self, outcome: BackfillOutcome, jobs: u64) {
        self.backfill.get_or_create(&outcome.labels()).inc_by(jobs);
    }

    /// Records how long a backfill took.
    pub fn backfill_took(&self, took: Duration) {
        self.backfill_duration.observe(took.as_secs_f64());
    }

    /// The page that a scraper reads.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = String::new();
        // Writing to a String cannot fail. If it did, half a page would be worse than none.
        match prometheus_client::encoding::text::encode(&mut page, &self.registry) {
            Ok(()) => page,
            Err(_) => String::new(),
        }
    }
}
