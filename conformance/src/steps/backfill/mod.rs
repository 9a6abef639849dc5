//! Phrases about runs of the target's backfill, and what they leave behind. Does not belong here: replicas that serve meanwhile, but for those a run meets.

mod concurrency;
mod controls;
mod interruptions;
mod preconditions;
mod reporting;
mod results;
mod runs;
