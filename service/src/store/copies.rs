//! The copies of a job that the phase's schemas may hold, and the tidying of an index that names jobs that are gone.
//!
//! Which copy is shown is decided by the handle.
//! Invariant: a copy counts only if it says that it belongs under its key.

use super::keyspace::JobKey;
use super::record::Field;
use super::storage::Storage;
use super::{Batch, StoreError, Sweep};
use crate::identity::Workspace;
use crate::jobs::{Job, JobId, Position};
use crate::migration::{Operation, Row, Schema, plan};

/// What the store had for one job.
pub(super) struct Copy {
    pub(super) key: JobKey,
    pub(super) job: Option<(Job, Schema)>,
    pub(super) absent: bool,
    pub(super) foreign: bool,
}

/// All copies of some jobs in one round trip. The first copy that is whole and belongs to this workspace wins.
///
/// Where two schemas are read, a job that is in neither is looked for once more: it may have been moved from the second to
/// the first between the two reads.
pub(super) async fn read(
    storage: &Storage,
    workspace: &Workspace,
    ids: &[JobId],
    operation: Operation,
) -> Result<Vec<Copy>, StoreError> {
    let row = plan(storage.phase, operation);
    let mut copies = look(storage, workspace, ids, row).await?;
    let missing: Vec<usize> = (0..copies.len()).filter(|index| copies[*index].absent).collect();
    if row.reads.len() > 1 && !missing.is_empty() {
        let again: Vec<JobId> = missing.iter().map(|index| ids[*index].clone()).collect();
        for (index, copy) in missing
            .into_iter()
            .zip(look(storage, workspace, &again, row).await?)
        {
            copies[index] = copy;
        }
    }
    Ok(copies)
}

/// The copies of the jobs at these positions of the index.
pub(super) async fn at(
    storage: &Storage,
    workspace: &Workspace,
    positions: &[Position],
) -> Result<Vec<(Position, Copy)>, StoreError> {
    let (places, ids): (Vec<&Position>, Vec<JobId>) = positions
        .iter()
        .filter_map(|position| JobId::of_text(&position.job_id).map(|id| (position, id)))
        .unzip();
    let copies = read(storage, workspace, &ids, Operation::List).await?;
    Ok(places.into_iter().cloned().zip(copies).collect())
}

/// Drops index entries whose job is gone. If it fails, the next reader does it.
pub(super) async fn sweep(storage: &Storage, sweeps: Vec<Sweep>) {
    if sweeps.is_empty() {
        return;
    }
    let batch = Batch {
        sweeps,
        ..Batch::default()
    };
    if let Err(error) = storage.backend.apply(&batch).await {
        tracing::debug!(%error, "index entries without a job could not be removed");
    }
}

async fn look(
    storage: &Storage,
    workspace: &Workspace,
    ids: &[JobId],
    row: Row,
) -> Result<Vec<Copy>, StoreError> {
    let keys: Vec<JobKey> = (ids.iter())
        .flat_map(|id| {
            let of = move |schema: &Schema| JobKey::of(*schema, workspace, id);
            row.reads.iter().map(of)
        })
        .collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut records = storage.backend.read(&keys).await?.into_iter();
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
