//! The events of a run as lines of JSON, appended and flushed as they happen. The invariant: what a line says has
//! happened, and no later line takes it back.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::error::ReportError;
use crate::run::{Check, Judged, Outcome, Run, SuiteStamp, Totals};

/// A stream of events beside a JSON report.
pub(super) struct Events {
    path: PathBuf,
    file: File,
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event<'a> {
    Started {
        at: jiff::Timestamp,
        suite: &'a SuiteStamp,
        target: &'a Judged,
        scenarios: usize,
    },
    Scenario {
        scenario: &'a Check,
    },
    Concluded {
        at: Option<jiff::Timestamp>,
        outcome: Outcome,
        exit_code: u8,
        problem: Option<&'a str>,
        totals: Totals,
    },
}

impl Events {
    /// Opens the stream of a report, `PATH.events`, anew.
    pub(super) fn create(report: &Path) -> Result<Self, ReportError> {
        let mut name = report.as_os_str().to_owned();
        name.push(".events");
        let path = PathBuf::from(name);
        let file = File::create(&path).map_err(|cause| ReportError::write(&path, cause))?;
        Ok(Self { path, file })
    }

    pub(super) fn started(&mut self, run: &Run) -> Result<(), ReportError> {
        self.append(&Event::Started {
            at: run.started_at,
            suite: &run.suite,
            target: &run.subject.target,
            scenarios: run.scenarios.len(),
        })
    }

    pub(super) fn through(&mut self, scenario: &Check) -> Result<(), ReportError> {
        self.append(&Event::Scenario { scenario })
    }

    pub(super) fn concluded(&mut self, run: &Run) -> Result<(), ReportError> {
        self.append(&Event::Concluded {
            at: run.finished_at,
            outcome: run.outcome,
            exit_code: run.exit_code,
            problem: run.problem.as_deref(),
            totals: run.totals,
        })
    }

    // One write a line, so that no reader finds half of one.
    fn append(&mut self, event: &Event<'_>) -> Result<(), ReportError> {
        let mut line = serde_json::to_vec(event).map_err(|cause| ReportError::shape(&self.path, &cause))?;
        line.push(b'\n');
        let written = self.file.write_all(&line).and_then(|()| self.file.flush());
        written.map_err(|cause| ReportError::write(&self.path, cause))
    }
}
