//! Processes that end with their owner, and whatever they start with them.
//!
//! Each is in a process group of its own, whose leader is a small shell. The shell reads from a pipe that this process holds,
//! and kills the group once the pipe is closed. So it works where no destructor runs: for a `static`, and when the test
//! process itself is killed.
//!
//! The invariant: no process outlives the test process.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use process_wrap::std::{ChildWrapper, CommandWrap, ProcessGroup};

/// A running program. It and its group get SIGKILL when this value, or the process that holds it, is gone.
#[derive(Debug)]
pub struct Process {
    // Before the program in order, so that it is dropped first.
    _group: Group,
    program: Child,
}

impl Process {
    /// Starts a program, with the input and the outputs that the command says.
    ///
    /// # Panics
    /// When the program, or the shell that guards it, can't be started.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let group = Group::of("read -r _; kill -9 0", &[], End::Kills);
        let leader = i32::try_from(group.shell.id()).expect("process ids are small");
        let program = command
            .process_group(leader)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", command.get_program().display()));
        Self {
            _group: group,
            program,
        }
    }

    /// The id of the program.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.program.id()
    }

    /// Sends a signal to the program, and to it alone.
    ///
    /// # Panics
    /// When it is gone already.
    pub fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.id()).expect("process ids are small");
        kill(Pid::from_raw(id), signal).expect("the program still runs");
    }

    /// How the program ended, if it did.
    ///
    /// # Panics
    /// When the system does not say.
    #[must_use]
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.program.try_wait().expect("the program can be asked for")
    }

    /// Its standard output, once, where that is a pipe.
    #[must_use]
    pub fn stdout(&mut self) -> Option<ChildStdout> {
        self.program.stdout.take()
    }

    /// Waits for the end of the program.
    ///
    /// # Panics
    /// When the system does not say how it ended.
    pub fn wait(&mut self) -> ExitStatus {
        self.program.wait().expect("the program can be waited for")
    }

    /// Waits for the end of the program, and gives what it wrote to the outputs that are pipes.
    ///
    /// # Panics
    /// When the outputs can't be read.
    #[must_use]
    pub fn output(self) -> Output {
        let Self { _group, program } = self;
        program.wait_with_output().expect("the outputs can be read")
    }
}

/// A container that is removed when this value, or the process that holds it, is gone.
#[derive(Debug)]
pub struct Container(#[expect(dead_code, reason = "held for its end")] Group);

impl Container {
    /// Guards a container that runs already.
    ///
    /// # Panics
    /// When no shell can be started.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self(Group::of("read -r _; docker rm -f \"$1\"", &[id], End::Waits))
    }
}

/// What is done with a group when its owner drops it.
#[derive(Debug, Clone, Copy)]
enum End {
    /// Every process of it is killed.
    Kills,
    /// The shell does what comes after its `read`, and is waited for.
    Waits,
}

/// A process group whose leader is a shell that waits at a pipe.
#[derive(Debug)]
struct Group {
    shell: Box<dyn ChildWrapper>,
    end: End,
}

impl Group {
    fn of(script: &str, arguments: &[&str], end: End) -> Self {
        let mut shell = CommandWrap::with_new("sh", |shell| {
            shell
                .args(["-c", script, "guard"])
                .args(arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
        });
        let shell = shell.wrap(ProcessGroup::leader()).spawn().expect("sh starts");
        Self { shell, end }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        match self.end {
            // This also waits for those of the group that are children of this process, so that their ports are free.
            End::Kills => drop(self.shell.kill()),
            End::Waits => {
                drop(self.shell.stdin().take());
                drop(self.shell.wait());
            }
        }
    }
}
