//! The exit codes of the programs by name, as docs/exit-codes.md fixes them. A test names a code and writes no number, so
//! that a changed code is changed here and found everywhere.

/// Every required requirement ran and held.
pub const HELD: i32 = 0;
/// A requirement was broken, a twin got away, or something else was found that must not be.
pub const BROKEN: i32 = 1;
/// A flag, the profile, a selector or a feature file is wrong.
pub const USAGE: i32 = 2;
/// Nothing failed, but something required did not run or could not be judged.
pub const INCOMPLETE: i32 = 3;
/// The target did not start, was not ready in time, died, or its port already answered.
pub const TARGET: i32 = 4;
/// The suite failed, or a report could not be written.
pub const SUITE: i32 = 5;

/// The codes of `watertight-service backfill` and `cleanup`, which mean other things.
pub mod backfill {
    /// Done to the end: nothing failed, nothing differs.
    pub const DONE: i32 = 0;
    /// A job failed, differs from its copy, or has no equal copy.
    pub const DIFFERENT: i32 = 1;
    /// Wrong usage, or a cleanup before the verification.
    pub const USAGE: i32 = 2;
    /// Not at the end; the same command goes on.
    pub const NOT_AT_THE_END: i32 = 3;
    /// The store does not answer, and nothing was done.
    pub const NO_STORE: i32 = 4;
    /// A report could not be written.
    pub const REPORT: i32 = 5;
}
