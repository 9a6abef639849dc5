//! Every label value that there can be.
//!
//! Closed sets, spelled here and nowhere else: no text of a request, a token or a job can become one.
//! Invariant: every series of a [`Closed`] counter is there from the start.

use std::sync::atomic::AtomicU64;

use http::Method;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

type One = [(&'static str, &'static str); 1];
/// A plain counter.
pub(super) type Count = Counter<u64, AtomicU64>;

/// A counter with one label, whose values are all known beforehand.
pub(super) struct Closed {
    family: Family<One, Count>,
    label: &'static str,
}

impl Closed {
    /// Registers it with every series at zero.
    pub(super) fn register(
        registry: &mut Registry,
        (name, help): (&str, &str),
        label: &'static str,
        values: &[&'static str],
    ) -> Self {
        let family = Family::<One, Count>::default();
        for value in values {
            drop(family.get_or_create(&[(label, *value)]));
        }
        registry.register(name, help, family.clone());
        Self { family, label }
    }

    pub(super) fn inc(&self, value: &'static str) {
        self.family.get_or_create(&[(self.label, value)]).inc();
    }
}

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

/// What the backfill did with a job, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BackfillOutcome {
    /// Carried over whole.
    Copied,
    /// There was a part of it, which has been made whole.
    Completed,
    /// It was there already.
    AlreadyThere,
    /// Of another workspace than the one that was asked for.
    Filtered,
    /// The key holds something that is no hash.
    NotAHash,
    /// It names no workspace.
    NoWorkspace,
    /// What it names is no workspace.
    BadWorkspace,
    /// A hash that is no job, or another one than its key says.
    NotAJob,
    /// It came to its end meanwhile.
    Vanished,
    /// Something that is no hash is in its place.
    Occupied,
    /// In its place is a job that says that it is another's.
    Foreign,
    /// The store refused.
    Refused,
}

impl BackfillOutcome {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 12] = [
        Self::Copied,
        Self::Completed,
        Self::AlreadyThere,
        Self::Filtered,
        Self::NotAHash,
        Self::NoWorkspace,
        Self::BadWorkspace,
        Self::NotAJob,
        Self::Vanished,
        Self::Occupied,
        Self::Foreign,
        Self::Refused,
    ];

    /// `migrated`, `skipped` or `failed`.
    #[must_use]
    pub const fn result(self) -> &'static str {
        match self {
            Self::Copied | Self::Completed => "migrated",
            Self::Occupied | Self::Foreign | Self::Refused => "failed",
            Self::AlreadyThere
            | Self::Filtered
            | Self::NotAHash
            | Self::NoWorkspace
            | Self::BadWorkspace
            | Self::NotAJob
            | Self::Vanished => "skipped",
        }
    }

    /// Why.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Copied => "copied",
            Self::Completed => "completed",
            Self::AlreadyThere => "already_there",
            Self::Filtered => "filtered",
            Self::NotAHash => "not_a_hash",
            Self::NoWorkspace => "no_workspace",
            Self::BadWorkspace => "bad_workspace",
            Self::NotAJob => "not_a_job",
            Self::Vanished => "vanished",
            Self::Occupied => "occupied",
            Self::Foreign => "foreign",
            Self::Refused => "refused",
        }
    }

    pub(super) const fn labels(self) -> [(&'static str, &'static str); 2] {
        [("result", self.result()), ("reason", self.reason())]
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
