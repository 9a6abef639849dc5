//! A run as JUnit XML: a suite for each feature, a case for each scenario. The invariant: what the target did
//! wrong is a failure, what could not be judged is an error, and neither is ever a skip.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::run::{Check, Proof, Run, Status};
use crate::suite::Keyword;

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
        suite.add_property(("target", run.target.name.as_str()));
        suite.add_property(("redis", run.redis.as_str()));
        suite.add_property(("outcome", run.outcome.name()));
        suite.add_test_case(case(check));
        suites.push(suite);
    }
    report.add_test_suites(suites);
    report
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
    let (mut status, kind) = match check.status {
        Status::Held => return TestCaseStatus::success(),
        Status::NotApplicable => (TestCaseStatus::skipped(), "not applicable"),
        // A SHOULD is reported, but decides nothing.
        Status::Broken if check.keyword == Keyword::Should => (TestCaseStatus::skipped(), "should"),
        Status::Broken => (TestCaseStatus::non_success(NonSuccessKind::Failure), "broken"),
        Status::Inconclusive => (TestCaseStatus::non_success(NonSuccessKind::Error), "inconclusive"),
        Status::NotRun => (TestCaseStatus::non_success(NonSuccessKind::Error), "not run"),
    };
    let found = check.evidence.as_ref().map(|proof| proof.found.as_str());
    status.set_type(kind);
    status.set_message(found.or(check.reason.as_deref()).unwrap_or(kind));
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
