//! The job itself: what is asked for, and what is shown.
//!
//! The stored hash and the answer use the same field names. How a hash becomes a [`Job`] is the store's matter.
//! Invariant: a client can fill neither the owner nor the actor of an [`Enqueue`].

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

    /// Whether the job has ended.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }

    /// How far the job has come. The rank of a job never goes down.
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

/// A job that a client asks for.
#[derive(Debug, Clone)]
pub struct Enqueue {
    /// The provider that runs it.
    pub provider: ActionName,
    /// The action.
    pub action: ActionName,
    /// The parameters; any JSON.
    pub params: Value,
    /// Who asked: the subject of the token.
    pub actor: String,
    /// The client's own id for the request, if it wants to repeat the request safely.
    pub client_request_id: Option<String>,
}

impl Enqueue {
    /// A digest of the content: SHA-256 over canonical JSON. Two requests with one `client_request_id` are the same request
    /// if their digests are equal.
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
