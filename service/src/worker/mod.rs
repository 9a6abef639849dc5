//! Carries out queued jobs.
//!
//! Each of a few tasks takes an entry under a lease, runs its action, and writes the outcome in every copy of the job at
//! once. What an action is belongs to `provider`; where jobs are is the store's matter.
//! Invariant: killed at any point, a worker leaves a lease that ends; whoever takes it over may run the action again, but the
//! outcome is written once.

mod http_provider;
mod provider;
mod run;

pub use http_provider::HttpProvider;
pub use provider::{Action, ActionError, ActionProvider, Echo, Providers};
pub use run::{Pace, run};
