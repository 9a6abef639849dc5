//! The workspace of the caller.
//!
//! There is no `FromStr`, no `Deserialize` and no constructor from text: a workspace comes only from a verified token. What
//! a request says about workspaces can only be *compared* with it.
//! Invariant: the text matches `[a-z0-9][a-z0-9_-]{0,31}`, so it holds no delimiter of a key.

use std::fmt;

use serde_json::Value;

use super::VerifiedToken;

const MAX_LENGTH: usize = 32;

/// The workspace that a verified token was issued for.
///
/// It cannot be made out of text:
///
/// ```compile_fail
/// use watertight_service::identity::Workspace;
/// fn of_a_request(text: &str) -> Option<Workspace> {
///     text.parse::<Workspace>().ok()
/// }
/// ```
///
/// but it can be read from a verified token:
///
/// ```
/// use watertight_service::identity::{VerifiedToken, Workspace};
/// fn of_a_token(token: &VerifiedToken) -> Option<Workspace> {
///     Workspace::of(token).ok()
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Workspace(String);

/// The token is valid but names no usable workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token names no usable workspace")]
pub struct NoWorkspace;

impl Workspace {
    /// The workspace that the token names.
    ///
    /// # Errors
    /// [`NoWorkspace`] if the claim is absent, not a string, or outside the grammar. Nothing is trimmed or folded.
    pub fn of(token: &VerifiedToken) -> Result<Self, NoWorkspace> {
        match token.workspace_claim() {
            Some(Value::String(text)) if is_well_formed(text) => Ok(Self(text.clone())),
            _ => Err(NoWorkspace),
        }
    }

    /// Whether the text could be the id of a workspace. For operators, who find ids in stored jobs. It makes no workspace.
    #[must_use]
    pub fn could_be(text: &str) -> bool {
        is_well_formed(text)
    }

    /// The id, for keys and answers.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the workspace that a request names, byte for byte.
    #[must_use]
    pub fn is(&self, candidate: &[u8]) -> bool {
        self.0.as_bytes() == candidate
    }
}

impl fmt::Debug for Workspace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Workspace({})", self.0)
    }
}

/// Whether the whole text is a workspace id.
pub(super) fn is_well_formed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((first, rest)) = bytes.split_first() else {
        return false;
    };
    bytes.len() <= MAX_LENGTH
        && (first.is_ascii_lowercase() || first.is_ascii_digit())
        && rest
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'))
}
