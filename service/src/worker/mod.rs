//! The worker: running queued jobs.
//!
//! Each of several tasks takes a queue entry under a lease, runs the action, and writes the outcome to every copy of the job
//! at once. Here belong leases, attempts and providers. Where jobs are kept does not.
//! Invariant: a worker that is killed leaves a lease that expires. Whoever takes over may run the action again, but the
//! outcome is written once.

mod http_provider;
mod provider;
mod run;

pub use http_provider::{CaCertificates, HttpProvider, ProviderFault};
pub use provider::{Action, ActionError, ActionProvider, Echo, Providers};
pub use run::{Pace, run};

#[cfg(test)]
mod tests;
