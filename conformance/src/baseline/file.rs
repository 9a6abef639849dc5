//! The file of expected failures, as it is read. What an entry excuses is decided in `excuse`; editing the file belongs to
//! `draft`. The invariant: no entry is without a reason, an owner and an end.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

/// An expected failure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The check: `ID: name of the scenario`.
    pub check: String,
    /// How it fails.
    pub how: String,
    /// Why the failure is expected.
    pub reason: String,
    /// Who takes care of it.
    pub owner: String,
    /// Where it is tracked.
    pub issue: Option<String>,
    /// The last day on which it is expected.
    pub expires: Date,
}

impl Entry {
    /// The requirement.
    #[must_use]
    pub fn id(&self) -> &str {
        self.check.split(": ").next().unwrap_or_default()
    }

    /// The scenario.
    #[must_use]
    pub fn name(&self) -> &str {
        self.check.split_once(": ").map_or("", |(_, name)| name)
    }
}

/// The expected failures of a target.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// All of them.
    #[serde(default, rename = "expected")]
    pub entries: Vec<Entry>,
}

/// A baseline that cannot be used. Exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// No such file.
    #[error("cannot read the baseline {file}: {cause}; make one with: watertight baseline add")]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Not what a baseline looks like.
    #[error("{file}, line {line}: {fault}")]
    Parse {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// What is wrong.
        fault: String,
    },
    /// It could not be written. Exit code 5.
    #[error("cannot write the baseline {file}: {cause}")]
    Write {
        /// The file.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
}

impl Baseline {
    /// Reads one.
    ///
    /// # Errors
    /// When it is missing or not understood.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let (file, text) = Self::text_of(path)?;
        Self::parse(&file, &text)
    }

    /// A file's name for messages, and its text.
    pub(super) fn text_of(path: &Path) -> Result<(String, String), BaselineError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Ok((file, text)),
            Err(cause) => Err(BaselineError::Read { file, cause }),
        }
    }

    pub(super) fn parse(file: &str, text: &str) -> Result<Self, BaselineError> {
        let fault = |start: usize, fault: String| fault_at(file, text, start, fault);
        let read: Self = toml::from_str(text).map_err(|error| {
            fault(
                error.span().map_or(0, |span| span.start),
                error.message().to_owned(),
            )
        })?;
        for entry in &read.entries {
            let empty = [&entry.how, &entry.reason, &entry.owner]
                .into_iter()
                .any(|text| text.trim().is_empty());
            if entry.name().is_empty() || empty {
                let start = text.find(&entry.check).unwrap_or(0);
                let what = format!(
                    "`{}` needs a check as `ID: name of the scenario`, and a how, reason and owner that are not empty",
                    entry.check
                );
                return Err(fault(start, what));
            }
        }
        Ok(read)
    }
}

/// What is wrong where the text is at `start`.
pub(super) fn fault_at(file: &str, text: &str, start: usize, fault: String) -> BaselineError {
    BaselineError::Parse {
        file: file.to_owned(),
        line: text.get(..start).unwrap_or_default().matches('\n').count() + 1,
        fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "[[expected]]\ncheck = \"LST-03: Lists\"\nhow = \"x \\\"y\\\"\"\nreason = \"r\"\nowner = \"o\"\nissue = \"i\"\nexpires = \"2999-01-01\"\n";

    #[test]
    fn an_entry_names_a_requirement_and_a_scenario() {
        let one = Baseline::parse("b.toml", ONE).unwrap();
        assert_eq!((one.entries[0].id(), one.entries[0].name()), ("LST-03", "Lists"));
    }

    #[test]
    fn what_cannot_be_meant_has_its_line() {
        for (sound, broken, said) in [
            ("reason = \"r\"\n", "", "reason"),
            ("owner = \"o\"", "owner = \" \"", "line 2"),
            ("LST-03: Lists", "LST-03", "ID: name"),
            ("2999-01-01", "soon", "line 7"),
            ("issue", "isue", "isue"),
        ] {
            let error = Baseline::parse("b.toml", &ONE.replacen(sound, broken, 1))
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with("b.toml, line ") && error.contains(said),
                "{error}"
            );
        }
    }
}
