//! A run as JUnit XML: a suite for each feature, a case for each scenario. The invariant: there is a failure or an error in it
//! if, and only if, the run is not held; so a pipeline that reads JUnit and one that reads the exit code agree.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::run::{Check, CountsAs, Outcome, Proof, Run};

pub(super) fn junit(run: &Run) -> Report {
    let mut report = Report::new("watertight");
    let mut suites: Vec<TestSuite> = Vec::new();
    for check in &run.scenarios {
        let known = suites
            .last_mut()
            .filter(|suite| suite.name.as_str() == check.feature);
        if let Some(suite) = known {
            suite.add_test_case(case(check));
            continue;
        }
        let mut suite = TestSuite::new(check.feature.clone());
        suite.extra.insert("file".into(), check.file.clone().into());
        suite.add_property(("target", run.subject.target.name.as_str()));
        suite.add_property(("redis", run.subject.redis.as_str()));
        suite.add_property(("outcome", run.outcome.name()));
        suite.add_test_case(case(check));
        suites.push(suite);
    }
    // What makes a run fail need not be a scenario: a target that died, a stale entry that names nothing.
    let decides = |check: &Check| check.counts_as().outcome() != Outcome::Held;
    if run.outcome != Outcome::Held && !run.scenarios.iter().any(decides) {
        suites.push(whole(run));
    }
    report.add_test_suites(suites);
    report
}

fn whole(run: &Run) -> TestSuite {
    let kind = match run.outcome {
        Outcome::Broken => NonSuccessKind::Failure,
        Outcome::Held | Outcome::Usage | Outcome::Incomplete | Outcome::Target | Outcome::Suite => {
            NonSuccessKind::Error
        }
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(run.outcome.name());
    status.set_message(
        run.problem
            .as_deref()
            .unwrap_or("nothing was held, so nothing was shown"),
    );
    let mut suite = TestSuite::new("The run");
    suite.add_test_case(TestCase::new("The run as a whole", status));
    suite
}

fn case(check: &Check) -> TestCase {
    let mut case = TestCase::new(check.name.clone(), status(check));
    case.set_classname(check.requirements.join(" "));
    case.set_time(Duration::from_millis(check.duration_ms));
    case.extra.insert("file".into(), check.file.clone().into());
    case.extra.insert("line".into(), check.line.to_string().into());
    case
}

fn status(check: &Check) -> TestCaseStatus {
    let (failure, error) = (NonSuccessKind::Failure, NonSuccessKind::Error);
    let (mut status, kind) = match check.counts_as() {
        CountsAs::Held => return TestCaseStatus::success(),
        CountsAs::NotApplicable => (TestCaseStatus::skipped(), "not applicable"),
        CountsAs::Recommended => (TestCaseStatus::skipped(), "should"),
        CountsAs::ExpectedFailure => (TestCaseStatus::skipped(), "expected failure"),
        CountsAs::Stale => (TestCaseStatus::non_success(failure), "stale expectation"),
        CountsAs::Broken => (TestCaseStatus::non_success(failure), "broken"),
        CountsAs::Inconclusive => (TestCaseStatus::non_success(error), "inconclusive"),
        CountsAs::NotRun => (TestCaseStatus::non_success(error), "not run"),
    };
    let found = check.evidence.as_ref().map(|proof| proof.found.as_str());
    status.set_type(kind);
    let said = check.stale.as_deref().or(found).or(check.reason.as_deref());
    // A SHOULD is skipped whatever became of it, so its status is said here.
    let otherwise = match check.counts_as() {
        CountsAs::Recommended => check.status.name(),
        _ => kind,
    };
    status.set_message(said.unwrap_or(otherwise));
    if let Some(proof) = &check.evidence {
        status.set_description(description(proof));
    }
    status
}

fn description(proof: &Proof) -> String {
    let mut lines = vec![
        format!("promised: {}", proof.claim),
        format!("found: {}", proof.found),
    ];
    if let Some(step) = &proof.step {
        lines.push(format!("at line {}: {}", step.line, step.text));
    }
    for exchange in &proof.exchanges {
        let answer = match (exchange.status, &exchange.error) {
            (Some(status), _) => status.to_string(),
            (None, Some(error)) => error.clone(),
            (None, None) => "no answer".to_owned(),
        };
        lines.push(format!("{}: {} -> {answer}", exchange.who, exchange.curl));
    }
    for ran in &proof.runs {
        lines.push(format!("{} -> {}", ran.command, ran.ending()));
    }
    lines.join("\n")
}
