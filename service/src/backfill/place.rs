//! Where a pass has come to, for the next process to go on from.
//!
//! A place means something only on the server process that gave it, and only for the same jobs. Losing it costs time.
//! Invariant: a text that is not exactly a place of this run's kind is none.

use crate::store::{StoreError, Transfer};

use super::task::Task;

/// Keeps the place of a task on one server process.
#[derive(Debug, Clone)]
pub(super) struct Keeper {
    stamp: String,
}

impl Keeper {
    pub(super) fn of(task: &Task, identity: &str) -> Self {
        let filter = task.workspace.as_deref().unwrap_or("*");
        let index = if task.indexed { "indexed" } else { "bare" };
        Self {
            stamp: format!("{identity} {filter} {index}"),
        }
    }

    /// The place to go on from, if one was kept that fits.
    pub(super) async fn kept(&self, transfer: &dyn Transfer, task: &Task) -> Result<Option<u64>, StoreError> {
        let text = transfer.place(task.direction).await?;
        Ok(text.and_then(|text| self.read(&text)))
    }

    pub(super) async fn keep(
        &self,
        transfer: &dyn Transfer,
        task: &Task,
        place: Option<u64>,
    ) -> Result<(), StoreError> {
        let text = place.map(|place| format!("{} {place}", self.stamp));
        transfer.keep_place(task.direction, text.as_deref()).await
    }

    fn read(&self, text: &str) -> Option<u64> {
        let place = text.strip_prefix(&self.stamp)?.strip_prefix(' ')?;
        place.parse().ok().filter(|place| *place > 0)
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
    fn only_a_place_of_its_own_kind_counts(#[case] text: &str, #[case] place: Option<u64>) {
        let keeper = Keeper {
            stamp: "run-1 * indexed".to_owned(),
        };
        assert_eq!(keeper.read(text), place);
    }
}
