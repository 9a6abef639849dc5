//! Runs of the target's backfill, and what was stored before them. Starting one belongs to the steps. The invariant: a run
//! is compared with what was there before it began.

use super::{Step, World};
use crate::store::Snapshot;
use crate::under_test::Ran;

impl World {
    /// Everything that is stored now.
    ///
    /// # Errors
    /// Where the target's Redis cannot be looked at.
    pub async fn all_stored(&mut self) -> Step<Snapshot> {
        let all = self.observer()?.everything().await;
        all.map_err(|why| self.unstored(&why))
    }

    /// Takes what is stored now for what a run begins with.
    ///
    /// # Errors
    /// Where the target's Redis cannot be looked at.
    pub async fn mark(&mut self) -> Step {
        let now = self.all_stored().await?;
        let first = self.before.take().map_or_else(|| now.clone(), |(first, _)| first);
        self.before = Some((first, now));
        Ok(())
    }

    /// What was stored before the first run, and before the last.
    ///
    /// # Errors
    /// Inconclusive where nothing ran.
    pub fn stored_before(&mut self) -> Step<(Snapshot, Snapshot)> {
        let before = self.before.clone();
        self.there(before, "nothing ran")
    }

    /// What the runs came to, oldest first.
    ///
    /// # Errors
    /// Inconclusive where nothing ran.
    pub fn runs(&mut self) -> Step<Vec<Ran>> {
        let runs = self.runs.clone();
        self.some(runs, "nothing ran")
    }

    /// The same, where a promise is about so many runs at least.
    ///
    /// # Errors
    /// Inconclusive where there were fewer.
    pub fn runs_at_least(&mut self, count: usize) -> Step<Vec<Ran>> {
        let runs = self.runs()?;
        if runs.len() < count {
            return Err(self.inconclusive(format!("there were {} runs, not {count}", runs.len())));
        }
        Ok(runs)
    }

    /// What the last run came to.
    ///
    /// # Errors
    /// Inconclusive where nothing ran.
    pub fn last_run(&mut self) -> Step<Ran> {
        let last = self.runs.last().cloned();
        self.there(last, "nothing ran")
    }

    /// The last run, if there was one, as evidence.
    #[must_use]
    pub fn last_run_seen(&self) -> Option<&Ran> {
        self.runs.last()
    }

    /// Remembers what a run came to.
    pub fn add_run(&mut self, ran: Ran) {
        self.runs.push(ran);
    }

    /// Forgets the runs so far, and what was stored before them.
    pub fn forget_runs(&mut self) {
        self.runs.clear();
        self.before = None;
    }
}
