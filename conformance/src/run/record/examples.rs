//! A run with one scenario of each kind, for the tests of everything that shows runs.

use super::{Run, Status, Subject};
use crate::run::Judged;
use crate::run::evidence::{FailedStep, Proof, Shown};
use crate::suite::{Level, Scenario};

/// Three promises in two files, not yet run.
pub(crate) fn scenarios() -> Vec<Scenario> {
    let of = |place: &str, name: &str, tags: &str| {
        let (file, line) = place.split_once(':').expect("FILE:LINE");
        let line = line.parse().expect("a number");
        Scenario {
            name: name.to_owned(),
            feature: format!("All of {file}"),
            rule: Some(format!("{name}: promised")),
            file: file.to_owned(),
            line,
            outline: line,
            tags: tags.split(' ').map(str::to_owned).collect(),
            steps: Vec::new(),
        }
    };
    vec![
        of("features/get.feature:4", "An own job is shown", "L1 MUST GET-01"),
        of(
            "features/list.feature:7",
            "A foreign list is refused",
            "L1 MUST LST-03 LST-05 CRITICAL-2 CWE-639",
        ),
        of(
            "features/list.feature:15",
            "An own list is served",
            "L1 MUST LST-05",
        ),
        of(
            "features/list.feature:22",
            "A cursor is bound",
            "L1 MUST PAG-04 cap:cursor",
        ),
        of("features/list.feature:30", "A list is quick", "L1 SHOULD LST-40"),
    ]
}

/// What a leak looks like.
pub(crate) fn proof() -> Proof {
    Proof {
        runs: Vec::new(),
        claim: "the request is refused as foreign".to_owned(),
        found: "globex was answered 200 with 3 jobs of acme".to_owned(),
        beside: false,
        step: Some(FailedStep {
            line: 10,
            text: "Then the request is refused as foreign".to_owned(),
        }),
        exchanges: vec![Shown {
            who: "globex".to_owned(),
            curl:
                "curl -i -X GET \"http://127.0.0.1:8080/ai/jobs\" -H \"authorization: Bearer $GLOBEX_TOKEN\""
                    .to_owned(),
            status: Some(200),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: Some("{\"jobs\":[]}".to_owned()),
            error: None,
        }],
    }
}

fn subject() -> Subject {
    Subject {
        target: Judged {
            name: "jobs-py".to_owned(),
            url: Some("http://127.0.0.1:8080".to_owned()),
            command: Some("python3 -m jobs".to_owned()),
        },
        redis: "given".to_owned(),
        levels: vec![Level::L1],
    }
}

/// A run whose scenarios came to these, in their order.
pub(crate) fn run(statuses: [Status; 5]) -> Run {
    let mut run = Run::planned(subject(), "00ff", &scenarios());
    run.started_at = jiff::Timestamp::UNIX_EPOCH;
    for (check, status) in run.scenarios.iter_mut().zip(statuses) {
        check.status = status;
        check.duration_ms = 12;
        match status {
            Status::Broken => check.evidence = Some(proof()),
            Status::Inconclusive => {
                check.evidence = Some(Proof {
                    claim: "the promise can be judged".to_owned(),
                    found: "GET as acme got no answer: no answer in time".to_owned(),
                    ..Proof::default()
                });
            }
            Status::NotApplicable => check.reason = Some("the target does not declare `cursor`".to_owned()),
            Status::Held | Status::NotRun => {}
        }
    }
    run.fold();
    run
}

/// One of each.
pub(crate) fn mixed() -> Run {
    let mut run = run([
        Status::Held,
        Status::Broken,
        Status::Inconclusive,
        Status::NotApplicable,
        Status::NotRun,
    ]);
    run.conclude(None);
    run.finished_at = Some(jiff::Timestamp::UNIX_EPOCH);
    run
}
