//! Proof that the suite catches faults: known-bad twins, each judged as any target is, and the matrix of who caught
//! what. How one target is judged belongs to `run`. The invariant: a twin is killed only by a broken requirement
//! with evidence, and the reference is judged before any of them.

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
