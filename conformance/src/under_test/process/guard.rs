//! What ends with the suite even if the suite is killed. A killed process runs no destructor, so a small shell
//! holds the other end of a pipe and ends what was started once that pipe is gone. The invariant: nothing
//! that was started outlives the suite.

use std::process::Stdio;

use process_wrap::tokio::ChildWrapper;
use tokio::process::Command;

use super::leader::lead;

/// Ends something when this value, or the process that holds it, is gone.
pub(in crate::under_test) struct Guard(Box<dyn ChildWrapper>);

impl Guard {
    /// Kills a process group.
    pub(super) fn group(leader: u32) -> std::io::Result<Self> {
        Self::shell(
            "read -r _; kill -s KILL -- \"-$1\" 2>/dev/null",
            &leader.to_string(),
        )
    }

    /// Removes a container.
    #[cfg(feature = "containers")]
    pub(in crate::under_test) fn container(id: &str) -> std::io::Result<Self> {
        Self::shell("read -r _; docker rm -f \"$1\" >/dev/null 2>&1", id)
    }

    fn shell(script: &str, argument: &str) -> std::io::Result<Self> {
        let mut command = Command::new("sh");
        command
            .args(["-c", script, "guard", argument])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        lead(command).map(Self)
    }

    /// Lets go without ending anything, for what has ended already and whose number may be another's by now.
    pub(super) fn dismiss(mut self) {
        let _ = self.0.start_kill();
    }
}
