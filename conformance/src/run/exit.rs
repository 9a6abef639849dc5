//! The exit codes of `watertight`, as `docs/exit-codes.md` publishes them. Which outcome deserves which code is decided
//! in [`Outcome`](super::Outcome). The invariant: a code never changes its meaning, since scripts depend on it.

/// Every required requirement that was chosen ran, and the target kept its promise.
pub const HELD: u8 = 0;

/// A promise is broken, a twin survived, or a check such as `lint` or `diff` found something.
pub const BROKEN: u8 = 1;

/// The command line, the profile, a selector or a feature file is wrong. The argument parser uses the same code.
pub const USAGE: u8 = 2;

/// Nothing is broken, but something that is required did not run or could not be judged.
pub const INCOMPLETE: u8 = 3;

/// The target did not start, was not ready in time, or died; or its port was already in use.
pub const TARGET: u8 = 4;

/// The suite itself failed, or a file could not be written.
pub const SUITE: u8 = 5;
