//! The jobs of one workspace: the only way to a job for a request.
//!
//! No method of the handle takes a workspace, so there is no second answer to the question of whose job it is. Where jobs are
//! read and written follows from [`crate::migration::plan`].
//! Invariant: whatever is returned belongs to the handle's workspace.

use std::time::Duration;

use jiff::Timestamp;

use super::copies::{self, Copy};
use super::storage::Storage;
use super::{
    Applied, Batch, Claim, IdempotencyKey, IndexEntry, IndexKey, JobKey, Put, QueueEntry, Record, StoreError,
    Sweep,
};
use crate::identity::Workspace;
use crate::jobs::{Enqueue, Job, JobId, Listing, Page, Position, Query, ReadPath};
use crate::migration::{Operation, Schema, Write, plan};

/// How long a `client_request_id` stays taken.
const CLAIM_TTL: Duration = Duration::from_secs(24 * 60 * 60);
/// How many index entries are read at once when a list has a filter.
const FILTER_CHUNK: usize = 200;
/// After this many index entries, a page that is not empty is returned even if it is not full.
const ENOUGH_READ: usize = 1_000;
/// After this many index entries, even an empty page is returned, so that every request ends.
const MOST_READ: usize = 20_000;

/// The jobs of one workspace.
///
/// Jobs cannot be reached without it, and not by the name of a workspace either:
///
/// ```compile_fail
/// use watertight_service::{jobs::JobId, store::Jobs};
/// async fn read(jobs: &Jobs, id: &JobId) {
///     let _ = jobs.for_workspace("globex").get(id).await;
/// }
/// ```
///
/// and no method takes a workspace:
///
/// ```compile_fail
/// use watertight_service::{identity::Workspace, jobs::JobId, store::WorkspaceJobs};
/// async fn read(jobs: &WorkspaceJobs, other: &Workspace, id: &JobId) {
///     let _ = jobs.get(other, id).await;
/// }
/// ```
///
/// This compiles:
///
/// ```
/// use watertight_service::{identity::Workspace, jobs::JobId, store::Jobs};
/// async fn read(jobs: &Jobs, workspace: &Workspace, id: &JobId) {
///     let _ = jobs.for_workspace(workspace).get(id).await;
/// }
/// ```
#[derive(Clone)]
pub struct WorkspaceJobs {
    storage: Storage,
    workspace: Workspace,
}

/// The result of a read, and which copy it comes from.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The job, if this workspace has it.
    pub job: Option<Job>,
    /// Which copy it comes from.
    pub path: ReadPath,
    /// Whether a copy was passed over because it says that it belongs to another workspace.
    pub foreign: bool,
}

/// The result of a request to enqueue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enqueued {
    /// A new job.
    Fresh(JobId),
    /// The job that the same request made earlier.
    Again(JobId),
    /// The request id was used for something else.
    Conflict,
}

impl WorkspaceJobs {
    pub(super) fn new(storage: Storage, workspace: Workspace) -> Self {
        Self { storage, workspace }
    }

    /// Reads one job.
    ///
    /// # Errors
    /// When the store cannot tell.
    pub async fn get(&self, id: &JobId) -> Result<Lookup, StoreError> {
        let ids = std::slice::from_ref(id);
        let copies = copies::read(&self.storage, &self.workspace, ids, Operation::Get).await?;
        let copy = copies.into_iter().next();
        let foreign = copy.as_ref().is_some_and(|copy| copy.foreign);
        Ok(match copy.and_then(|copy| copy.job) {
            None => Lookup {
                job: None,
                path: ReadPath::Miss,
                foreign,
            },
            Some((job, schema)) => Lookup {
                job: Some(job),
                path: match schema {
                    Schema::New => ReadPath::New,
                    Schema::Old => ReadPath::Old,
                },
                foreign,
            },
        })
    }

