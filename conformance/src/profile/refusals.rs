//! The `[refusals]` section of a profile: which status stands for which class of refusal. Judging an answer belongs to
//! `oracle`. The invariant: a class that no profile may change has its status here.

use serde::Deserialize;

/// A class of refusals; the profile says which status stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No or bad credentials.
    Unauthenticated,
    /// No usable workspace claim.
    NoWorkspace,
    /// A scope is lacking.
    Scope,
    /// Another workspace was named.
    Foreign,
    /// No such job for this caller.
    NotFound,
    /// Invalid input.
    Invalid,
    /// Wrong media type.
    MediaType,
    /// Too large.
    TooLarge,
    /// An idempotency conflict.
    Conflict,
}

/// Which status stands for which refusal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Refusals {
    /// No or bad credentials.
    pub unauthenticated: u16,
    /// A sound token without a usable workspace.
    pub no_workspace: u16,
    /// A workspace that is not the token's.
    pub foreign_workspace: u16,
    /// Another workspace's job, or none.
    pub not_found: u16,
    /// Invalid input; 400 or 422 where not fixed.
    pub invalid: Option<u16>,
}

impl Default for Refusals {
    fn default() -> Self {
        Self {
            unauthenticated: 401,
            no_workspace: 403,
            foreign_workspace: 403,
            not_found: 404,
            invalid: None,
        }
    }
}

impl Refusals {
    /// Whether this status stands for this refusal.
    #[must_use]
    pub fn accepts(&self, refusal: Refusal, status: u16) -> bool {
        match refusal {
            Refusal::Unauthenticated => status == self.unauthenticated,
            Refusal::NoWorkspace => status == self.no_workspace,
            Refusal::Scope => status == 403,
            Refusal::Foreign => status == self.foreign_workspace,
            Refusal::NotFound => status == self.not_found,
            Refusal::Invalid => self
                .invalid
                .map_or(matches!(status, 400 | 422), |fixed| status == fixed),
            Refusal::MediaType => status == 415,
            Refusal::TooLarge => status == 413,
            Refusal::Conflict => status == 409,
        }
    }
}
