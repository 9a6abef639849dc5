//! The reference job service: it keeps workspaces apart by construction.
//!
//! `Bearer → VerifiedToken → Workspace → WorkspaceJobs → JobKey → Backend`: each value has exactly one maker, so code
//! that forgets to authenticate, or that takes the workspace from a request, does not compile.
//!
//! Everything public here is public so that other programs can compose the same parts differently. The service itself has
//! no switch that weakens it.

pub mod backfill;
pub mod config;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod migration;
pub mod serve;
pub mod stop;
pub mod store;
pub mod strict_json;
pub mod telemetry;
pub mod worker;

#[cfg(test)]
mod testing;
