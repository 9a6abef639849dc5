//! A page of a list, and what is asked of it.
//!
//! How a position becomes a cursor is the HTTP layer's matter; how it is stored is the store's.
//! Invariant: a page says nothing about how many jobs there are.

use super::job::{Job, Status};

/// Which copy of a job answered a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadPath {
    /// The key that names the owner.
    New,
    /// The key that does not.
    Old,
    /// None.
    Miss,
}

/// A job's place in the index of its workspace. Orders by time, then by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Microseconds since 1970. Below 2^53 for the next 250 years, so a sorted set's score holds it exactly.
    pub enqueued_at: i64,
    /// The id, which also separates jobs of one microsecond.
    pub job_id: String,
}

/// What a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only jobs of this status.
    pub status: Option<Status>,
    /// Only jobs older than this place.
    pub after: Option<Position>,
    /// At most so many.
    pub limit: usize,
}

/// Part of a workspace's jobs, newest first.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The jobs.
    pub jobs: Vec<Job>,
    /// Where the next page starts, if there may be one.
    pub next: Option<Position>,
    /// Where its jobs were.
    pub listing: Listing,
}

/// Which copies a page was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Listing {
    /// Copies under keys that name the owner, or none at all.
    #[default]
    New,
    /// Both.
    Mixed,
    /// Copies under keys that do not.
    Old,
}

impl Listing {
    /// The listing of a page with so many copies of either kind.
    #[must_use]
    pub const fn of(new: usize, old: usize) -> Self {
        match (new, old) {
            (_, 0) => Self::New,
            (0, _) => Self::Old,
            _ => Self::Mixed,
        }
    }
}
