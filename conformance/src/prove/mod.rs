//! Proof that the suite catches faults: it is run on known-bad twins of the target. Belongs here: the list of twins, judging
//! them side by side, and the matrix of which scenario caught which twin. Does not belong here: judging one target (`run`),
//! and the twins themselves (another crate). The invariant: a twin is killed only by a broken requirement with evidence, and
//! the reference is judged before any of them.

mod catalogue;
mod matrix;
mod print;
mod twins;

pub use catalogue::{CatalogueError, Catalogued, list};
pub use matrix::{Idle, Killer, Look, Matrix, Miss, Totals, Twin};
pub use print::print;
pub use twins::{Setting, Watch, judge_idle, judge_one, judge_twins};

#[cfg(test)]
pub(crate) mod examples;
