//! What one step hands on to a later one of its scenario, each thing in a place of its own. What was sent and answered is in
//! the history, and does not belong here.

use crate::store::Hash;

/// What steps hand on. Nothing is there until a step puts it there.
#[derive(Default)]
pub struct Handover {
    /// A cursor to a second page.
    pub cursor: Option<String>,
    /// The id of a record whose owner is not sure.
    pub stray: Option<String>,
    /// The id of the job whose copy was made to differ.
    pub differing: Option<String>,
    /// The ids of jobs that have come to their end.
    pub ended: Vec<String>,
    /// Another workspace's hash, as it was before.
    pub foreign_hash: Option<Hash>,
    /// How many commands a list led to.
    pub list_commands: Option<usize>,
    /// The phase of the replica whose connection can be cut.
    pub phase: Option<String>,
    /// How many jobs there were without a request id.
    pub without_request_id: Option<usize>,
    /// Operations of the target's description that its profile does not know.
    pub undeclared: Vec<String>,
    /// The framing by which a hidden request was answered.
    pub smuggled_by: Option<String>,
}
