//! Whether a phase may be entered with what the store holds.
//!
//! Asked once, before anything is served. It looks at keys in small steps and stops at the first job that would be lost.
//! Invariant: a phase is admitted only if every whole job is where the phase reads.

use std::sync::Arc;

use super::{Backend, Field, JobKey, StoreError};
use crate::identity::Workspace;
use crate::migration::{Phase, Schema};

/// Why a phase was not entered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Jobs would be lost.
    #[error(
        "the phase {phase} cannot be entered: a job is in the {} schema alone, and would be hidden; mend: {}",
        place(*schema),
        mend(*schema)
    )]
    Hides {
        /// The phase.
        phase: Phase,
        /// Where a job is that the phase does not read.
        schema: Schema,
    },
    /// It could not be told.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn place(schema: Schema) -> &'static str {
    match schema {
        Schema::Old => "old",
        Schema::New => "new",
    }
}

fn mend(schema: Schema) -> &'static str {
    match schema {
        Schema::Old => {
            "start with --phase read-new and run `watertight-service backfill --execute --verify` first"
        }
        Schema::New => {
            "start with --phase dual-write and run `watertight-service backfill --execute --reverse` first"
        }
    }
}

/// Lets a phase in, or says why not. `legacy` takes back the word that the migration was complete, and the place of a backfill
/// that stopped half-way, since it writes where nobody would look any more.
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
    if strays(backend, unread).await? {
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
async fn strays(backend: &Arc<dyn Backend>, schema: Schema) -> Result<bool, StoreError> {
    let other = match schema {
        Schema::Old => Schema::New,
        Schema::New => Schema::Old,
    };
    let mut place = Some(0);
    while let Some(from) = place {
        let step = backend.scan(schema, from).await?;
        place = step.next;
        let records = backend.read(&step.keys).await?;
        let whole: Vec<JobKey> = (step.keys.iter().zip(records))
            .filter_map(|(key, record)| {
                let record = record?;
                let owner = record.get(Field::WorkspaceId);
                let own = key.beside(schema, owner);
                (Workspace::could_be(owner)
                    && own.to_string() == key.to_string()
                    && record.belongs_under(&own))
                .then(|| key.beside(other, owner))
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
