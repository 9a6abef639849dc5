//! The phrases of the feature files, each tied to what it does: one folder a subject, one file a part of it. Belongs here:
//! what a phrase means, in the terms of the scenario. Does not belong here: judging (`oracle`, `world`), sending (`world`),
//! starting a target (`under_test`), and printing a verdict (`report`). The invariant: no two steps share a phrase.

mod access;
mod backfill;
mod jobs;
mod leakage;
mod migration;
mod phrasebook;
mod shared;

pub use phrasebook::Phrasebook;

#[cfg(test)]
mod tests;
