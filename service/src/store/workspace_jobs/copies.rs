//! The copies of a job that the phase's schemas may hold, and the tidying of an index that names gone jobs. What is
//! shown of them belongs to the handle. Invariant: a copy counts only if it says that it belongs under its key.

use super::WorkspaceJobs;
use crate::jobs::{Job, JobId, Position};
use crate::migration::{Operation, Row, Schema, plan};
use crate::store::{Batch, Field, JobKey, StoreError, Sweep};

impl WorkspaceJobs {
    /// All copies of some jobs in one round trip; the first that is whole and of this workspace wins.
    ///
    /// What is nowhere is looked for once more where there are two places: somebody may have moved it from the second to the
    /// first between the two looks.
    pub(super) async fn read(&self, ids: &[JobId], operation: Operation) -> Result<Vec<Copy>, StoreError> {
        let row = plan(self.jobs.phase, operation);
        let mut copies = self.look(ids, row).await?;
        let missing: Vec<usize> = (0..copies.len()).filter(|index| copies[*index].absent).collect();
        if row.reads.len() > 1 && !missing.is_empty() {
            let again: Vec<JobId> = missing.iter().map(|index| ids[*index].clone()).collect();
            for (index, copy) in missing.into_iter().zip(self.look(&again, row).await?) {
                copies[index] = copy;
            }
        }
        Ok(copies)
    }

    async fn look(&self, ids: &[JobId], row: Row) -> Result<Vec<Copy>, StoreError> {
        let keys: Vec<JobKey> = (ids.iter())
            .flat_map(|id| {
                let of = move |schema: &Schema| JobKey::of(*schema, &self.workspace, id);
                row.reads.iter().map(of)
            })
            .collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut records = self.jobs.backend.read(&keys).await?.into_iter();
        let mut copies = Vec::with_capacity(ids.len());
        for keys in keys.chunks(row.reads.len()) {
            let Some(first) = keys.first() else { continue };
            let mut copy = Copy {
                key: first.clone(),
                job: None,
                absent: true,
                foreign: false,
            };
            for (key, record) in keys.iter().zip(records.by_ref()) {
                let Some(record) = record else { continue };
                copy.absent = false;
                let owner = record.get(Field::WorkspaceId);
                copy.foreign |= !owner.is_empty() && owner != key.workspace();
                if copy.job.is_none() {
                    copy.job = record.into_job(key).map(|job| (job, key.schema()));
                }
            }
            copies.push(copy);
        }
        Ok(copies)
    }

    pub(super) async fn read_positions(
        &self,
        positions: &[Position],
    ) -> Result<Vec<(Position, Copy)>, StoreError> {
        let (places, ids): (Vec<&Position>, Vec<JobId>) = positions
            .iter()
            .filter_map(|position| JobId::of_text(&position.job_id).map(|id| (position, id)))
            .unzip();
        let copies = self.read(&ids, Operation::List).await?;
        Ok(places.into_iter().cloned().zip(copies).collect())
    }

    /// Drops index entries whose job is gone. Housekeeping: if it fails, the next reader does it.
    pub(super) async fn sweep(&self, sweeps: Vec<Sweep>) {
        if sweeps.is_empty() {
            return;
        }
        let batch = Batch {
            sweeps,
            ..Batch::default()
        };
        if let Err(error) = self.jobs.backend.apply(&batch).await {
            tracing::debug!(%error, "index entries without a job were left behind");
        }
    }
}

/// What the store had for one job.
pub(super) struct Copy {
    pub(super) key: JobKey,
    pub(super) job: Option<(Job, Schema)>,
    pub(super) absent: bool,
    pub(super) foreign: bool,
}
