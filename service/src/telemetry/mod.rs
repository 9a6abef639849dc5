//! What the operator sees: metrics and logs.
//!
//! Here belong names, labels and formats. Tokens, contents of jobs and names of workspaces do not.
//! Invariant: every label comes from a closed set, so no request can create a series.

mod labels;
mod logs;
mod metrics;

pub use labels::{BackfillOutcome, EnqueueResult, Operation, WorkOutcome};
pub use logs::start_logs;
pub use metrics::Telemetry;
