//! The backfill of a target: `[backfill]` of its profile, and the command line for one run of it. Starting it belongs to
//! `tool`. The invariant: an argument that the profile does not give is never guessed.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::command::Command;
use super::template::Template;

/// The placeholder in whose place the arguments of a run stand; it has a word to itself.
pub(super) const MODE: &str = "mode";

/// A program that carries jobs from the old schema to the new.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backfill {
    /// Program and arguments; `${mode}`, a word by itself, stands for the arguments of a run.
    pub cmd: Vec<String>,
    /// Environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Arguments of a run that writes nothing.
    #[serde(default = "dry_run")]
    pub dry_run: Vec<String>,
    /// Arguments of a run that writes.
    #[serde(default = "execute")]
    pub execute: Vec<String>,
    /// Further arguments, to compare every job with its copy.
    pub verify: Option<Vec<String>>,
    /// Further arguments, to carry jobs back.
    pub reverse: Option<Vec<String>>,
    /// Further arguments, for one `${workspace}` alone.
    pub workspace: Option<Vec<String>>,
    /// Further arguments, for at most `${rate}` jobs a second.
    pub rate: Option<Vec<String>>,
    /// Further arguments, for steps of `${batch}` keys.
    pub batch: Option<Vec<String>>,
    /// Further arguments, for counts as JSON in the file `${report}`.
    pub report: Option<Vec<String>>,
    /// Further arguments, for metrics in the file `${metrics_file}`.
    pub metrics: Option<Vec<String>>,
    /// Where the report has which count.
    #[serde(default)]
    pub counts: Counts,
    /// The key under which it keeps its place.
    pub place: Option<String>,
    /// The program that removes old copies which nobody needs any more; `${mode}` as in `cmd`.
    pub cleanup: Option<Vec<String>>,
}

fn dry_run() -> Vec<String> {
    vec!["--dry-run".to_owned()]
}

fn execute() -> Vec<String> {
    vec!["--execute".to_owned()]
}

/// JSON pointers into a report; where one leads to an object or a list, its numbers are added up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Counts {
    /// Keys that were looked at.
    pub scanned: String,
    /// Jobs that were carried over, or made whole.
    pub migrated: String,
    /// Keys that were passed over, for whatever reason.
    pub skipped: Vec<String>,
    /// Jobs that could not be carried over.
    pub failed: String,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            scanned: "/scanned".to_owned(),
            migrated: "/migrated".to_owned(),
            skipped: vec!["/skipped".to_owned()],
            failed: "/failed".to_owned(),
        }
    }
}

/// What a report says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Keys that were looked at.
    pub scanned: u64,
    /// Jobs that were carried over, or made whole.
    pub migrated: u64,
    /// Keys that were passed over.
    pub skipped: u64,
    /// Jobs that could not be carried over.
    pub failed: u64,
}

impl Counts {
    /// The counts of a report; `None` where one of them is not there.
    #[must_use]
    pub fn of(&self, report: &Value) -> Option<Counted> {
        let sum = |pointer: &str| report.pointer(pointer).and_then(total);
        Some(Counted {
            scanned: sum(&self.scanned)?,
            migrated: sum(&self.migrated)?,
            skipped: self
                .skipped
                .iter()
                .map(|pointer| sum(pointer))
                .sum::<Option<u64>>()?,
            failed: sum(&self.failed)?,
        })
    }
}

fn total(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::Object(parts) => parts.values().map(total).sum(),
        Value::Array(parts) => parts.iter().map(total).sum(),
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// To write, or not, or neither is said.
    pub mode: Mode,
    /// To compare, too.
    pub verify: bool,
    /// To carry jobs back.
    pub reverse: bool,
    /// To carry the jobs of one workspace alone.
    pub workspace: Option<String>,
    /// To keep to a rate.
    pub rate: Option<u32>,
    /// To take steps of this size.
    pub batch: Option<u32>,
    /// To remove old copies instead.
    pub cleanup: bool,
}

impl Asked {
    /// To write, in steps of this many keys.
    #[must_use]
    pub fn in_steps(batch: u32) -> Self {
        Self {
            batch: Some(batch),
            ..Self::default()
        }
    }

    /// To compare, and to write nothing.
    #[must_use]
    pub fn comparing() -> Self {
        Self {
            mode: Mode::Unsaid,
            verify: true,
            ..Self::default()
        }
    }
}

/// Whether a run writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// It does.
    #[default]
    Execute,
    /// It does not.
    DryRun,
    /// Nothing is said of it.
    Unsaid,
}

impl Backfill {
    /// The command for this run, with placeholders; `None` where the profile does not say how it is asked for.
    #[must_use]
    pub(crate) fn command(&self, asked: &Asked) -> Option<Command> {
        let mut words: Vec<String> = match asked.mode {
            Mode::Execute => self.execute.clone(),
            Mode::DryRun => self.dry_run.clone(),
            Mode::Unsaid => Vec::new(),
        };
        let mut further = |wanted: bool, arguments: &Option<Vec<String>>| {
            if wanted {
                words.extend(arguments.clone()?);
            }
            Some(())
        };
        further(asked.verify, &self.verify)?;
        further(asked.reverse, &self.reverse)?;
        further(asked.workspace.is_some(), &self.workspace)?;
        further(asked.rate.is_some(), &self.rate)?;
        // Steps of another size make a run slower or faster, and no other.
        further(asked.batch.is_some() && self.batch.is_some(), &self.batch)?;
        // A report is asked for wherever there can be one.
        further(self.report.is_some(), &self.report)?;
        further(self.metrics.is_some() && !asked.cleanup, &self.metrics)?;
        let cmd = if asked.cleanup {
            self.cleanup.as_ref()?
        } else {
            &self.cmd
        };
        let place = |word: &String| {
            if Template(word).whole() == Some(MODE) {
                words.clone()
            } else {
                vec![word.clone()]
            }
        };
        Some(Command {
            cmd: cmd.iter().flat_map(place).collect(),
            env: self.env.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn backfill() -> Backfill {
        toml::from_str(
            "cmd = [\"carry\", \"${mode}\", \"--last\"]\nverify = [\"--verify\"]\nbatch = [\"--batch\", \"${batch}\"]",
        )
        .unwrap()
    }

    #[test]
    fn the_arguments_of_a_run_stand_where_the_profile_says() {
        let asked = Asked {
            verify: true,
            batch: Some(10),
            ..Asked::default()
        };
        let command = backfill().command(&asked).unwrap();
        let expected = ["carry", "--execute", "--verify", "--batch", "${batch}", "--last"];
        assert_eq!(command.cmd, expected);
        let unsaid = Asked {
            mode: Mode::Unsaid,
            ..Asked::default()
        };
        assert_eq!(backfill().command(&unsaid).unwrap().cmd, ["carry", "--last"]);
    }

    #[test]
    fn what_the_profile_does_not_say_is_not_guessed() {
        let asked = Asked {
            reverse: true,
            ..Asked::default()
        };
        assert!(backfill().command(&asked).is_none());
    }

    #[test]
    fn counts_add_up_over_reasons() {
        let report =
            json!({"scanned": 9, "migrated": {"copied": 3, "completed": 1}, "skipped": [2, 3], "failed": {}});
        let counted = Counts::default().of(&report).unwrap();
        assert_eq!((counted.migrated, counted.skipped, counted.failed), (4, 5, 0));
        assert_eq!(Counts::default().of(&json!({"scanned": 1})), None);
    }
}
