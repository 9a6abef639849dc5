//! Where reports go, and how they are kept while a run is under way. The invariant: each write replaces a file
//! whole, and every file is writable before anything is started.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::error::ReportError;
use super::events::Events;
use super::junit::junit;
use crate::run::Run;

const BETWEEN_WRITES: Duration = Duration::from_millis(100);

/// Where reports go.
#[derive(Debug, Clone, Default)]
pub struct Destinations {
    json: Vec<PathBuf>,
    junit: Vec<PathBuf>,
}

impl Destinations {
    /// From `KIND=PATH` texts of a run.
    ///
    /// # Errors
    /// When one is of another form.
    pub fn parse(texts: &[String]) -> Result<Self, ReportError> {
        let mut all = Self::default();
        for text in texts {
            match text.split_once('=') {
                Some(("json", path)) if !path.is_empty() => all.json.push(path.into()),
                Some(("junit", path)) if !path.is_empty() => all.junit.push(path.into()),
                _ => {
                    return Err(ReportError::Form {
                        given: text.clone(),
                        expected: "json=PATH or junit=PATH",
                    });
                }
            }
        }
        Ok(all)
    }

    /// From `KIND=PATH` texts of a command that writes JSON alone.
    ///
    /// # Errors
    /// When one is of another form.
    pub fn parse_json(texts: &[String]) -> Result<Self, ReportError> {
        let all = Self::parse(texts)?;
        match texts.iter().find(|text| !text.starts_with("json=")) {
            Some(other) => Err(ReportError::Form {
                given: other.clone(),
                expected: "json=PATH",
            }),
            None => Ok(all),
        }
    }

    /// Writes anything as the JSON reports.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write_json(&self, value: &impl Serialize) -> Result<(), ReportError> {
        for path in &self.json {
            let mut text =
                serde_json::to_vec_pretty(value).map_err(|cause| ReportError::shape(path, &cause))?;
            text.push(b'\n');
            replace(path, &text)?;
        }
        Ok(())
    }

    fn write(&self, run: &Run) -> Result<(), ReportError> {
        self.write_json(run)?;
        for path in &self.junit {
            let text = junit(run)
                .to_string()
                .map_err(|cause| ReportError::shape(path, &cause))?;
            replace(path, text.as_bytes())?;
        }
        Ok(())
    }
}

/// The reports of one run, on disk from before its target starts. Whenever the process is killed, what is on disk
/// is readable and says incomplete; beside each JSON report lies the unabridged stream of its events.
pub struct Journal {
    destinations: Destinations,
    events: Vec<Events>,
    written: Instant,
}

impl Journal {
    /// Writes every report of a run that has not begun.
    ///
    /// # Errors
    /// When one cannot be written: the moment to find that out.
    pub fn begin(destinations: Destinations, run: &Run) -> Result<Self, ReportError> {
        destinations.write(run)?;
        let mut events = Vec::new();
        for path in &destinations.json {
            let mut stream = Events::create(path)?;
            stream.started(run)?;
            events.push(stream);
        }
        Ok(Self {
            destinations,
            events,
            written: Instant::now(),
        })
    }

    /// Records that the target is up, and where.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn ready(&mut self, run: &Run) -> Result<(), ReportError> {
        self.written = Instant::now();
        self.destinations.write_json(run)
    }

    /// Records that a scenario is through.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn through(&mut self, run: &Run, index: usize) -> Result<(), ReportError> {
        if let Some(check) = run.scenarios.get(index) {
            for stream in &mut self.events {
                stream.through(check)?;
            }
        }
        if self.written.elapsed() < BETWEEN_WRITES {
            return Ok(());
        }
        self.written = Instant::now();
        self.destinations.write_json(run)
    }

    /// Writes the reports of a concluded run.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn conclude(mut self, run: &Run) -> Result<(), ReportError> {
        for stream in &mut self.events {
            stream.concluded(run)?;
        }
        self.destinations.write(run)
    }
}

fn replace(path: &Path, text: &[u8]) -> Result<(), ReportError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    // A scratch file is for its owner alone; a report is for whoever may read the folder.
    let mut file = tempfile::Builder::new()
        .prefix(".watertight-")
        .permissions(std::fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)
        .map_err(|cause| ReportError::write(path, cause))?;
    file.write_all(text)
        .map_err(|cause| ReportError::write(path, cause))?;
    file.persist(path)
        .map_err(|error| ReportError::write(path, error.error))?;
    Ok(())
}
