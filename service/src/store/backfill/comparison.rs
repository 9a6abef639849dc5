//! How a job and its copy compare.
//!
//! Invariant: nothing that a job carries is in here.

/// What was there when a job and its copy were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyState {
    /// The job and a copy.
    There,
    /// The job without a copy.
    Absent,
    /// The job, and a value of another type in the copy's place.
    Occupied,
    /// The job, and a copy that names another workspace or another id.
    Foreign,
    /// No job.
    Vanished,
    /// The job's key holds something else by now.
    Changed,
    /// The job was removed, because its copy is equal.
    Removed,
    /// The store refused to compare.
    Refused,
}

/// How a job and its copy compared, before anything was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// What was there.
    pub state: CopyState,
    /// How many fields the copy lacks.
    pub missing_fields: u64,
    /// The copy's status comes before the job's.
    pub behind: bool,
    /// The copy's status comes after the job's, so the copy is newer.
    pub newer: bool,
    /// They differ in a way that no change of status explains.
    pub fields_differ: bool,
    /// They expire more than a second apart, or only one of them expires.
    pub expiry_differs: bool,
    /// The index has no entry for the job, or one at another position.
    pub index_differs: bool,
    /// Whether the copy or the index was corrected.
    pub repaired: bool,
}

impl Comparison {
    /// A comparison of which only the state is known.
    #[must_use]
    pub const fn of(state: CopyState) -> Self {
        Self {
            state,
            missing_fields: 0,
            behind: false,
            newer: false,
            fields_differ: false,
            expiry_differs: false,
            index_differs: false,
            repaired: false,
        }
    }
}
