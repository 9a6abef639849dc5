//! The job itself: what is asked for, and what is shown.
//!
//! Field names are those of the stored hash and of the answer alike. How a hash becomes a [`Job`] is the store's matter.
//! Invariant: the owner and the actor of an [`Enqueue`] are not fields a client can fill.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::strict_json;

const MAX_ACTION_BYTES: usize = 64;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Waiting in the queue.
    Pending,
    /// Taken up.
    Running,
    /// Ended well.
    Completed,
    /// Ended badly.
    Failed,
}

impl Status {
    /// The word in hashes, queries and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing can come after it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }

    /// How far a job in it has come: a job never goes back.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Pending => 0,
            Self::Running => 1,
            Self::Completed | Self::Failed => 2,
        }
    }

    /// The status of that name, in exactly that spelling.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Pending, Self::Running, Self::Completed, Self::Failed]
            .into_iter()
            .find(|status| status.as_str() == name)
    }
}

/// The name of a provider or an action: `[A-Za-z0-9][A-Za-z0-9_.-]{0,63}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionName(String);

impl ActionName {
    /// The name, if the whole text is one.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let usable = text.len() <= MAX_ACTION_BYTES
            && text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
        usable.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A job that somebody wants done.
#[derive(Debug, Clone)]
pub struct Enqueue {
    /// Who carries it out.
    pub provider: ActionName,
    /// What is carried out.
    pub action: ActionName,
    /// With what; any JSON.
    pub params: Value,
    /// Who asked: the subject of the token.
    pub actor: String,
    /// The client's own name for the request, if it wants to repeat it safely.
    pub client_request_id: Option<String>,
}

impl Enqueue {
    /// What makes two requests with one `client_request_id` the same request: SHA-256 over the canonical content.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        use std::fmt::Write as _;
        let content = json!([self.provider.as_str(), self.action.as_str(), self.params]);
        let text = strict_json::canonical(&content);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
        digest
            .as_ref()
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

/// A job as its workspace sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Job {
    /// The id.
    pub job_id: String,
    /// Where it stands.
    pub status: Status,
    /// Who carries it out.
    pub action_provider: String,
    /// What is carried out.
    pub action_name: String,
    /// With what.
    #[schema(value_type = Value)]
    pub params: Box<RawValue>,
    /// The workspace that owns it.
    pub workspace_id: String,
    /// Who asked for it.
    pub actor_id: String,
    /// What came of it.
    #[schema(value_type = Value)]
    pub result: Box<RawValue>,
    /// When it was accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub enqueued_at: Option<Timestamp>,
    /// When it was taken up.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
}
