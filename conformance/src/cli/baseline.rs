//! `watertight baseline`: keeps the file of expected failures. The invariant: nothing becomes expected without a reason, an
//! owner and an end.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::common::{help, printed};
use super::error::CliError;
use crate::baseline::{Baseline, Draft, Entry, Seen, Stale, signature, today};
use crate::report::saved::{Saved, SavedCheck};
use crate::run::{Outcome, Status};

/// Keeps the file of expected failures, each with a reason, an owner and a last day; `watertight run --baseline FILE` reads
/// it.
#[derive(Debug, Args)]
#[command(after_help = help(EXAMPLES, &CODES))]
pub(super) struct BaselineArgs {
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = "\
Examples:
  watertight run --report json=run.json
  watertight baseline add --from run.json --check LST-03 --reason 'fixed in 2.1' --owner jobs --expires 2027-01-31
  watertight run --baseline baseline.toml
  watertight baseline check --from run.json
  watertight baseline prune --from run.json";

const CODES: [(Outcome, &str); 4] = [
    (Outcome::Held, "no entry is stale"),
    (Outcome::Broken, "an entry is stale"),
    (Outcome::Usage, "wrong usage, or a file that cannot be read"),
    (Outcome::Suite, "the file cannot be written"),
];

#[derive(Debug, Subcommand)]
enum Action {
    /// Make failures of a report expected
    Add(Add),
    /// Show which entries are stale by a report
    Check(Files),
    /// Remove entries that are stale by a report
    Prune(Files),
}

#[derive(Debug, Args)]
struct Files {
    /// The report of a run, as --report json=FILE wrote it
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The baseline
    #[arg(long, value_name = "FILE", default_value = "baseline.toml")]
    baseline: PathBuf,
}

#[derive(Debug, Args)]
struct Add {
    #[command(flatten)]
    files: Files,
    /// A requirement (LST-03), or one check of it (LST-03: name of the scenario); repeatable
    #[arg(long, value_name = "CHECK", required = true)]
    check: Vec<String>,
    /// Why the failure is expected
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who takes care of it
    #[arg(long, value_name = "TEXT")]
    owner: String,
    /// Where it is tracked
    #[arg(long, value_name = "TEXT")]
    issue: Option<String>,
    /// The last day on which it is expected, as YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    expires: Date,
}

pub(super) fn execute(args: &BaselineArgs) -> Result<Outcome, CliError> {
    let (outcome, text) = match &args.action {
        Action::Add(add) => self::add(add)?,
        Action::Check(files) => check(files)?,
        Action::Prune(files) => prune(files)?,
    };
    let text = format!("{text}{}\n", outcome.last_line());
    printed(anstream::stdout().lock().write_all(text.as_bytes()))?;
    Ok(outcome)
}

fn broken(saved: &Saved) -> impl Iterator<Item = (&SavedCheck, String, String)> {
    saved
        .scenarios
        .iter()
        .filter(|check| check.status == Status::Broken)
        .flat_map(|check| {
            let how = how(check).unwrap_or_default();
            check.labels().map(move |label| (check, label, how.clone()))
        })
}

fn add(args: &Add) -> Result<(Outcome, String), CliError> {
    let saved = Saved::read(&args.files.from)?;
    let mut draft = if args.files.baseline.exists() {
        Draft::read(&args.files.baseline)?
    } else {
        Draft::fresh()
    };
    let mut text = String::new();
    for wanted in &args.check {
        let failures: Vec<_> = broken(&saved)
            .filter(|(_, label, _)| label == wanted || label.split(": ").next() == Some(wanted))
            .collect();
        if failures.is_empty() {
            return Err(CliError::Choice(format!(
                "--check `{wanted}`: nothing of that name is broken in {}; give an id such as LST-03, or `ID: name of the scenario`",
                args.files.from.display()
            )));
        }
        for (_, label, how) in failures {
            let _ = writeln!(text, "expected until {}: {label}", args.expires);
            draft.expect(Entry {
                check: label,
                how,
                reason: args.reason.clone(),
                owner: args.owner.clone(),
                issue: args.issue.clone(),
                expires: args.expires,
            });
        }
    }
    draft.write(&args.files.baseline)?;
    Ok((Outcome::Held, text))
}

// Why an entry is stale by this report, if it is.
fn stale(saved: &Saved, entry: &Entry) -> Option<Stale> {
    let named = |check: &&SavedCheck| check.labels().any(|label| label == entry.check);
    let seen = saved.scenarios.iter().filter(named).map(|check| Seen {
        status: check.status,
        how: how(check),
    });
    entry.stale(today(), &seen.collect::<Vec<_>>())
}

// How a check fails, where it does.
fn how(check: &SavedCheck) -> Option<String> {
    let broken = check.evidence.as_ref().filter(|_| check.status == Status::Broken);
    broken.map(|proof| signature(&proof.claim, &proof.found))
}

fn check(files: &Files) -> Result<(Outcome, String), CliError> {
    let (saved, baseline) = (Saved::read(&files.from)?, Baseline::read(&files.baseline)?);
    let mut text = String::new();
    for entry in &baseline.entries {
        if let Some(why) = stale(&saved, entry) {
            let _ = writeln!(text, "stale: `{}` {why}; prune it, or add it again", entry.check);
        }
    }
    for (_, label, _) in
        broken(&saved).filter(|(_, label, _)| !baseline.entries.iter().any(|entry| entry.check == *label))
    {
        let _ = writeln!(text, "not expected: {label}");
    }
    let outcome = if text.is_empty() {
        Outcome::Held
    } else {
        Outcome::Broken
    };
    Ok((outcome, text))
}

fn prune(files: &Files) -> Result<(Outcome, String), CliError> {
    let (saved, mut draft) = (Saved::read(&files.from)?, Draft::read(&files.baseline)?);
    let mut text = String::new();
    draft.retain(|entry| match stale(&saved, entry) {
        Some(why) => {
            let _ = writeln!(text, "taken out: `{}` {why}", entry.check);
            false
        }
        None => true,
    });
    draft.write(&files.baseline)?;
    Ok((Outcome::Held, text))
}