    /// Reads a page, newest first. Index entries without a job are skipped, and the page is filled with later entries.
    ///
    /// # Errors
    /// When the store cannot tell. A part of a page is never returned.
    pub async fn list(&self, query: &Query) -> Result<Page, StoreError> {
        self.storage.adopt().await?;
        let index = IndexKey::of(&self.workspace);
        let wanted = query.limit.saturating_add(1);
        let chunk = if query.status.is_some() {
            wanted.max(FILTER_CHUNK)
        } else {
            wanted
        };
        let mut found: Vec<(Job, Schema, Position)> = Vec::new();
        let mut dangling = Vec::new();
        let mut after = query.after.clone();
        let mut read = 0;
        let ended = loop {
            let positions = self.storage.backend.page(&index, after.as_ref(), chunk).await?;
            read += positions.len();
            let ended = positions.len() < chunk;
            for (position, copy) in copies::at(&self.storage, &self.workspace, &positions).await? {
                match copy {
                    Copy {
                        job: Some((job, schema)),
                        ..
                    } => {
                        if query.status.is_none_or(|status| status == job.status) {
                            found.push((job, schema, position));
                        }
                    }
                    Copy {
                        job: None,
                        absent: true,
                        key,
                        ..
                    } => {
                        dangling.push(Sweep {
                            index: index.clone(),
                            key,
                        });
                    }
                    Copy {
                        job: None,
                        absent: false,
                        ..
                    } => {}
                }
            }
            after = positions.into_iter().next_back().or(after);
            if ended
                || found.len() >= wanted
                || read >= MOST_READ
                || (read >= ENOUGH_READ && !found.is_empty())
            {
                break ended;
            }
        };
        copies::sweep(&self.storage, dangling).await;
        let next = if found.len() > query.limit {
            found.truncate(query.limit);
            found.last().map(|(_, _, position)| position.clone())
        } else if ended {
            None
        } else {
            after
        };
        let old = found
            .iter()
            .filter(|(_, schema, _)| *schema == Schema::Old)
            .count();
        Ok(Page {
            next,
            listing: Listing::of(found.len() - old, old),
            jobs: found.into_iter().map(|(job, ..)| job).collect(),
        })
    }

    /// Enqueues a job: hash, index, queue and request id are written in one step, or none of them.
    ///
    /// # Errors
    /// When the store cannot say that it was done. Repeating with the same request id is then safe.
    pub async fn enqueue(&self, job: &Enqueue) -> Result<Enqueued, StoreError> {
        let id = JobId::fresh();
        let batch = self.batch(&id, job, Timestamp::now());
        Ok(match self.storage.backend.apply(&batch).await? {
            Applied::Done => Enqueued::Fresh(id),
            Applied::Duplicate {
                job_id,
                fingerprint_matches: true,
            } => match JobId::of_text(&job_id) {
                Some(id) => Enqueued::Again(id),
                None => return Err(StoreError::Occupied { what: "request id" }),
            },
            Applied::Duplicate {
                fingerprint_matches: false,
                ..
            } => Enqueued::Conflict,
        })
    }

    fn batch(&self, id: &JobId, job: &Enqueue, now: Timestamp) -> Batch {
        let record = Record::pending(self.workspace.as_str(), id, job, now);
        let lifetime = self
            .storage
            .lifetime
            .and_then(|time| i64::try_from(time.as_millis()).ok());
        // Both copies expire at the same time, so that neither outlives the other.
        let expires_at = lifetime.map(|time| now.as_millisecond().saturating_add(time));
        let mut batch = Batch::default();
        for write in plan(self.storage.phase, Operation::Enqueue).writes {
            match write {
                Write::RequestId => {
                    batch.claim = job.client_request_id.as_deref().map(|name| Claim {
                        key: IdempotencyKey::of(&self.workspace, name),
                        fingerprint: job.fingerprint(),
                        job_id: id.as_str().to_owned(),
                        ttl: CLAIM_TTL,
                    });
                }
                Write::Create(schema) => batch.puts.push(Put {
                    key: JobKey::of(*schema, &self.workspace, id),
                    record: record.clone(),
                    expires_at,
                }),
                Write::Index => batch.index.push(IndexEntry {
                    index: IndexKey::of(&self.workspace),
                    position: Position {
                        enqueued_at: now.as_microsecond(),
                        job_id: id.as_str().to_owned(),
                    },
                }),
                Write::Queue => batch.queue.push(QueueEntry {
                    workspace_id: self.workspace.as_str().to_owned(),
                    job_id: id.as_str().to_owned(),
                }),
                // A new job has no copy to change.
                Write::Change(_) => {}
            }
        }
        batch
    }
}
