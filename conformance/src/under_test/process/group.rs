//! A program with a process group of its own, and the ways to end it. What is started, and when, belongs to `launch`, `tool`
//! and the Redis lease. The invariant: when the value is gone, so is every process of the group, even if the suite was
//! killed.

use std::process::ExitStatus;
use std::time::Duration;

use process_wrap::tokio::ChildWrapper;
use tokio::process::{ChildStderr, ChildStdout, Command};
use tokio::signal::unix::SignalKind;
use tokio::time::timeout;

use super::guard::Guard;
use super::leader::lead;
use crate::under_test::error::TargetError;

const GRACE: Duration = Duration::from_secs(5);

/// SIGKILL, which is 9 by POSIX; `tokio` names no signal that cannot be caught.
const KILL: i32 = 9;

/// A leader and whatever it starts.
pub(in crate::under_test) struct Group {
    leader: Box<dyn ChildWrapper>,
    guard: Option<Guard>,
    // Once it is over, its number may be that of somebody else's group.
    over: bool,
}

impl Group {
    /// Starts it; `program` is its name for the message that says why it did not start.
    ///
    /// # Errors
    /// When the program or its guard cannot be started.
    pub(in crate::under_test) fn spawn(program: &str, command: Command) -> Result<Self, TargetError> {
        let leader = lead(command).map_err(|cause| TargetError::Spawn {
            program: program.to_owned(),
            cause,
        })?;
        let mut group = Self {
            leader,
            guard: None,
            over: false,
        };
        group.guard = (group.leader.id())
            .map(Guard::group)
            .transpose()
            .map_err(TargetError::Guard)?;
        Ok(group)
    }

    /// What it prints, where the command had it piped; once.
    pub(in crate::under_test) fn outputs(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        (self.leader.stdout().take(), self.leader.stderr().take())
    }

    /// Waits until its leader has ended by itself.
    pub(in crate::under_test) async fn ended(&mut self) -> std::io::Result<ExitStatus> {
        self.leader.wait().await
    }

    /// How its leader has ended, if it has.
    pub(in crate::under_test) fn end(&mut self) -> std::io::Result<Option<ExitStatus>> {
        self.leader.try_wait()
    }

    /// Asks it to stop, as Ctrl-C does.
    pub(in crate::under_test) fn interrupt(&self) {
        self.signal(SignalKind::interrupt().as_raw_value());
    }

    /// Kills it, without waiting for its end.
    pub(in crate::under_test) fn kill(&self) {
        self.signal(KILL);
    }

    /// Asks it to stop, and kills what does not.
    pub(in crate::under_test) async fn stop(&mut self) {
        self.signal(SignalKind::terminate().as_raw_value());
        let _ = timeout(GRACE, self.leader.wait()).await;
        self.crash().await;
    }

    /// Kills it as a crash would, with whatever its leader left behind, and waits for the leader's end.
    pub(in crate::under_test) async fn crash(&mut self) {
        self.signal(KILL);
        let _ = self.leader.wait().await;
        self.over = true;
        if let Some(guard) = self.guard.take() {
            guard.dismiss();
        }
    }

    fn signal(&self, signal: i32) {
        if !self.over {
            let _ = self.leader.signal(signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(KILL);
    }
}

#[cfg(test)]
mod tests;
