//! Tests of passes and runs over a small keyspace in memory.

mod keyspace;
mod pass;
mod run;
