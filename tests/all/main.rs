//! Whole-system tests: the programs as a user runs them, judged from outside.
//!
//! One binary, so that one Redis serves all; a module is one subject. What a single crate can test of itself belongs
//! in that crate.

#![expect(clippy::unwrap_used, reason = "tests")]

mod backfill;
mod bad_input;
mod boundaries;
mod cli_snapshots;
mod commands;
mod contract;
mod documents;
mod false_greens;
mod implementations;
mod interrupt;
mod leftovers;
mod manifests;
mod observability;
mod properties;
mod protocol;
mod redis_store;
mod store_outage;
mod structure;
mod unjudged;
mod walkthrough;
mod which_target;
