//! The report of a run, for a person and for a program.
//!
//! Invariant: in both, scanned = migrated + skipped + failed, and neither holds anything that a job carries.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::tally::{Difference, Tally};
use crate::telemetry::BackfillOutcome;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It looked at every key.
    Complete,
    /// It was told to stop.
    Interrupted,
    /// It copied as many jobs as it was allowed to.
    Limit,
    /// The store went away and did not come back.
    Lost,
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// `execute`, `dry-run`, `verify` or `cleanup`.
    pub mode: &'static str,
    /// `forward` or `reverse`.
    pub direction: &'static str,
    /// How it ended.
    pub ending: Ending,
    /// What was copied, or would be copied; `None` if the run only compared.
    pub backfilled: Option<Tally>,
    /// The results of the comparisons, in order.
    pub verified: Vec<Tally>,
    /// Whether the last phase may be entered now; `None` if this run does not decide it.
    pub complete: Option<bool>,
    /// Seconds from start to end.
    pub seconds: f64,
}

impl Report {
    /// 0: finished, nothing failed, no difference. 1: a job failed or differs from its copy. 3: not finished.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let failed = self
            .backfilled
            .as_ref()
            .is_some_and(|tally| tally.result("failed") > 0);
        let differs = self.verified.last().is_some_and(|tally| tally.differences() > 0);
        if failed || differs {
            1
        } else if self.ending == Ending::Complete {
            0
        } else {
            3
        }
    }

    /// The report for a program.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut all = json!({
            "mode": self.mode,
            "direction": self.direction,
            "ending": ending(self.ending),
            "complete": self.complete,
            "seconds": self.seconds,
            "exit_code": self.exit_code(),
            "verified": self.verified.iter().map(compared).collect::<Vec<_>>(),
        });
        if let (Value::Object(all), Some(tally)) = (&mut all, &self.backfilled) {
            all.insert("scanned".to_owned(), tally.scanned().into());
            for result in ["migrated", "skipped", "failed"] {
                all.insert(result.to_owned(), reasons(tally, result).into());
            }
        }
        all
    }

    /// The report for a person.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        if self.mode == "dry-run" {
            text.push_str("dry run: nothing was written; use --execute to write\n");
        }
        if let Some(tally) = &self.backfilled {
            let _ = writeln!(text, "scanned   {}", tally.scanned());
            for result in ["migrated", "skipped", "failed"] {
                let why: Vec<String> = (reasons(tally, result).iter())
                    .map(|(reason, count)| format!("{} {count}", reason.replace('_', " ")))
                    .collect();
                let why = if why.is_empty() {
                    String::new()
                } else {
                    format!("  ({})", why.join(", "))
                };
                let _ = writeln!(text, "{result:<9} {}{why}", tally.result(result));
            }
        }
        for (pass, tally) in self.verified.iter().enumerate() {
            text.push_str(&pass_text(pass + 1, tally));
        }
        match self.complete {
            Some(true) => text.push_str("complete  the phase new-only may be entered\n"),
            Some(false) => text.push_str("complete  no: the phase new-only may not be entered yet\n"),
            None => {}
        }
        let how = match self.ending {
            Ending::Complete => "complete",
            Ending::Interrupted => "interrupted; run the same command again to continue",
            Ending::Limit => "limit of jobs reached; run the same command again to continue",
            Ending::Lost => "the store went away; run the same command again to continue",
        };
        let _ = writeln!(text, "ended     {how}, after {:.1} s", self.seconds);
        text
    }
}

fn pass_text(pass: usize, tally: &Tally) -> String {
    let kinds: Vec<String> = (Difference::ALL.into_iter())
        .filter(|kind| tally.differing(*kind) > 0)
        .map(|kind| format!("{} {}", kind.as_str(), tally.differing(kind)))
        .collect();
    let result = if kinds.is_empty() {
        "no difference".to_owned()
    } else {
        kinds.join(", ")
    };
    let mut text = format!(
        "verified  {} jobs in pass {pass}: {result}",
        tally.compared + tally.removed
    );
    for (count, what) in [
        (tally.newer, "with a newer copy"),
        (tally.repaired, "repaired"),
        (tally.removed, "removed"),
    ] {
        if count > 0 {
            let _ = write!(text, "; {count} {what}");
        }
    }
    text.push('\n');
    for (kind, key) in tally.examples() {
        let _ = writeln!(text, "          {:<9} {}", kind.as_str(), key.escape_debug());
    }
    text
}

const fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Complete => "complete",
        Ending::Interrupted => "interrupted",
        Ending::Limit => "limit",
        Ending::Lost => "lost",
    }
}

fn reasons(tally: &Tally, result: &str) -> Map<String, Value> {
    let all = BackfillOutcome::ALL.into_iter();
    all.filter(|outcome| outcome.result() == result && tally.of(*outcome) > 0)
        .map(|outcome| (outcome.reason().to_owned(), tally.of(outcome).into()))
        .collect()
}

fn compared(tally: &Tally) -> Value {
    let kinds = Difference::ALL
        .into_iter()
        .filter(|kind| tally.differing(*kind) > 0);
    let kinds: Map<String, Value> = kinds
        .map(|kind| (kind.as_str().to_owned(), tally.differing(kind).into()))
        .collect();
    let examples = tally.examples().iter();
    let examples: Vec<Value> = examples
        .map(|(kind, key)| json!({"kind": kind.as_str(), "key": key}))
        .collect();
    json!({
        "jobs": tally.compared + tally.removed,
        "differences": kinds,
        "newer": tally.newer,
        "repaired": tally.repaired,
        "removed": tally.removed,
        "examples": examples,
    })
}
