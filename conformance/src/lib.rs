//! Watertight judges a multi-tenant job service over HTTP and says whether its workspaces stay apart.
//!
//! Arrows point down: `cli` drives `prove` and `run`; `run` feeds `report` and drives `steps`; steps ask
//! `oracle` and `suite`; everything stands on `target`, `store`, `identity` and `wire`. Nothing here knows the
//! reference service.

pub mod baseline;
pub mod cli;
pub mod identity;
pub mod oracle;
pub mod profile;
pub mod prove;
pub mod report;
pub mod run;
pub mod steps;
pub mod store;
pub mod suite;
pub mod under_test;
pub mod wire;
pub mod world;
