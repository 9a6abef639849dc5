//! What a token permits.
//!
//! Scopes are whole, case-sensitive words (RFC 6749 section 3.3): no prefixes, no wildcards.
//! Invariant: the set is closed; a scope that this service does not know grants nothing.

/// A permission that an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Listing and reading jobs.
    ReadJobs,
    /// Enqueueing a job.
    Execute,
}

impl Scope {
    /// The word that stands for it in a token.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadJobs => "ai:jobs:read",
            Self::Execute => "ai:execute",
        }
    }

    /// Whether a space-separated scope claim contains this scope.
    #[must_use]
    pub fn is_granted_by(self, claim: &str) -> bool {
        claim.split(' ').any(|word| word == self.as_str())
    }
}
