//! Cursors: where the next page of a list starts.
//!
//! A cursor is opaque, authenticated, and bound to a workspace and a filter, so that it works only for the caller who
//! received it. It is not a credential: it grants nothing that the token does not.
//! Invariant: a cursor holds only the position of a job that its reader has already seen.

use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::TryRngCore as _;

use crate::identity::Workspace;
use crate::jobs::{Position, Status};

const VERSION: u8 = 1;
const TAG_BYTES: usize = 32;
const TIME_BYTES: usize = 8;
const MIN_KEY_BYTES: usize = 32;
/// Version, time, the longest id and the tag, in base64.
const MAX_TEXT_BYTES: usize = (1 + TIME_BYTES + 128 + TAG_BYTES).div_ceil(3) * 4;

/// The key that cursors are authenticated with.
#[derive(Clone)]
pub struct CursorKey(Arc<hmac::Key>);

/// A cursor or a key that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CursorFault {
    /// The key is too short to protect anything.
    #[error("holds fewer than 32 bytes: write 32 random bytes into it")]
    ShortKey,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    NoEntropy,
    /// Not a cursor of this workspace and filter.
    #[error("not a cursor of this list")]
    Forged,
}

impl CursorKey {
    /// A key of this process alone. Its cursors are valid only until the process ends, and other replicas refuse them.
    ///
    /// # Errors
    /// [`CursorFault::NoEntropy`].
    pub fn random() -> Result<Self, CursorFault> {
        let mut bytes = [0; MIN_KEY_BYTES];
        rand::rngs::OsRng
            .try_fill_bytes(&mut bytes)
            .map_err(|_| CursorFault::NoEntropy)?;
        Self::from_bytes(&bytes)
    }

    /// A key from configuration.
    ///
    /// # Errors
    /// [`CursorFault::ShortKey`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CursorFault> {
        if bytes.len() < MIN_KEY_BYTES {
            return Err(CursorFault::ShortKey);
        }
        Ok(Self(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, bytes))))
    }

    /// Writes a position as a cursor.
    #[must_use]
    pub fn seal(&self, workspace: &Workspace, filter: Option<Status>, position: &Position) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(position.enqueued_at.to_be_bytes());
        bytes.extend(position.job_id.as_bytes());
        let tag = hmac::sign(&self.0, &bound(workspace, filter, &bytes));
        bytes.extend(tag.as_ref());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor back.
    ///
    /// # Errors
    /// [`CursorFault::Forged`], whatever the reason.
    pub fn open(
        &self,
        workspace: &Workspace,
        filter: Option<Status>,
        text: &str,
    ) -> Result<Position, CursorFault> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(CursorFault::Forged);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorFault::Forged)?;
        let (content, tag) = bytes.split_last_chunk::<TAG_BYTES>().ok_or(CursorFault::Forged)?;
        hmac::verify(&self.0, &bound(workspace, filter, content), tag).map_err(|_| CursorFault::Forged)?;
        let (version, content) = content.split_first().ok_or(CursorFault::Forged)?;
        let (time, id) = content
            .split_first_chunk::<TIME_BYTES>()
            .ok_or(CursorFault::Forged)?;
        let job_id = String::from_utf8(id.to_vec()).map_err(|_| CursorFault::Forged)?;
        if *version != VERSION {
            return Err(CursorFault::Forged);
        }
        Ok(Position {
            enqueued_at: i64::from_be_bytes(*time),
            job_id,
        })
    }
}

/// What the tag covers. Each part is preceded by its length, so that no two lists give the same bytes.
fn bound(workspace: &Workspace, filter: Option<Status>, content: &[u8]) -> Vec<u8> {
    let name = workspace.as_str().as_bytes();
    let filter = filter.map_or("", Status::as_str).as_bytes();
    let mut bytes = Vec::with_capacity(2 + name.len() + filter.len() + content.len());
    for part in [name, filter] {
        // Both are far below 256 bytes.
        bytes.push(u8::try_from(part.len()).unwrap_or(u8::MAX));
        bytes.extend(part);
    }
    bytes.extend(content);
    bytes
}
