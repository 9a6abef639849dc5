//! What a key holds, as far as the backfill needs to know.
//!
//! Invariant: nothing that a job carries is in here.

/// The fields of a hash that say which job it is; `None` where a field is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFields {
    /// The owner.
    pub workspace: Option<Vec<u8>>,
    /// The job's id.
    pub job_id: Option<Vec<u8>>,
    /// The status.
    pub status: Option<Vec<u8>>,
    /// When the job was accepted.
    pub enqueued_at: Option<Vec<u8>>,
}

/// What a key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyContents {
    /// A hash.
    Hash(JobFields),
    /// A value of another type.
    OtherType,
    /// Nothing: the key expired or was removed.
    Nothing,
}
