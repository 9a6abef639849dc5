//! The stored form of a job: a flat map of text.
//!
//! Field names and formats of the hash are here and nowhere else. Fields are read in a fixed order; other fields of a hash
//! are ignored.
//! Invariant: a record is shown only under the key that it says it belongs to. Anything else counts as unreadable.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use super::JobKey;
use crate::jobs::{Enqueue, Job, JobId, Status};

/// A field of the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The id, as in the key.
    JobId,
    /// The status.
    Status,
    /// The provider that runs it.
    ActionProvider,
    /// The action.
    ActionName,
    /// The parameters, as JSON.
    Params,
    /// The owner.
    WorkspaceId,
    /// Who asked for it.
    ActorId,
    /// The result, as JSON; empty until there is one.
    Result,
    /// When it was accepted.
    EnqueuedAt,
    /// When a worker started it.
    StartedAt,
    /// When it ended.
    FinishedAt,
}

impl Field {
    /// All of them, in the order in which they are read.
    pub const ALL: [Self; 11] = [
        Self::JobId,
        Self::Status,
        Self::ActionProvider,
        Self::ActionName,
        Self::Params,
        Self::WorkspaceId,
        Self::ActorId,
        Self::Result,
        Self::EnqueuedAt,
        Self::StartedAt,
        Self::FinishedAt,
    ];

    /// Its name in the hash.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::JobId => "job_id",
            Self::Status => "status",
            Self::ActionProvider => "action_provider",
            Self::ActionName => "action_name",
            Self::Params => "params",
            Self::WorkspaceId => "workspace_id",
            Self::ActorId => "actor_id",
            Self::Result => "result",
            Self::EnqueuedAt => "enqueued_at",
            Self::StartedAt => "started_at",
            Self::FinishedAt => "finished_at",
        }
    }
}

/// The fields of one hash.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Record {
    values: [Option<String>; Field::ALL.len()],
}

impl Record {
    /// A record of these values, in the order of [`Field::ALL`]; `None` if all of them are missing.
    #[must_use]
    pub fn of_values(values: [Option<String>; Field::ALL.len()]) -> Option<Self> {
        values.iter().any(Option::is_some).then_some(Self { values })
    }

    /// A new job, waiting.
    pub(super) fn pending(workspace: &str, job_id: &JobId, job: &Enqueue, enqueued_at: Timestamp) -> Self {
        let mut record = Self::default();
        for (field, value) in [
            (Field::JobId, job_id.as_str().to_owned()),
            (Field::Status, Status::Pending.as_str().to_owned()),
            (Field::ActionProvider, job.provider.as_str().to_owned()),
            (Field::ActionName, job.action.as_str().to_owned()),
            (Field::Params, job.params.to_string()),
            (Field::WorkspaceId, workspace.to_owned()),
            (Field::ActorId, job.actor.clone()),
            (Field::Result, String::new()),
            (Field::EnqueuedAt, time_text(enqueued_at)),
        ] {
            record.set(field, value);
        }
        record
    }

    /// The text of a field; empty if the field is missing.
    #[must_use]
    pub fn get(&self, field: Field) -> &str {
        self.values[field as usize].as_deref().unwrap_or_default()
    }

    /// Sets a field.
    pub fn set(&mut self, field: Field, text: String) {
        self.values[field as usize] = Some(text);
    }

    /// Removes a field.
    pub fn take(&mut self, field: Field) -> Option<String> {
        self.values[field as usize].take()
    }

    /// The fields that are set.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &str)> {
        Field::ALL
            .into_iter()
            .zip(&self.values)
            .filter_map(|(field, value)| Some((field, value.as_deref()?)))
    }

    /// Whether this is a whole job of the key's owner: the same owner, the same id, a known status.
    #[must_use]
    pub fn belongs_under(&self, key: &JobKey) -> bool {
        !key.workspace().is_empty()
            && self.get(Field::WorkspaceId) == key.workspace()
            && self.get(Field::JobId) == key.job_id()
            && self.status().is_some()
    }

    /// The job's status, if it is a known one.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        Status::named(self.get(Field::Status))
    }

    /// The job that this record describes, if it belongs under `key`. A damaged payload or time is shown as `null`, so that
    /// it does not hide the job.
    pub(super) fn into_job(mut self, key: &JobKey) -> Option<Job> {
        if !self.belongs_under(key) {
            return None;
        }
        Some(Job {
            status: self.status()?,
            enqueued_at: self.time(Field::EnqueuedAt),
            started_at: self.time(Field::StartedAt),
            finished_at: self.time(Field::FinishedAt),
            params: self.json(Field::Params),
            result: self.json(Field::Result),
            job_id: self.text(Field::JobId),
            action_provider: self.text(Field::ActionProvider),
            action_name: self.text(Field::ActionName),
            workspace_id: self.text(Field::WorkspaceId),
            actor_id: self.text(Field::ActorId),
        })
    }

    /// When the job was accepted, in microseconds since 1970. If that is not known, 0, so that the job comes last.
    pub(super) fn instant(&self) -> i64 {
        instant_of(self.get(Field::EnqueuedAt))
    }

    fn text(&mut self, field: Field) -> String {
        self.take(field).unwrap_or_default()
    }

    // The JSON is checked but not parsed into a value: it is shown exactly as it is stored.
    fn json(&mut self, field: Field) -> Box<RawValue> {
        let text = self.take(field).unwrap_or_default();
        // Most jobs have no result yet, so this saves making an error for each of them.
        if text.is_empty() {
            return RawValue::NULL.to_owned();
        }
        RawValue::from_string(text).unwrap_or_else(|_| RawValue::NULL.to_owned())
    }

    fn time(&self, field: Field) -> Option<Timestamp> {
        time_of(self.get(field))
    }
}

// Older code wrote times without a zone and meant UTC.
fn time_of(text: &str) -> Option<Timestamp> {
    if text.is_empty() {
        return None;
    }
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

/// The position in an index of a job with this time in its hash: microseconds since 1970. If the time is not known, 0, so
/// that the job comes last.
pub(super) fn instant_of(text: &str) -> i64 {
    time_of(text).map_or(0, |time| time.as_microsecond().max(0))
}

/// A time as the hash holds it.
pub(super) fn time_text(time: Timestamp) -> String {
    format!("{time:.6}")
}

/// Prints field names only: what a job carries must not reach a log.
impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_set()
            .entries(self.fields().map(|(field, _)| field.name()))
            .finish()
    }
}
