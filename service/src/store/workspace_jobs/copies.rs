//! The copies of a job that the phase's schemas may hold, and the tidying of an index that names gone jobs. What is
//! shown of them belongs to the handle. Invariant: a copy counts only if it says that it belongs under its key.

use super::WorkspaceJobs;
use crate::jobs::{Job, JobId};
use crate::migration::Schema;
use crate::store::{Batch, JobKey, Position, StoreError, Sweep};

impl WorkspaceJobs {
    /// All copies of some jobs in one round trip; the first readable copy wins.
    pub(super) async fn read(&self, ids: &[JobId]) -> Result<Vec<Copy>, StoreError> {
        let keys: Vec<JobKey> = ids
            .iter()
            .flat_map(|id| {
                self.places
                    .reads
                    .iter()
                    .map(|schema| JobKey::of(*schema, &self.workspace, id))
            })
            .collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let records = self.backend.read(&keys).await?;
        Ok(keys
            .chunks(self.places.reads.len())
            .zip(records.chunks(self.places.reads.len()))
            .filter_map(|(keys, records)| {
                let job = keys.iter().zip(records).find_map(|(key, record)| {
                    record
                        .as_ref()
                        .and_then(|record| record.job_under(key))
                        .map(|job| (job, key.schema()))
                });
                let key = keys.first()?.clone();
                Some(Copy {
                    key,
                    job,
                    absent: records.iter().all(Option::is_none),
                })
            })
            .collect())
    }

    pub(super) async fn read_positions(
        &self,
        positions: &[Position],
    ) -> Result<Vec<(Position, Copy)>, StoreError> {
        let (places, ids): (Vec<&Position>, Vec<JobId>) = positions
            .iter()
            .filter_map(|position| JobId::of_text(&position.job_id).map(|id| (position, id)))
            .unzip();
        Ok(places.into_iter().cloned().zip(self.read(&ids).await?).collect())
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
        if let Err(error) = self.backend.apply(&batch).await {
            tracing::debug!(%error, "index entries without a job were left behind");
        }
    }
}

/// What the store had for one job.
pub(super) struct Copy {
    pub(super) key: JobKey,
    pub(super) job: Option<(Job, Schema)>,
    pub(super) absent: bool,
}
