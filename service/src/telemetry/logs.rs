//! Logs: JSON on standard error, one line an event.
//!
//! Tokens, contents of jobs and names of workspaces do not belong in a log.
//! Invariant: text from a client cannot start a line of its own, because JSON escapes it.

use tracing_subscriber::EnvFilter;

/// Starts JSON logs on standard error. A second call in one process changes nothing.
///
/// # Errors
/// When `tracing` does not understand the directive. Valid ones are, for example, `info` or `watertight_service=debug`.
pub fn start_logs(directive: &str) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::builder().parse(directive)?;
    // Fails only if logs were started before.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    Ok(())
}
