//! A job and its copy: which keys hold a job that may be copied.
//!
//! A job is copied only if its owner could read it: a job that is hidden in one schema must not appear in the other.
//! Invariant: every pair has an owner that could be a workspace, and both of its keys name the same job.

use super::contents::JobFields;
use crate::identity::Workspace;
use crate::jobs::Status;
use crate::migration::{Direction, Schema};
use crate::store::JobKey;
use crate::store::record::instant_of;

/// The key of a job, and the key of its copy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CopyPair {
    /// The job.
    pub from: JobKey,
    /// Its copy.
    pub to: JobKey,
    /// The job's score in the index of its workspace, in microseconds since 1970; `None` if it is not to be indexed.
    pub score: Option<i64>,
}

/// Why a hash is not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ineligible {
    /// It names no workspace.
    NoWorkspace,
    /// The workspace that it names cannot be one.
    BadWorkspace,
    /// It is not a job, or not the job that its key names.
    NotAJob,
}

impl CopyPair {
    /// The pair of the job under this key, if its fields make it a job; `indexed` if it is to be in the index.
    ///
    /// # Errors
    /// Why it is not to be copied.
    pub fn of(
        direction: Direction,
        key: &[u8],
        fields: &JobFields,
        indexed: bool,
    ) -> Result<Self, Ineligible> {
        let text = |bytes: &Option<Vec<u8>>| String::from_utf8(bytes.clone()?).ok();
        if fields.workspace.is_none() {
            return Err(Ineligible::NoWorkspace);
        }
        let workspace = text(&fields.workspace).filter(|text| Workspace::could_be(text));
        let workspace = workspace.ok_or(Ineligible::BadWorkspace)?;
        let from = std::str::from_utf8(key)
            .ok()
            .and_then(|key| JobKey::parse(direction.source(), key))
            .ok_or(Ineligible::NotAJob)?;
        let same_owner = direction.source() == Schema::Old || from.workspace() == workspace;
        let same_job = fields.job_id.as_deref() == Some(from.job_id().as_bytes());
        let known = text(&fields.status).is_some_and(|status| Status::named(&status).is_some());
        if !(same_owner && same_job && known) {
            return Err(Ineligible::NotAJob);
        }
        let score = || instant_of(&text(&fields.enqueued_at).unwrap_or_default());
        Ok(Self {
            to: from.in_schema(direction.target(), &workspace),
            from: from.in_schema(direction.source(), &workspace),
            score: indexed.then(score),
        })
    }

    /// The workspace that owns the job.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.from.workspace()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn fields(workspace: Option<&[u8]>, job_id: &str, status: &str) -> JobFields {
        JobFields {
            workspace: workspace.map(<[u8]>::to_vec),
            job_id: Some(job_id.as_bytes().to_vec()),
            status: Some(status.as_bytes().to_vec()),
            enqueued_at: Some(b"1970-01-01T00:00:01Z".to_vec()),
        }
    }

    #[test]
    fn an_id_keeps_its_colons() {
        let pair = CopyPair::of(
            Direction::Forward,
            b"ai:jobs:a:b:c",
            &fields(Some(b"acme"), "a:b:c", "pending"),
            true,
        )
        .unwrap();
        assert_eq!(pair.from.to_string(), "ai:jobs:a:b:c");
        assert_eq!(pair.to.to_string(), "ai:job:acme:a:b:c");
        assert_eq!(pair.score, Some(1_000_000));
    }

    #[rstest]
    #[case(None, "j", "pending", Ineligible::NoWorkspace)]
    #[case(Some(b"".as_slice()), "j", "pending", Ineligible::BadWorkspace)]
    #[case(Some(b"acme\n".as_slice()), "j", "pending", Ineligible::BadWorkspace)]
    #[case(Some(b"Acme".as_slice()), "j", "pending", Ineligible::BadWorkspace)]
    #[case(Some(b"\xff".as_slice()), "j", "pending", Ineligible::BadWorkspace)]
    #[case(Some(b"acme".as_slice()), "other", "pending", Ineligible::NotAJob)]
    #[case(Some(b"acme".as_slice()), "j", "gone", Ineligible::NotAJob)]
    fn a_hash_that_is_hidden_is_not_copied(
        #[case] workspace: Option<&[u8]>,
        #[case] id: &str,
        #[case] status: &str,
        #[case] reason: Ineligible,
    ) {
        let fields = fields(workspace, id, status);
        assert_eq!(
            CopyPair::of(Direction::Forward, b"ai:jobs:j", &fields, true),
            Err(reason)
        );
    }

    #[test]
    fn a_new_key_of_another_workspace_is_not_copied_back() {
        let fields = fields(Some(b"globex"), "j", "pending");
        assert_eq!(
            CopyPair::of(Direction::Reverse, b"ai:job:acme:j", &fields, true),
            Err(Ineligible::NotAJob)
        );
    }
}
