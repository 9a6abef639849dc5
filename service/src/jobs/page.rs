//! A page of a list, and the query for it.
//!
//! How a position becomes a cursor is the HTTP layer's matter; how it is stored is the store's.
//! Invariant: a page does not tell how many jobs there are.

use super::job::{Job, Status};

/// Which copy of a job answered a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadPath {
    /// The copy under the key that names the owner.
    New,
    /// The copy under the old key, which does not name it.
    Old,
    /// No copy.
    Miss,
}

/// A job's position in the index of its workspace. Ordered by time, then by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Microseconds since 1970. Below 2^53 for the next 250 years, so a sorted set's score holds it exactly.
    pub enqueued_at: i64,
    /// The id, which orders jobs of the same microsecond.
    pub job_id: String,
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only jobs of this status.
    pub status: Option<Status>,
    /// Only jobs after this position, which are older.
    pub after: Option<Position>,
    /// At most this many.
    pub limit: usize,
}

/// Part of a workspace's jobs, newest first.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The jobs.
    pub jobs: Vec<Job>,
    /// Where the next page starts, if there may be one.
    pub next: Option<Position>,
    /// Which copies its jobs come from.
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
    /// Copies under old keys, which do not name the owner.
    Old,
}

impl Listing {
    /// The listing of a page with these numbers of new and old copies.
    #[must_use]
    pub const fn of(new: usize, old: usize) -> Self {
        match (new, old) {
            (_, 0) => Self::New,
            (0, _) => Self::Old,
            _ => Self::Mixed,
        }
    }
}
