//! The kill matrix. The invariant: neither a surviving twin nor an idle scenario goes unnamed.

use std::collections::BTreeSet;
use std::io::Write;

use serde::{Deserialize, Serialize};

use crate::run::{Run, Status};

/// A fault as its own program lists it.
#[derive(Debug, Clone, Deserialize)]
pub struct Catalogued {
    /// Its id.
    pub id: String,
    /// One line.
    pub summary: String,
    /// Where it comes from.
    pub source: String,
}

/// What caught a twin.
#[derive(Debug, Clone, Serialize)]
pub struct Killer {
    /// The requirements.
    pub requirements: Vec<String>,
    /// The scenario.
    pub scenario: String,
    /// Its place.
    pub place: String,
}

/// A twin and what caught it.
#[derive(Debug, Clone, Serialize)]
pub struct Twin {
    /// Its id.
    pub id: String,
    /// One line.
    pub summary: String,
    /// Where it comes from.
    pub source: String,
    /// What caught it.
    pub killed_by: Vec<Killer>,
    /// Why it could not be judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The whole matrix.
#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// Counts.
    pub totals: Totals,
    /// Every twin.
    pub twins: Vec<Twin>,
    /// Scenarios that catch no twin.
    pub scenarios_killing_none: Vec<String>,
}

/// Counts.
#[derive(Debug, Clone, Serialize)]
pub struct Totals {
    /// Twins judged.
    pub twins: usize,
    /// Twins caught.
    pub killed: usize,
    /// Scenarios.
    pub scenarios: usize,
}

impl Twin {
    /// A twin with what its run showed.
    #[must_use]
    pub fn judged(fault: &Catalogued, run: Result<&Run, String>) -> Self {
        let mut twin = Self {
            id: fault.id.clone(),
            summary: fault.summary.clone(),
            source: fault.source.clone(),
            killed_by: Vec::new(),
            error: None,
        };
        match run {
            Ok(run) => {
                let broken = run.scenarios.iter().filter(|check| {
                    check.status == Status::Broken
                        && check
                            .evidence
                            .as_ref()
                            .is_some_and(|proof| !proof.exchanges.is_empty())
                });
                twin.killed_by = broken
                    .map(|check| Killer {
                        requirements: check.requirements.clone(),
                        scenario: check.name.clone(),
                        place: format!("{}:{}", check.file, check.line),
                    })
                    .collect();
            }
            Err(error) => twin.error = Some(error),
        }
        twin
    }
}

impl Matrix {
    /// The matrix of these twins; `places` are all scenarios that took part.
    #[must_use]
    pub fn new(twins: Vec<Twin>, places: &BTreeSet<String>) -> Self {
        let killing: BTreeSet<&str> = twins
            .iter()
            .flat_map(|twin| twin.killed_by.iter().map(|killer| killer.place.as_str()))
            .collect();
        let idle = places
            .iter()
            .filter(|place| !killing.contains(place.as_str()))
            .cloned()
            .collect();
        let killed = twins.iter().filter(|twin| !twin.killed_by.is_empty()).count();
        let totals = Totals {
            twins: twins.len(),
            killed,
            scenarios: places.len(),
        };
        Self {
            totals,
            twins,
            scenarios_killing_none: idle,
        }
    }

    /// Prints the matrix.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        for twin in &self.twins {
            let ids: BTreeSet<&str> = twin
                .killed_by
                .iter()
                .flat_map(|killer| killer.requirements.iter().map(String::as_str))
                .collect();
            let by: Vec<&str> = ids.into_iter().take(6).collect();
            let verdict = match (&twin.error, twin.killed_by.len()) {
                (Some(error), _) => format!("NOT JUDGED: {error}"),
                (None, 0) => "SURVIVED".to_owned(),
                (None, count) => format!("killed by {count}: {}", by.join(" ")),
            };
            writeln!(out, "{:<40} {verdict}", twin.id)?;
        }
        for place in &self.scenarios_killing_none {
            writeln!(out, "catches no twin: {place}")?;
        }
        writeln!(
            out,
            "twins: {} of {} killed",
            self.totals.killed, self.totals.twins
        )
    }
}
