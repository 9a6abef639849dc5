//! The two scopes of the contract, whatever a target calls them. Their names belong to `tokens`. The invariant: each
//! operation needs exactly one of them.

/// What a token may be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Listing and fetching.
    Read,
    /// Enqueuing.
    Execute,
}
