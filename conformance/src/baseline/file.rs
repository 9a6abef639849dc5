//! The file of expected failures. What an entry excuses is decided in `excuse`. The invariant: what was read can be written
//! again, and no entry is without a reason, an owner and an end.

use std::fmt::Write as _;
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
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|cause| BaselineError::Read {
            file: file.clone(),
            cause,
        })?;
        Self::parse(&file, &text)
    }

    pub(super) fn parse(file: &str, text: &str) -> Result<Self, BaselineError> {
        let fault = |start: usize, fault: String| BaselineError::Parse {
            file: file.to_owned(),
            line: text.get(..start).unwrap_or_default().matches('\n').count() + 1,
            fault,
        };
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

    /// Writes it, in the order of its entries.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), BaselineError> {
        std::fs::write(path, self.text()).map_err(|cause| BaselineError::Write {
            file: path.display().to_string(),
            cause,
        })
    }

    fn text(&self) -> String {
        let mut text =
            "# Expected failures, each until a day. `watertight baseline` keeps this file.\n".to_owned();
        // JSON's way to write a string is one of TOML's.
        let quoted = |value: &str| serde_json::Value::from(value).to_string();
        for entry in &self.entries {
            let _ = write!(
                text,
                "\n[[expected]]\ncheck = {}\nhow = {}\nreason = {}\nowner = {}\n",
                quoted(&entry.check),
                quoted(&entry.how),
                quoted(&entry.reason),
                quoted(&entry.owner)
            );
            if let Some(issue) = &entry.issue {
                let _ = writeln!(text, "issue = {}", quoted(issue));
            }
            let _ = writeln!(text, "expires = \"{}\"", entry.expires);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "[[expected]]\ncheck = \"LST-03: Lists\"\nhow = \"x \\\"y\\\"\"\nreason = \"r\"\nowner = \"o\"\nissue = \"i\"\nexpires = \"2999-01-01\"\n";

    #[test]
    fn what_was_read_can_be_written_again() {
        let one = Baseline::parse("b.toml", ONE).unwrap();
        assert_eq!((one.entries[0].id(), one.entries[0].name()), ("LST-03", "Lists"));
        assert_eq!(Baseline::parse("b.toml", &one.text()).unwrap(), one);
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
