//! The stored form of a job: a flat map of text.
//!
//! Field names and formats of the hash live here and nowhere else.
//! Invariant: a record is shown only under the key that it says it belongs to; anything else counts as unreadable.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::JobKey;
use crate::jobs::{Enqueue, Job, JobId, Status};

/// The fields of one hash.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// By name.
    pub fields: BTreeMap<String, String>,
}

impl Record {
    /// A new job, waiting.
    pub(super) fn pending(workspace: &str, job_id: &JobId, job: &Enqueue, enqueued_at: Timestamp) -> Self {
        let fields = [
            ("job_id", job_id.as_str().to_owned()),
            ("status", Status::Pending.as_str().to_owned()),
            ("action_provider", job.provider.as_str().to_owned()),
            ("action_name", job.action.as_str().to_owned()),
            ("params", job.params.to_string()),
            ("workspace_id", workspace.to_owned()),
            ("actor_id", job.actor.clone()),
            ("result", String::new()),
            ("enqueued_at", format!("{enqueued_at:.6}")),
        ];
        Self {
            fields: fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }

    /// The job that this record describes, if it belongs under `key`.
    ///
    /// Owner, id and status must be right; a damaged payload or time is shown as `null` rather than hiding the job.
    pub(super) fn job_under(&self, key: &JobKey) -> Option<Job> {
        if self.text("workspace_id") != key.workspace() || self.text("job_id") != key.job_id() {
            return None;
        }
        Some(Job {
            job_id: key.job_id().to_owned(),
            status: Status::named(self.text("status"))?,
            action_provider: self.text("action_provider").to_owned(),
            action_name: self.text("action_name").to_owned(),
            params: self.json("params"),
            workspace_id: key.workspace().to_owned(),
            actor_id: self.text("actor_id").to_owned(),
            result: self.json("result"),
            enqueued_at: self.time("enqueued_at"),
            started_at: self.time("started_at"),
            finished_at: self.time("finished_at"),
        })
    }

    fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(self.text(name)).unwrap_or(Value::Null)
    }

    fn time(&self, name: &str) -> Option<Timestamp> {
        self.text(name).parse().ok()
    }
}

/// Field names only: what a job carries is nobody's business in a log.
impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.fields.keys()).finish()
    }
}
