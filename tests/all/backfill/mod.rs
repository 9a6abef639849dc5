//! The backfill of the reference: over any keyspace, beside writers, killed and cut off anywhere. What it promises to whoever
//! runs it belongs to the features; here is what only many random runs can show.
//!
//! The invariant: every case has a database of its own, and is judged by what is stored at its end.

mod crashes;
mod entries;
mod histories;
mod keyspace;
mod operating;
mod runs;
mod writers;
