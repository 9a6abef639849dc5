//! Tests of the store in memory and of what is common to all stores.

mod jobs;
mod keys;
mod leases;
mod phases;
