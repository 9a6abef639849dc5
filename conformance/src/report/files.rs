//! Reports on disk: JSON and JUnit. The invariant: each write replaces the file whole, so that a killed run
//! leaves a readable report that says incomplete.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::run::{Run, Status};

/// A report could not be written. Exit code 5.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Not of the form KIND=PATH.
    #[error("`{0}` is no report; write json=PATH or junit=PATH")]
    Form(String),
    /// The file.
    #[error("cannot write the report {0}: {1}")]
    Write(String, std::io::Error),
    /// The contents.
    #[error("cannot form the report {0}: {1}")]
    Shape(String, String),
}

/// Where reports go.
#[derive(Debug, Clone, Default)]
pub struct Destinations {
    json: Vec<PathBuf>,
    junit: Vec<PathBuf>,
}

impl Destinations {
    /// From `KIND=PATH` texts.
    ///
    /// # Errors
    /// When one is of another form.
    pub fn parse(texts: &[String]) -> Result<Self, ReportError> {
        let mut all = Self::default();
        for text in texts {
            match text.split_once('=') {
                Some(("json", path)) if !path.is_empty() => all.json.push(path.into()),
                Some(("junit", path)) if !path.is_empty() => all.junit.push(path.into()),
                _ => return Err(ReportError::Form(text.clone())),
            }
        }
        Ok(all)
    }

    /// Writes every report.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write(&self, run: &Run) -> Result<(), ReportError> {
        self.write_json(run)?;
        for path in &self.junit {
            let text = junit(run).to_string().map_err(|error| shape(path, &error))?;
            replace(path, text.as_bytes())?;
        }
        Ok(())
    }

    /// Writes anything as the JSON reports.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write_json(&self, value: &impl serde::Serialize) -> Result<(), ReportError> {
        for path in &self.json {
            let text = serde_json::to_vec_pretty(value).map_err(|error| shape(path, &error))?;
            replace(path, &text)?;
        }
        Ok(())
    }
}

fn shape(path: &Path, error: &dyn std::fmt::Display) -> ReportError {
    ReportError::Shape(path.display().to_string(), error.to_string())
}

fn replace(path: &Path, text: &[u8]) -> Result<(), ReportError> {
    let failed = |cause| ReportError::Write(path.display().to_string(), cause);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn junit(run: &Run) -> Report {
    let mut report = Report::new("watertight");
    let mut suites: Vec<TestSuite> = Vec::new();
    for check in &run.scenarios {
        let found = check
            .evidence
            .as_ref()
            .map(|proof| proof.found.clone())
            .unwrap_or_default();
        let mut status = match check.status {
            Status::Held => TestCaseStatus::success(),
            Status::NotApplicable => TestCaseStatus::skipped(),
            Status::Broken => TestCaseStatus::non_success(NonSuccessKind::Failure),
            Status::NotRun | Status::Inconclusive => TestCaseStatus::non_success(NonSuccessKind::Error),
        };
        if check.status != Status::Held {
            status.set_message(found);
        }
        let mut case = TestCase::new(check.name.clone(), status);
        case.set_classname(check.requirements.join(" "));
        case.extra.insert("file".into(), check.file.clone().into());
        case.extra.insert("line".into(), check.line.to_string().into());
        match suites
            .last_mut()
            .filter(|suite| suite.name.as_str() == check.file)
        {
            Some(suite) => {
                suite.add_test_case(case);
            }
            None => {
                let mut suite = TestSuite::new(check.file.clone());
                suite.add_test_case(case);
                suites.push(suite);
            }
        }
    }
    report.add_test_suites(suites);
    report
}
