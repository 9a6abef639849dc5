//! What one step hands on to a later one of its scenario, each thing in a place of its own. How steps reach it belongs to
//! `handing_over`. What was sent and answered is in the history, and does not belong here.

use crate::store::Hash;

/// What steps hand on. Nothing is there until a step puts it there.
#[derive(Default)]
pub(super) struct Handover {
    // A cursor to a second page.
    pub(super) cursor: Option<String>,
    // The id of a record whose owner is not sure.
    pub(super) stray: Option<String>,
    // The id of the job whose copy was made to differ.
    pub(super) differing: Option<String>,
    // The ids of jobs that have come to their end.
    pub(super) ended: Vec<String>,
    // Another workspace's hash, as it was before.
    pub(super) foreign_hash: Option<Hash>,
    // How many commands a list led to.
    pub(super) list_commands: Option<usize>,
    // The phase of the replica whose connection can be cut.
    pub(super) phase: Option<String>,
    // How many jobs there were without a request id.
    pub(super) without_request_id: Option<usize>,
    // Operations of the target's description that its profile does not know.
    pub(super) undeclared: Option<Vec<String>>,
    // What came of framings of two meanings.
    pub(super) framings: Option<Framings>,
}

/// What came of framings that can be read in two ways.
#[derive(Clone, Default)]
pub struct Framings {
    /// How many were tried.
    pub tried: usize,
    /// The one by which a hidden request was answered.
    pub smuggled_by: Option<String>,
}
