use std::path::Path;

use serde_json::Value;

use crate::report::*;
use crate::run::examples::{mixed, run};
use crate::run::{Outcome, Status};
use crate::suite::Keyword;

fn destinations(folder: &Path) -> (Destinations, std::path::PathBuf, std::path::PathBuf) {
    let (json, xml) = (folder.join("run.json"), folder.join("run.xml"));
    let texts = [
        format!("json={}", json.display()),
        format!("junit={}", xml.display()),
    ];
    (Destinations::parse(&texts).unwrap(), json, xml)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn terminal(run: &crate::run::Run, detail: Detail) -> String {
    let mut out = Vec::new();
    print(&mut out, run, detail, Width::PLAIN).unwrap();
    let text = String::from_utf8(out).unwrap();
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn the_terminal_shows_what_is_wrong_and_ends_with_the_outcome() {
    insta::assert_snapshot!(terminal(&mixed(), Detail::Full));
}

#[test]
fn a_quiet_terminal_still_shows_what_is_wrong() {
    insta::assert_snapshot!(terminal(&mixed(), Detail::Quiet));
}

#[test]
fn a_target_cannot_write_to_the_terminal() {
    let mut run = mixed();
    let proof = run.scenarios[1].evidence.as_mut().unwrap();
    proof.exchanges[0].body = Some("\u{1b}[2Jgone\r\n".to_owned());
    proof.found = "\u{1b}]0;title\u{7}".to_owned();
    let mut out = Vec::new();
    print(&mut out, &run, Detail::Full, Width::PLAIN).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(!text.contains("\u{1b}[2J") && !text.contains("\u{1b}]0") && !text.contains('\u{7}'));
}

#[test]
fn json_has_the_published_shape() {
    let folder = tempfile::tempdir().unwrap();
    let (destinations, path, _) = destinations(folder.path());
    Journal::begin(destinations, &mixed())
        .unwrap()
        .conclude(&mixed())
        .unwrap();
    insta::assert_json_snapshot!(json(&path), { ".suite.version" => "[version]" });
}

#[test]
fn junit_tells_failures_from_errors_from_skips() {
    let folder = tempfile::tempdir().unwrap();
    let (destinations, _, path) = destinations(folder.path());
    Journal::begin(destinations, &mixed())
        .unwrap()
        .conclude(&mixed())
        .unwrap();
    insta::assert_snapshot!(std::fs::read_to_string(path).unwrap());
}

#[test]
fn a_broken_should_fails_no_pipeline() {
    let folder = tempfile::tempdir().unwrap();
    let (destinations, _, path) = destinations(folder.path());
    let mut run = run([
        Status::Held,
        Status::Held,
        Status::Held,
        Status::Held,
        Status::Broken,
    ]);
    run.conclude(None);
    Journal::begin(destinations, &run)
        .unwrap()
        .conclude(&run)
        .unwrap();
    let xml = std::fs::read_to_string(path).unwrap();
    assert!(
        xml.contains("failures=\"0\"") && xml.contains("type=\"should\""),
        "{xml}"
    );
}

#[test]
fn junit_fails_exactly_where_the_exit_code_is_not_zero() {
    let statuses = [
        Status::NotApplicable,
        Status::Held,
        Status::NotRun,
        Status::Inconclusive,
        Status::Broken,
    ];
    let marks = [(None, None), (Some("known"), None), (None, Some("stale"))];
    let mut checks = Vec::new();
    for status in statuses {
        for keyword in [Keyword::Must, Keyword::Should] {
            for (expected, stale) in marks {
                checks.push((status, keyword, expected, stale));
            }
        }
    }
    for one in &checks {
        for other in &checks {
            let mut run = run([Status::NotApplicable; 5]);
            for (check, (status, keyword, expected, stale)) in run.scenarios.iter_mut().zip([one, other]) {
                check.status = *status;
                check.keyword = *keyword;
                check.expected = expected.map(str::to_owned);
                check.stale = stale.map(str::to_owned);
            }
            run.conclude(None);
            let report = junit::junit(&run);
            assert_eq!(
                report.failures + report.errors == 0,
                run.exit_code == 0,
                "{one:?} and {other:?}: {:?}",
                run.outcome
            );
        }
    }
}

#[test]
fn junit_shows_what_ended_a_run_in_which_no_scenario_failed() {
    let mut run = run([Status::Held; 5]);
    run.conclude(Some((Outcome::Target, "the target died".to_owned())));
    let xml = junit::junit(&run).to_string().unwrap();
    assert!(
        xml.contains("errors=\"1\"") && xml.contains("the target died"),
        "{xml}"
    );
}

#[test]
fn a_run_that_is_never_concluded_leaves_reports_that_say_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let (destinations, path, xml) = destinations(folder.path());
    let mut run = run([
        Status::Broken,
        Status::NotRun,
        Status::NotRun,
        Status::NotRun,
        Status::NotRun,
    ]);
    let mut journal = Journal::begin(destinations, &run).unwrap();
    journal.through(&run, 0).unwrap();
    drop(journal);
    let report = json(&path);
    assert_eq!(
        (&report["outcome"], &report["exit_code"]),
        (&"incomplete".into(), &3.into())
    );
    assert_eq!(report["finished_at"], Value::Null);
    assert!(std::fs::read_to_string(xml).unwrap().contains("type=\"not run\""));
    let events = std::fs::read_to_string(folder.path().join("run.json.events")).unwrap();
    let events: Vec<Value> = events
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["started", "scenario"]);
    assert_eq!(events[1]["scenario"]["status"], "broken");
    run.conclude(None);
    assert_eq!(run.outcome, Outcome::Broken);
}

#[test]
fn a_path_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (destinations, path, _) = destinations(&folder.path().join("no-such-folder"));
    let error = Journal::begin(destinations, &mixed())
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(&path.display().to_string()) && error.contains("--report"),
        "{error}"
    );
}

#[test]
fn only_known_kinds_are_understood() {
    let parse = |text: &str| {
        Destinations::parse(&[text.to_owned()])
            .map(|_| ())
            .map_err(|e| e.to_string())
    };
    assert!(parse("pdf=x.pdf").unwrap_err().contains("--report `pdf=x.pdf`"));
    assert!(parse("json=").is_err() && parse("json").is_err());
    assert!(Destinations::parse_json(&["junit=x".to_owned()]).is_err());
}

pub(crate) mod schema;
