//! What was found under a key, and how a job and its copy compare.
//!
//! Invariant: contents of a job are not among it.

/// What a hash says of itself; `None` where it has no such field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Its owner.
    pub workspace: Option<Vec<u8>>,
    /// Its id.
    pub job_id: Option<Vec<u8>>,
    /// Its status.
    pub status: Option<Vec<u8>>,
    /// When it was accepted.
    pub enqueued_at: Option<Vec<u8>>,
}

/// What a key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A hash.
    Hash(Said),
    /// Something else.
    Other,
    /// Nothing: it has ended, or was taken away.
    Nothing,
}

/// What was there when a job and its copy were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Both.
    There,
    /// The job, and no copy.
    Absent,
    /// The job, and something that is no hash in the place of its copy.
    Occupied,
    /// The job, and a copy that says that it is another's.
    Foreign,
    /// No job.
    Vanished,
    /// Under the job's key, by now, something that is not this job.
    Changed,
    /// The job was taken away, since its copy is its equal.
    Removed,
    /// The store refused to say.
    Refused,
}

/// How a job and its copy compared, before anything was done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconciled {
    /// What was there.
    pub state: State,
    /// Fields that the copy lacks.
    pub lacking: u64,
    /// The copy's status comes before the job's.
    pub behind: bool,
    /// The copy's status comes after the job's: it is the newer one.
    pub newer: bool,
    /// They differ in something that no change of status explains.
    pub differs: bool,
    /// They end more than a second apart, or only one of them ends.
    pub ends: bool,
    /// The index has no entry for it, or one at another place.
    pub unlisted: bool,
    /// Whether something was done.
    pub mended: bool,
}

impl Reconciled {
    /// Nothing known but the state.
    #[must_use]
    pub const fn of(state: State) -> Self {
        Self {
            state,
            lacking: 0,
            behind: false,
            newer: false,
            differs: false,
            ends: false,
            unlisted: false,
            mended: false,
        }
    }
}
