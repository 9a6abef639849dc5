//! A token that a verifier has accepted.
//!
//! Only [`VerifiedToken::verify`] makes one, whichever verifier is used.
//! Invariant: it names a subject, and its claims cannot be changed afterwards.

use serde_json::Value;

use super::{Bearer, Claims, Scope, TokenFault, Verifier};

/// The longest subject that is stored with a job.
const MAX_SUBJECT_BYTES: usize = 256;

/// The claims of a token whose signature and registered claims are valid.
#[derive(Debug, Clone)]
pub struct VerifiedToken {
    subject: String,
    claims: Claims,
}

impl VerifiedToken {
    /// Asks the verifier, then checks for a usable subject, because every job records who asked for it.
    ///
    /// # Errors
    /// The verifier's reason, or [`TokenFault::Claims`] for an unusable `sub`.
    pub fn verify(verifier: &dyn Verifier, bearer: &Bearer) -> Result<Self, TokenFault> {
        let claims = verifier.verify(bearer)?;
        let subject = match claims.0.get("sub") {
            Some(Value::String(text)) if !text.is_empty() && text.len() <= MAX_SUBJECT_BYTES => text.clone(),
            _ => return Err(TokenFault::Claims),
        };
        Ok(Self { subject, claims })
    }

    /// Who the token was issued for.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Whether the token's `scope` claim grants `scope`. A claim of any type but string grants nothing.
    #[must_use]
    pub fn grants(&self, scope: Scope) -> bool {
        match self.claims.0.get("scope") {
            Some(Value::String(words)) => scope.is_granted_by(words),
            _ => false,
        }
    }

    pub(super) fn workspace_claim(&self) -> Option<&Value> {
        self.claims.0.get("workspace_id")
    }
}
