//! The migration as a model, checked in every reachable state: two replicas in equal or neighbouring phases, a client that
//! repeats its request, a worker, a backfill in both directions, phases that change, jobs that end. Where is read and written
//! comes from the very table that the service uses; what a store is belongs to `model`.
//!
//! The invariant: a model that reaches nothing proves nothing, so it is asked what it reached; and each wrong row of the
//! table is shown to be found.

mod model;
mod states;
