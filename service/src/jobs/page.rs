//! A page of a list, and what is asked of it.
//!
//! Positions are the store's, cursors are the HTTP layer's; this only carries them.
//! Invariant: a page says nothing about how many jobs there are.

use super::{Job, Status};
use crate::store::Position;

/// Which copy of a job answered a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadPath {
    /// The key that names the owner.
    New,
    /// None.
    Miss,
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
}

/// Which schema a list was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Listing {
    /// The index of keys that name the owner.
    New,
}
