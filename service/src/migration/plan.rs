//! The table: one row for each phase and operation.
//!
//! The store tries `reads` in order, takes the first copy that belongs to the caller, and applies all of `writes` in one
//! batch, or none of them.
//! Invariants: whatever one phase writes, its neighbours read; an update reaches every copy that exists, in whichever phase
//! it was made, so that no phase can bring an older state back.

use super::Phase;

/// A way of composing a job's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Schema {
    /// `ai:jobs:{job_id}`: the key does not name the owner; only the hash does.
    Old,
    /// `ai:job:{workspace_id}:{job_id}`.
    New,
}

/// What is done with a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Reading one.
    Get,
    /// Reading a page of them.
    List,
    /// Adding one.
    Enqueue,
    /// Moving one to another status.
    Update,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Get, Self::List, Self::Enqueue, Self::Update];
}

/// One write of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Write {
    /// The id that the client gave to its request, if it gave one.
    RequestId,
    /// A complete new hash.
    Create(Schema),
    /// The changed fields of a hash that exists, is whole and belongs to the workspace.
    Change(Schema),
    /// The job's position in the index of its workspace.
    Index,
    /// The job's entry in the queue.
    Queue,
}

/// Where an operation reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Which schemas to read, in this order; the first copy wins.
    pub reads: &'static [Schema],
    /// Whether jobs that exist only in the old schema must be entered in the index before it is read.
    pub adopts: bool,
    /// What is written together, in one batch.
    pub writes: &'static [Write],
}

/// The row of a phase and an operation.
#[must_use]
pub const fn plan(phase: Phase, operation: Operation) -> Row {
    use Schema::{New, Old};
    use Write::{Change, Create, Index, Queue, RequestId};
    let reads: &[Schema] = match phase {
        Phase::Legacy => &[Old],
        Phase::DualWrite => &[Old, New],
        Phase::ReadNew => &[New, Old],
        Phase::NewOnly => &[New],
    };
    let writes: &[Write] = match (operation, phase) {
        (Operation::Get | Operation::List, _) => &[],
        (Operation::Enqueue, Phase::Legacy) => &[RequestId, Create(Old), Index, Queue],
        (Operation::Enqueue, Phase::DualWrite | Phase::ReadNew) => {
            &[RequestId, Create(Old), Create(New), Index, Queue]
        }
        (Operation::Enqueue, Phase::NewOnly) => &[RequestId, Create(New), Index, Queue],
        (Operation::Update, _) => &[Change(Old), Change(New)],
    };
    Row {
        reads: match operation {
            Operation::Get | Operation::List => reads,
            Operation::Enqueue | Operation::Update => &[],
        },
        adopts: matches!(
            (operation, phase),
            (Operation::List, Phase::Legacy | Phase::DualWrite | Phase::ReadNew)
        ),
        writes,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn words<T: std::fmt::Debug>(items: &[T]) -> String {
        let items: Vec<_> = items.iter().map(|item| format!("{item:?}")).collect();
        if items.is_empty() {
            "-".to_owned()
        } else {
            items.join(", ")
        }
    }

    #[test]
    fn the_table_as_a_reviewer_reads_it() {
        let mut table = String::new();
        for phase in Phase::ALL {
            for operation in Operation::ALL {
                let row = plan(phase, operation);
                let adopts = if row.adopts { " (old jobs adopted)" } else { "" };
                let operation = format!("{operation:?}").to_lowercase();
                let reads = words(row.reads) + adopts;
                let _ = writeln!(
                    table,
                    "{phase:<10}  {operation:<7}  reads {reads:<31}  writes {}",
                    words(row.writes)
                );
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn whatever_a_phase_writes_its_neighbours_read() {
        for (index, phase) in Phase::ALL.into_iter().enumerate() {
            let neighbours = Phase::ALL
                .into_iter()
                .skip(index.saturating_sub(1))
                .take(if index == 0 { 2 } else { 3 });
            for neighbour in neighbours {
                let read = plan(neighbour, Operation::Get).reads;
                let written = plan(phase, Operation::Enqueue).writes;
                assert!(
                    read.iter()
                        .any(|schema| written.contains(&Write::Create(*schema))),
                    "{phase} writes where {neighbour} does not read"
                );
            }
        }
    }
}
