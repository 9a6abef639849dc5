//! `watertight diff`: what changed from one run to another. The invariant: exit 0 only where nothing got worse.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::common::{help, printed};
use super::error::CliError;
use crate::baseline::signature;
use crate::report::saved::{Saved, SavedCheck};
use crate::run::{Outcome, Status};

/// Shows what changed from one saved run to another: what broke, what was fixed, what is new and what is gone.
#[derive(Debug, Args)]
#[command(after_help = help(EXAMPLES, &CODES))]
pub(super) struct DiffArgs {
    /// The earlier run, as --report json=FILE wrote it
    before: PathBuf,
    /// The later run
    after: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  watertight diff main.json branch.json
  watertight diff main.json branch.json --format json";

const CODES: [(Outcome, &str); 3] = [
    (Outcome::Held, "nothing got worse"),
    (Outcome::Broken, "something did"),
    (Outcome::Usage, "a file that cannot be read"),
];

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// One change a line
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Worse,
    Otherwise,
    Gone,
    Came,
    Better,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Change {
    kind: Kind,
    check: String,
    before: Option<Status>,
    after: Option<Status>,
}

pub(super) fn execute(args: &DiffArgs) -> Result<Outcome, CliError> {
    let (before, after) = (Saved::read(&args.before)?, Saved::read(&args.after)?);
    let changes = changes(&before, &after);
    // What is gone is not known to be held any more.
    let worse = |change: &Change| matches!(change.kind, Kind::Worse | Kind::Gone);
    let outcome = if changes.iter().any(worse) {
        Outcome::Broken
    } else {
        Outcome::Held
    };
    let text = match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&changes);
            json.map_err(|error| CliError::Suite(error.to_string()))? + "\n"
        }
        Format::Text => {
            text(&changes, before.suite.features != after.suite.features) + &outcome.last_line() + "\n"
        }
    };
    printed(anstream::stdout().lock().write_all(text.as_bytes()))?;
    Ok(outcome)
}

fn text(changes: &[Change], other_suite: bool) -> String {
    let mut text = String::new();
    if other_suite {
        text.push_str("the two runs judged by different features\n");
    }
    for change in changes {
        let word = match change.kind {
            Kind::Worse => "WORSE",
            Kind::Otherwise => "otherwise",
            Kind::Gone => "GONE",
            Kind::Came => "came",
            Kind::Better => "better",
        };
        let was = change.before.map_or("absent", Status::name);
        let is = change.after.map_or("absent", Status::name);
        let _ = writeln!(text, "{word:<10} {}  ({was} -> {is})", change.check);
    }
    if changes.is_empty() {
        text.push_str("nothing changed\n");
    }
    text
}

// The graver, the higher.
fn gravity(status: Status) -> u8 {
    match status {
        Status::Held => 0,
        // A promise that the target no longer makes is one less.
        Status::NotApplicable => 1,
        Status::NotRun => 2,
        Status::Inconclusive => 3,
        Status::Broken => 4,
    }
}

// Rows of an outline may share a name; the gravest speaks for them.
fn by_label(saved: &Saved) -> BTreeMap<String, &SavedCheck> {
    let mut all: BTreeMap<String, &SavedCheck> = BTreeMap::new();
    for check in &saved.scenarios {
        for label in check.labels() {
            let known = all.entry(label).or_insert(check);
            if gravity(check.status) > gravity(known.status) {
                *known = check;
            }
        }
    }
    all
}

fn changes(before: &Saved, after: &Saved) -> Vec<Change> {
    let (one, other) = (by_label(before), by_label(after));
    let how = |check: &SavedCheck| {
        check
            .evidence
            .as_ref()
            .map(|proof| signature(&proof.claim, &proof.found))
    };
    let mut changes = Vec::new();
    for label in one
        .keys()
        .chain(other.keys().filter(|label| !one.contains_key(*label)))
    {
        let (was, is) = (one.get(label), other.get(label));
        let kind = match (was, is) {
            (Some(_), None) => Kind::Gone,
            (None, Some(is)) if gravity(is.status) > 2 => Kind::Worse,
            (None, _) => Kind::Came,
            (Some(was), Some(is)) => match gravity(is.status).cmp(&gravity(was.status)) {
                std::cmp::Ordering::Greater => Kind::Worse,
                std::cmp::Ordering::Less => Kind::Better,
                std::cmp::Ordering::Equal if how(was) != how(is) => Kind::Otherwise,
                std::cmp::Ordering::Equal => continue,
            },
        };
        changes.push(Change {
            kind,
            check: label.clone(),
            before: was.map(|check| check.status),
            after: is.map(|check| check.status),
        });
    }
    changes.sort();
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(checks: &[(&str, &str, &str)]) -> Saved {
        let scenarios: Vec<_> = checks
            .iter()
            .map(|(id, status, found)| {
                let evidence =
                    (*status == "broken").then(|| serde_json::json!({"claim": "c", "found": found}));
                serde_json::json!({"name": "n", "requirements": [id], "status": status, "evidence": evidence})
            })
            .collect();
        let run = serde_json::json!({"suite": {"features": "x"}, "scenarios": scenarios});
        serde_json::from_value(run).unwrap()
    }

    #[test]
    fn every_kind_of_change_is_told_and_the_worst_first() {
        let before = saved(&[
            ("A-01", "held", ""),
            ("B-01", "broken", "x"),
            ("C-01", "broken", "x"),
            ("D-01", "held", ""),
            ("F-01", "held", ""),
        ]);
        let after = saved(&[
            ("A-01", "broken", "x"),
            ("B-01", "held", ""),
            ("C-01", "broken", "y"),
            ("E-01", "held", ""),
            ("F-01", "held", ""),
        ]);
        let kinds: Vec<(Kind, String)> = changes(&before, &after)
            .into_iter()
            .map(|one| (one.kind, one.check))
            .collect();
        let expected = [
            (Kind::Worse, "A-01: n"),
            (Kind::Otherwise, "C-01: n"),
            (Kind::Gone, "D-01: n"),
            (Kind::Came, "E-01: n"),
            (Kind::Better, "B-01: n"),
        ];
        assert_eq!(kinds, expected.map(|(kind, check)| (kind, check.to_owned())));
    }
}
