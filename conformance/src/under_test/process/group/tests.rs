use std::process::Stdio;

use super::*;

// A shell with a child of its own, whose number it prints.
fn group(script: &str) -> Group {
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    Group::spawn("sh", command).unwrap()
}

async fn line(group: &mut Group) -> String {
    use tokio::io::AsyncBufReadExt as _;
    let printed = group.outputs().0.unwrap();
    let mut line = String::new();
    tokio::io::BufReader::new(printed)
        .read_line(&mut line)
        .await
        .unwrap();
    line.trim().to_owned()
}

async fn gone(pid: &str) {
    let looked = async {
        loop {
            let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let state = state.rsplit(") ").next().unwrap_or_default();
            // Ended, even if nobody has collected it yet.
            if state.is_empty() || state.starts_with('Z') {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), looked)
        .await
        .expect("it outlived its group");
}

#[tokio::test]
async fn whoever_heeds_a_signal_ends_by_it() {
    let mut group = group("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
    assert_eq!(line(&mut group).await, "ready");
    assert!(group.end().unwrap().is_none());
    group.stop().await;
    assert_eq!(group.end().unwrap().unwrap().code(), Some(7));
}

#[tokio::test]
async fn what_a_leader_leaves_behind_ends_with_it() {
    let mut group = group("trap '' TERM; sleep 1000 & echo $!; trap - TERM; wait");
    let child = line(&mut group).await;
    group.stop().await;
    gone(&child).await;
}

#[tokio::test]
async fn a_crash_asks_nobody_and_takes_everybody() {
    let mut group = group("trap '' TERM INT; sleep 1000 & echo $!; wait");
    let child = line(&mut group).await;
    group.crash().await;
    assert_eq!(group.end().unwrap().unwrap().code(), None);
    gone(&child).await;
}

#[tokio::test]
async fn it_ends_with_its_value() {
    let mut group = group("sleep 1000 & echo $!; wait");
    let child = line(&mut group).await;
    let leader = group.leader.id().unwrap().to_string();
    drop(group);
    gone(&child).await;
    gone(&leader).await;
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let error = Group::spawn("no-such-program", Command::new("no-such-program"))
        .err()
        .unwrap();
    assert!(matches!(&error, TargetError::Spawn { program, .. } if program == "no-such-program"));
}
