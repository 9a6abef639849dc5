//! How one step hands something on to a later one: a pair of methods for each thing, one that gives it and one that takes
//! it. The invariant: asking for what no step has handed on leaves an inconclusive verdict.

use super::{Framings, Step, World};
use crate::store::Hash;

impl World {
    /// A cursor to a second page.
    ///
    /// # Errors
    /// Inconclusive where no step has handed one on.
    pub fn cursor(&mut self) -> Step<String> {
        let cursor = self.handover.cursor.clone();
        self.there(cursor, "no step has left a cursor")
    }

    /// Hands on a cursor to a second page.
    pub fn set_cursor(&mut self, cursor: String) {
        self.handover.cursor = Some(cursor);
    }

    /// The id of a record whose owner is not sure.
    ///
    /// # Errors
    /// Inconclusive where no step has handed one on.
    pub fn stray(&mut self) -> Step<String> {
        let stray = self.handover.stray.clone();
        self.there(stray, "there is no such record")
    }

    /// Hands on the id of a record whose owner is not sure.
    pub fn set_stray(&mut self, id: String) {
        self.handover.stray = Some(id);
    }

    /// The id of the job whose copy was made to differ.
    ///
    /// # Errors
    /// Inconclusive where no copy was.
    pub fn made_to_differ(&mut self) -> Step<String> {
        let differing = self.handover.differing.clone();
        self.there(differing, "no copy was made to differ")
    }

    /// Hands on the id of the job whose copy was made to differ.
    pub fn set_made_to_differ(&mut self, id: String) {
        self.handover.differing = Some(id);
    }

    /// The ids of jobs that have come to their end.
    ///
    /// # Errors
    /// Inconclusive where none has.
    pub fn ended(&mut self) -> Step<Vec<String>> {
        let ended = self.handover.ended.clone();
        self.some(ended, "no job has come to its end")
    }

    /// Hands on the ids of jobs that have come to their end.
    pub fn set_ended(&mut self, ids: Vec<String>) {
        self.handover.ended = ids;
    }

    /// Another workspace's hash, as it was before.
    ///
    /// # Errors
    /// Inconclusive where no step has handed one on.
    pub fn foreign_hash(&mut self) -> Step<Hash> {
        let hash = self.handover.foreign_hash.clone();
        self.there(hash, "no hash of another workspace was looked at before")
    }

    /// Hands on another workspace's hash.
    pub fn set_foreign_hash(&mut self, hash: Option<Hash>) {
        self.handover.foreign_hash = hash;
    }

    /// How many commands a list led to.
    ///
    /// # Errors
    /// Inconclusive where they were not counted.
    pub fn list_commands(&mut self) -> Step<usize> {
        let count = self.handover.list_commands;
        self.there(count, "the commands were not counted before")
    }

    /// Hands on how many commands a list led to.
    pub fn set_list_commands(&mut self, count: usize) {
        self.handover.list_commands = Some(count);
    }

    /// The phase of the replica whose connection can be cut.
    ///
    /// # Errors
    /// Inconclusive where there is no such replica.
    pub fn phase(&mut self) -> Step<String> {
        let phase = self.handover.phase.clone();
        self.there(phase, "no replica runs on a connection that can be cut")
    }

    /// Hands on the phase of the replica whose connection can be cut.
    pub fn set_phase(&mut self, phase: String) {
        self.handover.phase = Some(phase);
    }

    /// How many jobs there were without a request id.
    ///
    /// # Errors
    /// Inconclusive where they were not counted.
    pub fn without_request_id(&mut self) -> Step<usize> {
        let count = self.handover.without_request_id;
        self.there(count, "no execute was sent with a request id")
    }

    /// Hands on how many jobs there were without a request id.
    pub fn set_without_request_id(&mut self, count: usize) {
        self.handover.without_request_id = Some(count);
    }

    /// Operations of the target's description that its profile does not know; there may be none.
    ///
    /// # Errors
    /// Inconclusive where the description was not read.
    pub fn undeclared(&mut self) -> Step<Vec<String>> {
        let undeclared = self.handover.undeclared.clone();
        self.there(undeclared, "the API description was not read")
    }

    /// Hands on the operations that the profile does not know.
    pub fn set_undeclared(&mut self, operations: Vec<String>) {
        self.handover.undeclared = Some(operations);
    }

    /// What came of the framings that can be read in two ways.
    ///
    /// # Errors
    /// Inconclusive where none was tried.
    pub fn framings(&mut self) -> Step<Framings> {
        let framings = self.handover.framings.clone();
        self.there(framings, "no framing of two meanings was tried")
    }

    /// Counts a framing that was tried, and whether a hidden request was answered by it.
    pub fn add_framing(&mut self, framing: &str, smuggled: bool) {
        let framings = self.handover.framings.get_or_insert_default();
        framings.tried += 1;
        if smuggled {
            framings.smuggled_by = Some(framing.to_owned());
        }
    }
}
