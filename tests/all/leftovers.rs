//! Nothing that a test starts is left behind: neither when its guard is dropped, nor when the test process is killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{ChildStdout, Command, Stdio};

use nix::sys::signal::Signal;
use watertight_tests::guard::Process;
use watertight_tests::{processes, wait};

/// A program that starts another, and says the ids of both.
fn two_programs() -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", "sleep 1000 & echo $$ $!; wait"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// The ids that are on the first line with two of them.
fn ids(output: ChildStdout) -> [u32; 2] {
    for line in BufReader::new(output).lines() {
        let line = line.unwrap();
        let mut numbers = line.split(' ').map(str::parse);
        if let (Some(Ok(one)), Some(Ok(other)), None) = (numbers.next(), numbers.next(), numbers.next()) {
            return [one, other];
        }
    }
    panic!("nobody said which processes were started");
}

fn gone(ids: [u32; 2]) {
    wait::until("both programs to be gone", || {
        ids.iter().all(|id| !processes::runs(*id)).then_some(())
    });
}

#[test]
fn a_guard_ends_a_program_and_what_it_started() {
    let mut process = Process::start(&mut two_programs());
    let ids = ids(process.stdout().unwrap());
    assert_eq!(ids.map(processes::runs), [true; 2]);
    drop(process);
    gone(ids);
}

#[test]
fn what_a_killed_test_started_is_ended_too() {
    let mut this = Command::new(std::env::current_exe().unwrap());
    let name = "leftovers::holds_two_programs_until_it_is_killed";
    this.args(["--ignored", "--exact", "--nocapture", name])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut test = Process::start(&mut this);
    let ids = ids(test.stdout().unwrap());
    assert_eq!(ids.map(processes::runs), [true; 2]);
    // The test process alone: its guard is all that is left.
    test.signal(Signal::SIGKILL);
    test.wait();
    gone(ids);
}

#[test]
#[ignore = "no test of its own: the one above starts it, and kills it"]
fn holds_two_programs_until_it_is_killed() {
    let mut process = Process::start(&mut two_programs());
    let [one, other] = ids(process.stdout().unwrap());
    writeln!(std::io::stdout(), "{one} {other}").unwrap();
    // Its input is a pipe to which nobody writes.
    let _ = std::io::stdin().lines().next();
}
