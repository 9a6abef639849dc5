//! Every possible label value.
//!
//! The sets are closed and spelled only here: no text of a request, a token or a job can become a label.
//! Invariant: every series of a [`Closed`] counter exists from the start.

use std::sync::atomic::AtomicU64;

use http::Method;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

type One = [(&'static str, &'static str); 1];
/// A plain counter.
pub(super) type Count = Counter<u64, AtomicU64>;

/// A counter with one label whose values are all known in advance.
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

/// The result of a request to enqueue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnqueueResult {
    /// A new job.
    Accepted,
    /// The job of an earlier request that is the same.
    Duplicate,
    /// Another request under an id that is taken.
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

/// What happened to a queue entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkOutcome {
    /// The action succeeded.
    Completed,
    /// The action failed, or was tried too many times.
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

/// What the backfill did with a key, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BackfillOutcome {
    /// Copied whole.
    Copied,
    /// There was an incomplete copy, which was completed.
    Completed,
    /// There was a copy already.
    AlreadyThere,
    /// It belongs to another workspace than the one asked for.
    Filtered,
    /// The key holds a value of another type.
    NotAHash,
    /// It names no workspace.
    NoWorkspace,
    /// The workspace that it names cannot be one.
    BadWorkspace,
    /// It is not a job, or not the job that its key names.
    NotAJob,
    /// It expired or was removed in the meantime.
    Vanished,
    /// A value of another type is in the copy's place.
    Occupied,
    /// In the copy's place is a job of another workspace or with another id.
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

    /// The reason.
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
