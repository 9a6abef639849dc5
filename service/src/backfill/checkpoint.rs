//! How far a pass has come, so that the next process can resume there.
//!
//! A scan cursor means something only to the server process that gave it, and only for the same jobs. Losing a checkpoint
//! costs time and nothing else.
//! Invariant: a text that is not exactly a checkpoint of this run's kind is ignored.

use crate::store::{BackfillStore, StoreError};

use super::task::Task;

/// Saves and reads the checkpoint of a task on one server process.
#[derive(Debug, Clone)]
pub(super) struct Checkpoint {
    prefix: String,
}

impl Checkpoint {
    pub(super) fn of(task: &Task, server_id: &str) -> Self {
        let filter = task.workspace.as_deref().unwrap_or("*");
        let index = if task.indexed { "indexed" } else { "bare" };
        Self {
            prefix: format!("{server_id} {filter} {index}"),
        }
    }

    /// The cursor to resume from, if one was saved that fits.
    pub(super) async fn load(
        &self,
        store: &dyn BackfillStore,
        task: &Task,
    ) -> Result<Option<u64>, StoreError> {
        let text = store.checkpoint(task.direction).await?;
        Ok(text.and_then(|text| self.parse(&text)))
    }

    /// Saves a cursor; `None` removes the checkpoint, because the pass is at its end.
    pub(super) async fn save(
        &self,
        store: &dyn BackfillStore,
        task: &Task,
        cursor: Option<u64>,
    ) -> Result<(), StoreError> {
        let text = cursor.map(|cursor| format!("{} {cursor}", self.prefix));
        store.save_checkpoint(task.direction, text.as_deref()).await
    }

    fn parse(&self, text: &str) -> Option<u64> {
        let cursor = text.strip_prefix(&self.prefix)?.strip_prefix(' ')?;
        cursor.parse().ok().filter(|cursor| *cursor > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("run-1 * indexed 77", Some(77))]
    #[case("run-2 * indexed 77", None)]
    #[case("run-1 acme indexed 77", None)]
    #[case("run-1 * bare 77", None)]
    #[case("run-1 * indexed 0", None)]
    #[case("run-1 * indexed -1", None)]
    #[case("run-1 * indexed 7 7", None)]
    #[case("77", None)]
    #[case("", None)]
    fn only_a_checkpoint_of_the_same_run_counts(#[case] text: &str, #[case] cursor: Option<u64>) {
        let checkpoint = Checkpoint {
            prefix: "run-1 * indexed".to_owned(),
        };
        assert_eq!(checkpoint.parse(text), cursor);
    }
}
