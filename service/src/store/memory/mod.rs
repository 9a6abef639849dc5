//! The store in memory: for a service without Redis, and the model that the Redis store is compared with.
//!
//! Here belongs what Redis would do. Rules about who may see what do not.
//! Invariant: a batch is applied under one lock, entirely or not at all.

mod backend;
mod state;

pub use backend::MemoryBackend;
