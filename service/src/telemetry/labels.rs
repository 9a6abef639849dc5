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
