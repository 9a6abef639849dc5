//! Which keys hold a job that can be carried over.
//!
//! A job is carried only if its owner could read it: what nobody is shown in one schema must not be shown in the other.
//! Invariant: every [`Move`] has an owner that could be a workspace, and both of its keys name the same job.

use super::{Move, Said};
use crate::identity::Workspace;
use crate::jobs::Status;
use crate::migration::{Direction, Schema};
use crate::store::JobKey;
use crate::store::record::instant_of;

/// Why a hash is not carried over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It names no workspace.
    NoWorkspace,
    /// What it names is no workspace.
    BadWorkspace,
    /// It is no job, or another one than its key says.
    NotAJob,
}

impl Move {
    /// The job under this key, if what it says of itself makes it one; `indexed` where it is to be in the index.
    ///
    /// # Errors
    /// Why it is not to be carried.
    pub fn of(direction: Direction, key: &[u8], said: &Said, indexed: bool) -> Result<Self, Unfit> {
        let text = |bytes: &Option<Vec<u8>>| String::from_utf8(bytes.clone()?).ok();
        if said.workspace.is_none() {
            return Err(Unfit::NoWorkspace);
        }
        let workspace = text(&said.workspace).filter(|text| Workspace::could_be(text));
        let workspace = workspace.ok_or(Unfit::BadWorkspace)?;
        let from = std::str::from_utf8(key)
            .ok()
            .and_then(|key| JobKey::parse(direction.source(), key))
            .ok_or(Unfit::NotAJob)?;
        let same_owner = direction.source() == Schema::Old || from.workspace() == workspace;
        let same_job = said.job_id.as_deref() == Some(from.job_id().as_bytes());
        let known = text(&said.status).is_some_and(|status| Status::named(&status).is_some());
        if !(same_owner && same_job && known) {
            return Err(Unfit::NotAJob);
        }
        let instant = || instant_of(&text(&said.enqueued_at).unwrap_or_default());
        Ok(Self {
            to: from.beside(direction.target(), &workspace),
            from: from.beside(direction.source(), &workspace),
            instant: indexed.then(instant),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn said(workspace: Option<&[u8]>, job_id: &str, status: &str) -> Said {
        Said {
            workspace: workspace.map(<[u8]>::to_vec),
            job_id: Some(job_id.as_bytes().to_vec()),
            status: Some(status.as_bytes().to_vec()),
            enqueued_at: Some(b"1970-01-01T00:00:01Z".to_vec()),
        }
    }

    #[test]
    fn an_id_keeps_its_colons() {
        let one = Move::of(
            Direction::Forward,
            b"ai:jobs:a:b:c",
            &said(Some(b"acme"), "a:b:c", "pending"),
            true,
        )
        .unwrap();
        assert_eq!(one.from.to_string(), "ai:jobs:a:b:c");
        assert_eq!(one.to.to_string(), "ai:job:acme:a:b:c");
        assert_eq!(one.instant, Some(1_000_000));
    }

    #[rstest]
    #[case(None, "j", "pending", Unfit::NoWorkspace)]
    #[case(Some(b"".as_slice()), "j", "pending", Unfit::BadWorkspace)]
    #[case(Some(b"acme\n".as_slice()), "j", "pending", Unfit::BadWorkspace)]
    #[case(Some(b"Acme".as_slice()), "j", "pending", Unfit::BadWorkspace)]
    #[case(Some(b"\xff".as_slice()), "j", "pending", Unfit::BadWorkspace)]
    #[case(Some(b"acme".as_slice()), "other", "pending", Unfit::NotAJob)]
    #[case(Some(b"acme".as_slice()), "j", "gone", Unfit::NotAJob)]
    fn what_nobody_is_shown_is_not_carried(
        #[case] workspace: Option<&[u8]>,
        #[case] id: &str,
        #[case] status: &str,
        #[case] why: Unfit,
    ) {
        let said = said(workspace, id, status);
        assert_eq!(Move::of(Direction::Forward, b"ai:jobs:j", &said, true), Err(why));
    }

    #[test]
    fn another_workspaces_new_key_is_not_carried_back() {
        let said = said(Some(b"globex"), "j", "pending");
        assert_eq!(
            Move::of(Direction::Reverse, b"ai:job:acme:j", &said, true),
            Err(Unfit::NotAJob)
        );
    }
}
