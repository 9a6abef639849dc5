//! Logs: JSON on standard error, one line an event.
//!
//! Tokens, contents and names of workspaces do not belong here.
//! Invariant: what a client wrote is never a line of its own, since JSON escapes it.

use tracing_subscriber::EnvFilter;

/// Starts JSON logs on standard error. A second call in one process changes nothing.
///
/// # Errors
/// When the directive is not one that `tracing` knows, such as `info` or `watertight_service=debug`.
pub fn start_logs(directive: &str) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::builder().parse(directive)?;
    // Fails only if there are logs already.
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
