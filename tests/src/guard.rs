//! Processes that end with their owner. A `static` is never dropped and a killed test runs no destructor, so each guard
//! holds the writing end of a pipe, and a small shell at the other end stops the process once that end is gone.
//!
//! The invariant: no process outlives the test process.

use std::ffi::OsStr;
use std::process::{Child, Command, Stdio};

/// Something to be ended when this value, or the process that holds it, is gone.
#[derive(Debug)]
pub struct Guard(Child);

impl Guard {
    /// Starts a program that gets SIGKILL when the guard goes. Its output goes where `log` says.
    ///
    /// # Panics
    /// When no shell can be started.
    #[must_use]
    pub fn process(program: &OsStr, arguments: &[String], log: Stdio) -> Self {
        // The shell's own standard input is the pipe; the program must not share it.
        let script = "\"$@\" </dev/null & started=$!; read -r _; kill -9 $started 2>/dev/null; wait $started 2>/dev/null";
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(script)
            .arg("guard")
            .arg(program)
            .args(arguments);
        Self(
            shell
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(log)
                .spawn()
                .expect("sh starts"),
        )
    }

    /// Removes a container when the guard goes.
    ///
    /// # Panics
    /// When no shell can be started.
    #[must_use]
    pub fn container(id: &str) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", "read -r _; docker rm -f \"$1\"", "guard", id]);
        let shell = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(shell.spawn().expect("sh starts"))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
