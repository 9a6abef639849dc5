//! Every label value that there can be.
//!
//! Closed sets, spelled here and nowhere else: no text of a request, a token or a job can become one.
//! Invariant: a counter with a label is in [`ALL_LABELS`] with all its values.

use http::Method;

type Labelled = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// Counters with one label: name, help, label, values.
pub(super) const ALL_LABELS: [Labelled; 7] = [
    (
        "job_reads",
        "Reads of one job by the copy that answered",
        "path",
        &["new", "old", "miss"],
    ),
    (
        "job_list_reads",
        "Reads of a list by the schemas that answered",
        "path",
        &["new", "mixed", "old"],
    ),
    (
        "dual_writes",
        "New jobs that belong under both schemas, by whether they got there",
        "result",
        &["succeeded", "failed"],
    ),
    (
        "cross_workspace_refusals",
        "Requests for what belongs to another workspace than the token's",
        "operation",
        &["list", "get", "execute"],
    ),
    (
        "enqueues",
        "Requests to enqueue by result",
        "result",
        &["accepted", "duplicate", "conflict", "failed"],
    ),
    (
        "worker_jobs",
        "Queue entries by what became of them",
        "outcome",
        &["completed", "failed", "orphan", "late"],
    ),
    (
        "adoption_scans",
        "Walks through the old schema for jobs without an index entry",
        "result",
        &["done", "failed"],
    ),
];

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

impl Operation {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Get => "get",
            Self::Execute => "execute",
        }
    }
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

impl EnqueueResult {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::Failed => "failed",
        }
    }
}

/// What became of a queue entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkOutcome {
    /// The action ended well.
    Completed,
    /// The action ended badly, or was begun too often.
    Failed,
    /// There was no such job.
    Orphan,
    /// The job had an outcome already.
    Late,
}

impl WorkOutcome {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Orphan => "orphan",
            Self::Late => "late",
        }
    }
}

pub(super) fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    }
}

pub(super) fn status_label(status: u16) -> &'static str {
    match status {
        0..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
