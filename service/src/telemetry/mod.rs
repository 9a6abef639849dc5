//! What the operator sees: metrics and logs.
//!
//! Metrics are a value, not a global, so that two services in one process count apart. Tokens, contents and names of
//! workspaces do not belong here.
//! Invariant: every label comes from a closed set, so no request can create a series.

mod labels;
mod logs;

use std::sync::atomic::AtomicU64;
use std::sync::{OnceLock, PoisonError, RwLock};
use std::time::Duration;

use http::Method;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::jobs::{Listing, ReadPath};
use crate::store::Adopted;
use labels::{ALL_LABELS, method_label, status_label};
pub use labels::{EnqueueResult, Operation, WorkOutcome};
pub use logs::start_logs;

type One = [(&'static str, &'static str); 1];
type Two = [(&'static str, &'static str); 2];
type Three = [(&'static str, &'static str); 3];
type Count = Counter<u64, AtomicU64>;
type Adoptions = Box<dyn Fn() -> Adopted + Send + Sync>;

/// The metrics of one process.
pub struct Telemetry {
    registry: Registry,
    latency: Family<Three, Histogram>,
    families: [Family<One, Count>; ALL_LABELS.len()],
    backfill: Family<Two, Count>,
    adopted: Count,
    taken_over: Count,
    adoptions: OnceLock<Adoptions>,
    counted: RwLock<Adopted>,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self::new()
    }
}

impl Telemetry {
    /// Metrics at zero. Every series that can be named beforehand is there from the start, so that a rate has a beginning.
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
        let families = ALL_LABELS.map(|(name, help, label, values)| {
            let family = Family::<One, Count>::default();
            for value in values {
                drop(family.get_or_create(&[(label, *value)]));
            }
            registry.register(name, help, family.clone());
            family
        });
        let backfill = Family::<Two, Count>::default();
        for result in ["migrated", "skipped", "failed"] {
            drop(backfill.get_or_create(&[("result", result), ("reason", "none")]));
        }
        registry.register(
            "backfill_jobs",
            "Jobs that the backfill looked at, by result and reason",
            backfill.clone(),
        );
        registry.register_with_unit(
            "backfill_duration",
            "Time that a backfill took",
            Unit::Seconds,
            Histogram::new([1.0, 10.0, 60.0, 600.0, 3_600.0]),
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
            families,
            backfill,
            adopted,
            taken_over,
            adoptions: OnceLock::new(),
            counted: RwLock::default(),
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

    fn count(&self, name: &str, value: &'static str) {
        let known = ALL_LABELS.iter().zip(&self.families);
        if let Some(((_, _, label, _), family)) = known.into_iter().find(|((known, ..), _)| *known == name) {
            family.get_or_create(&[(*label, value)]).inc();
        }
    }

    /// Counts a read of one job.
    pub fn job_read(&self, path: ReadPath) {
        let label = match path {
            ReadPath::New => "new",
            ReadPath::Old => "old",
            ReadPath::Miss => "miss",
        };
        self.count("job_reads", label);
    }

    /// Counts a read of a list.
    pub fn list_read(&self, listing: Listing) {
        let label = match listing {
            Listing::New => "new",
            Listing::Mixed => "mixed",
            Listing::Old => "old",
        };
        self.count("job_list_reads", label);
    }

    /// Counts a request that named another workspace, or asked for a job that says it is another's.
    pub fn refused(&self, operation: Operation) {
        self.count("cross_workspace_refusals", operation.label());
    }

    /// Counts a request to enqueue.
    pub fn enqueue(&self, result: EnqueueResult) {
        self.count("enqueues", result.label());
    }

    /// Counts a new job that belongs under both schemas, and whether it got there.
    pub fn dual_write(&self, succeeded: bool) {
        self.count("dual_writes", if succeeded { "succeeded" } else { "failed" });
    }

    /// Counts what became of a queue entry.
    pub fn worked(&self, outcome: WorkOutcome) {
        self.count("worker_jobs", outcome.label());
    }

    /// Counts a lease that another worker let end.
    pub fn took_over(&self) {
        self.taken_over.inc();
    }

    /// Counts a job that the backfill looked at. `result` and `reason` are constants of the program.
    pub fn backfilled(&self, result: &'static str, reason: &'static str) {
        self.backfill
            .get_or_create(&[("result", result), ("reason", reason)])
            .inc();
    }

    /// Where to ask how many jobs were adopted; the first word counts.
    pub fn watch_adoption(&self, counts: impl Fn() -> Adopted + Send + Sync + 'static) {
        let _ = self.adoptions.set(Box::new(counts));
    }

    fn count_adoptions(&self) {
        let Some(adoptions) = self.adoptions.get() else {
            return;
        };
        let now = adoptions();
        let mut before = self.counted.write().unwrap_or_else(PoisonError::into_inner);
        self.adopted.inc_by(now.jobs.saturating_sub(before.jobs));
        for (label, grown) in [
            ("done", now.rounds.saturating_sub(before.rounds)),
            ("failed", now.failed.saturating_sub(before.failed)),
        ] {
            for _ in 0..grown {
                self.count("adoption_scans", label);
            }
        }
        *before = now;
    }

    /// The page that a scraper reads.
    #[must_use]
    pub fn page(&self) -> String {
        self.count_adoptions();
        let mut page = String::new();
        // Writing to a String cannot fail; a half page would be worse than none.
        match prometheus_client::encoding::text::encode(&mut page, &self.registry) {
            Ok(()) => page,
            Err(_) => String::new(),
        }
    }
}
