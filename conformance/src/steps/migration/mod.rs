//! Phrases about phases, copies, replicas that are interrupted, the worker and the metrics. Does not belong here: the backfill.

mod interrupted_reads;
mod interrupted_writes;
mod metrics;
mod phases;
mod redis_commands;
mod seeded_records;
mod stored_copies;
mod worker;
