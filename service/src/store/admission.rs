//! Whether a phase may be entered with the jobs that the store holds.
//!
//! Checked once, before anything is served. It looks at keys in small steps and stops at the first job that would be
//! hidden.
//! Invariant: a phase is admitted only if every whole job is where the phase reads.

use std::sync::Arc;

use super::{Backend, Field, JobKey, StoreError};
use crate::identity::Workspace;
use crate::migration::{Phase, Schema};

/// Why a phase was not entered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Jobs would be hidden.
    #[error(
        "the phase {phase} cannot be entered: a job is only in the {} schema and would be hidden; fix: {}",
        name(*schema),
        fix(*schema)
    )]
    Hides {
        /// The phase.
        phase: Phase,
        /// The schema that holds the job and that the phase does not read.
        schema: Schema,
    },
    /// The store could not tell.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn name(schema: Schema) -> &'static str {
    match schema {
        Schema::Old => "old",
        Schema::New => "new",
    }
}

fn fix(schema: Schema) -> &'static str {
    match schema {
        Schema::Old => {
            "start with --phase read-new and run `watertight-service backfill --execute --verify` first"
        }
        Schema::New => {
            "start with --phase dual-write and run `watertight-service backfill --execute --reverse` first"
        }
    }
}

/// Admits a phase. Entering `legacy` withdraws the record that the migration is complete, and the checkpoint of an
/// unfinished backfill, because this phase adds jobs that a finished or half-finished backfill has not copied.
///
/// # Errors
/// When a job would be hidden, or the store cannot tell.
pub async fn admit(backend: &Arc<dyn Backend>, phase: Phase) -> Result<(), Refused> {
    let unread = match phase {
        Phase::Legacy => Schema::New,
        Phase::DualWrite | Phase::ReadNew => return Ok(()),
        Phase::NewOnly if backend.is_complete().await? => return Ok(()),
        Phase::NewOnly => Schema::Old,
    };
    if hides(backend, unread).await? {
        return Err(Refused::Hides {
            phase,
            schema: unread,
        });
    }
    if phase == Phase::Legacy {
        backend.set_complete(false).await?;
    }
    Ok(())
}

// Whether a whole job is in this schema and not in the other.
async fn hides(backend: &Arc<dyn Backend>, schema: Schema) -> Result<bool, StoreError> {
    let other = match schema {
        Schema::Old => Schema::New,
        Schema::New => Schema::Old,
    };
    let mut cursor = Some(0);
    while let Some(from) = cursor {
        let step = backend.scan(schema, from).await?;
        cursor = step.next;
        let records = backend.read(&step.keys).await?;
        let whole: Vec<JobKey> = (step.keys.iter().zip(records))
            .filter_map(|(key, record)| {
                let record = record?;
                let owner = record.get(Field::WorkspaceId);
                let own = key.in_schema(schema, owner);
                (Workspace::could_be(owner)
                    && own.to_string() == key.to_string()
                    && record.belongs_under(&own))
                .then(|| key.in_schema(other, owner))
            })
            .collect();
        let copies = backend.read(&whole).await?;
        let alone = |(key, copy): (&JobKey, &Option<super::Record>)| {
            !copy.as_ref().is_some_and(|copy| copy.belongs_under(key))
        };
        if whole.iter().zip(&copies).any(alone) {
            return Ok(true);
        }
    }
    Ok(false)
}
