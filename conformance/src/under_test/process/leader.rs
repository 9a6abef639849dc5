//! Starting a program as the leader of a process group of its own. Ending it belongs to `group`, and to `guard` where the
//! suite ends first. The invariant: a Ctrl-C that is meant for the suite reaches nothing that the suite started.

use process_wrap::tokio::{ChildWrapper, CommandWrap, ProcessGroup};
use tokio::process::Command;

/// Starts it. A signal to this child is one to its whole group; dropping it signals nothing.
///
/// # Errors
/// What the system says when it does not start the program.
pub(super) fn lead(command: Command) -> std::io::Result<Box<dyn ChildWrapper>> {
    CommandWrap::from(command).wrap(ProcessGroup::leader()).spawn()
}
