//! Job ids.
//!
//! Opaque text. The ids made here are UUIDs of version 4, with 122 random bits. Version 7 would tell whoever has an id when
//! the job was made.
//! Invariant: not empty, at most 128 bytes, no NUL.

use uuid::Uuid;

const MAX_BYTES: usize = 128;

/// The id of a job. Knowing an id grants nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(String);

impl JobId {
    /// A new, unguessable id.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    /// The id that this text is, if it could be one.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let usable = (1..=MAX_BYTES).contains(&text.len()) && !text.contains('\0');
        usable.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
