//! Proof that the suite catches faults: known-bad twins, each judged like any target, and the matrix of who
//! caught what. The invariant: a twin is killed only by a broken requirement with evidence.

mod matrix;

pub use matrix::{Catalogued, Killer, Matrix, Twin};
