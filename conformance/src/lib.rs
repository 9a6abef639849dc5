//! Watertight judges a multi-tenant job service over HTTP and says whether its workspaces stay apart.
//!
//! Arrows point down: `cli` drives `prove` and `run`; `report` shows a run, and `baseline` marks it; `run` plays scenarios of
//! the `suite` in a `world`, by the phrases of `steps`; these judge by `oracle` what `under_test` answers; everything stands on
//! `store`, `identity`, `wire` and `profile`. Nothing here knows the reference service.

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
