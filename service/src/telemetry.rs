//! What the operator sees: metrics and logs.
//!
//! Metrics are a value, not a global, so that two services in one process count apart. Tokens, contents and names of
//! workspaces do not belong here.
//! Invariant: every label comes from a closed set, so no request can create a series.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use http::Method;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use tracing_subscriber::EnvFilter;

use crate::jobs::{Listing, ReadPath};

type One = [(&'static str, &'static str); 1];
type Three = [(&'static str, &'static str); 3];
type Count = Counter<u64, AtomicU64>;

/// An operation of the API, for counting refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Listing jobs.
    List,
    /// Reading one job.
    Get,
    /// Enqueueing a job.
    Execute,
}

/// What came of a request to enqueue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnqueueResult {
    /// A new job.
    Accepted,
    /// The job of an earlier, equal request.
    Duplicate,
    /// An unequal request under a used id.
    Conflict,
    /// The store failed.
    Failed,
}

/// The metrics of one service.
pub struct Telemetry {
    registry: Registry,
    latency: Family<Three, Histogram>,
    job_reads: Family<One, Count>,
    job_list_reads: Family<One, Count>,
    refusals: Family<One, Count>,
    enqueues: Family<One, Count>,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self::new()
    }
}

impl Telemetry {
    /// Metrics at zero.
    #[must_use]
    pub fn new() -> Self {
        let mut registry = Registry::default();
        let latency = Family::<Three, Histogram>::new_with_constructor(|| {
            Histogram::new([
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
            ])
        });
        let job_reads = Family::default();
        let job_list_reads = Family::default();
        let refusals = Family::default();
        let enqueues = Family::default();
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request's head to its answer's head",
            Unit::Seconds,
            latency.clone(),
        );
        registry.register(
            "job_reads",
            "Reads of one job by the copy that answered",
            job_reads.clone(),
        );
        registry.register(
            "job_list_reads",
            "Reads of a list by the schema that answered",
            job_list_reads.clone(),
        );
        registry.register(
            "cross_workspace_refusals",
            "Requests that named another workspace than their token",
            refusals.clone(),
        );
        registry.register("enqueues", "Requests to enqueue by result", enqueues.clone());
        Self {
            registry,
            latency,
            job_reads,
            job_list_reads,
            refusals,
            enqueues,
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
            ReadPath::Miss => "miss",
        };
        self.job_reads.get_or_create(&[("path", label)]).inc();
    }

    /// Counts a read of a list.
    pub fn list_read(&self, listing: Listing) {
        let label = match listing {
            Listing::New => "new",
        };
        self.job_list_reads.get_or_create(&[("path", label)]).inc();
    }

    /// Counts a request that named another workspace.
    pub fn refused(&self, operation: Operation) {
        let label = match operation {
            Operation::List => "list",
            Operation::Get => "get",
            Operation::Execute => "execute",
        };
        self.refusals.get_or_create(&[("operation", label)]).inc();
    }

    /// Counts a request to enqueue.
    pub fn enqueue(&self, result: EnqueueResult) {
        let label = match result {
            EnqueueResult::Accepted => "accepted",
            EnqueueResult::Duplicate => "duplicate",
            EnqueueResult::Conflict => "conflict",
            EnqueueResult::Failed => "failed",
        };
        self.enqueues.get_or_create(&[("result", label)]).inc();
    }

    /// The page that a scraper reads.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = String::new();
        // Writing to a String cannot fail; a half page would be worse than none.
        match prometheus_client::encoding::text::encode(&mut page, &self.registry) {
            Ok(()) => page,
            Err(_) => String::new(),
        }
    }
}

fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    }
}

fn status_label(status: u16) -> &'static str {
    match status {
        0..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

/// Starts JSON logs on standard error. A second call in one process changes nothing.
///
/// # Errors
/// When the directive is not one that `tracing` knows, such as `info` or `watertight_service=debug`.
pub fn start_logs(directive: &str) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::builder().parse(directive)?;
    // Fails only if there are logs already.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    Ok(())
}
