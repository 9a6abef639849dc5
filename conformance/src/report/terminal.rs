//! A run on the terminal: a line for each feature, the proof of whatever is not held, totals, and the outcome on
//! the last line. The invariant: nothing but commands to be pasted is wider than the width that is asked for.

use std::io::{Result, Write};

use anstyle::{AnsiColor, Style};

use super::width::Width;
use crate::run::{Check, CountsAs, Proof, Run, Shown, Status, Tally};

/// How much to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    Full,
    /// Only what is not held, and the outcome.
    Quiet,
}

impl Detail {
    /// As much as `--quiet` leaves.
    #[must_use]
    pub fn unless(quiet: bool) -> Self {
        if quiet { Self::Quiet } else { Self::Full }
    }
}

/// Prints the run, in lines of this width.
///
/// # Errors
/// When the terminal is gone.
pub fn print(out: &mut impl Write, run: &Run, detail: Detail, width: Width) -> Result<()> {
    if detail == Detail::Full {
        features(out, run, width)?;
    }
    let wrong = |check: &&Check| matches!(check.status, Status::Broken | Status::Inconclusive);
    let mut known: Vec<&Check> = run.scenarios.iter().filter(wrong).collect();
    known.sort_by_key(|check| std::cmp::Reverse(check.status));
    for check in known {
        failure(out, check, width)?;
    }
    if detail == Detail::Full {
        aside(out, run, (Status::NotRun, "not run"), width)?;
        aside(out, run, (Status::NotApplicable, "not applicable"), width)?;
        totals(out, run)?;
    }
    if let Some(problem) = &run.problem {
        writeln!(out, "ended early   {problem}")?;
    }
    writeln!(out, "{}", run.outcome.last_line_on(&run.subject))
}

fn style(status: Status) -> Style {
    match status {
        Status::Held => AnsiColor::Green.on_default(),
        Status::Broken => AnsiColor::Red.on_default().bold(),
        Status::Inconclusive | Status::NotRun => AnsiColor::Yellow.on_default(),
        Status::NotApplicable => Style::new().dimmed(),
    }
}

fn features(out: &mut impl Write, run: &Run, width: Width) -> Result<()> {
    let mut rest = run.scenarios.as_slice();
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|check| check.file == first.file).count();
        let (own, others) = rest.split_at(count);
        rest = others;
        let tally = Tally::of(own.iter().map(|check| check.status));
        let worst = own
            .iter()
            .map(|check| check.status)
            .max()
            .unwrap_or(Status::NotRun);
        let (style, word) = (style(worst), word(worst));
        let count = format!("{}/{}", tally.held, tally.total);
        let feature = width.wrap(&first.feature, 24).join("\n                        ");
        writeln!(out, "{style}{word:<14}{style:#}{count:>7}   {feature}")?;
    }
    writeln!(out)
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Held => "held",
        Status::Broken => "BROKEN",
        Status::Inconclusive => "INCONCLUSIVE",
        Status::NotRun => "not run",
        Status::NotApplicable => "not applicable",
    }
}

fn failure(out: &mut impl Write, check: &Check, width: Width) -> Result<()> {
    let (style, word) = (style(check.status), word(check.status));
    let warning = match check.counts_as() {
        CountsAs::Recommended => " (a SHOULD: reported, not decisive)",
        CountsAs::ExpectedFailure => " (expected: reported, not decisive)",
        _ => "",
    };
    writeln!(
        out,
        "{style}{word}{style:#}  {}{warning}",
        check.requirements.join(" ")
    )?;
    if let Some(reason) = &check.expected {
        field(out, "expected", reason, width)?;
    }
    if let Some(stale) = &check.stale {
        field(out, "baseline", &format!("stale: {stale}"), width)?;
    }
    field(
        out,
        check.keyword.name(),
        check.rule.as_deref().unwrap_or(&check.name),
        width,
    )?;
    field(
        out,
        "scenario",
        &format!("{} ({}:{})", check.name, check.file, check.line),
        width,
    )?;
    if let Some(proof) = &check.evidence {
        reasons(out, proof, width)?;
    }
    writeln!(out)
}

/// Of what a program printed, so many lines are shown; the JSON report has more.
const SHOWN_LINES: usize = 12;

fn reasons(out: &mut impl Write, proof: &Proof, width: Width) -> Result<()> {
    if let Some(step) = &proof.step {
        field(out, "step", &format!("{} (line {})", step.text, step.line), width)?;
    }
    field(out, "promised", &proof.claim, width)?;
    field(out, "found", &proof.found, width)?;
    for shown in &proof.exchanges {
        exchange(out, shown, width)?;
    }
    for ran in &proof.runs {
        writeln!(out, "  {}", printable(&ran.command))?;
        writeln!(out, "    → {}", ran.ending())?;
        for line in ran.output.lines().take(SHOWN_LINES) {
            writeln!(out, "    {}", printable(line))?;
        }
    }
    Ok(())
}

fn exchange(out: &mut impl Write, shown: &Shown, width: Width) -> Result<()> {
    writeln!(out, "  {}:", shown.who)?;
    writeln!(out, "    {}", printable(&shown.curl))?;
    match (shown.status, &shown.error) {
        (Some(status), _) => {
            let body = shown.body.as_deref().unwrap_or_default();
            // Enough to recognise the answer; the JSON report has all that was kept.
            let text = format!("→ {status} {}", printable(body));
            for line in width.wrap_data(&text, 4, 3) {
                writeln!(out, "    {line}")?;
            }
            Ok(())
        }
        (None, Some(error)) => writeln!(out, "    → {error}"),
        (None, None) => writeln!(out, "    → no answer"),
    }
}

fn field(out: &mut impl Write, name: &str, text: &str, width: Width) -> Result<()> {
    for (number, line) in width.wrap(&printable(text), 13).iter().enumerate() {
        writeln!(out, "  {:<10} {line}", if number == 0 { name } else { "" })?;
    }
    Ok(())
}

// A target must not be able to move the cursor of whoever reads its report.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect()
}

fn aside(out: &mut impl Write, run: &Run, (status, name): (Status, &str), width: Width) -> Result<()> {
    let mut any = false;
    for check in run.scenarios.iter().filter(|check| check.status == status) {
        any = true;
        let reason = check
            .reason
            .as_deref()
            .map(|why| format!(": {why}"))
            .unwrap_or_default();
        let text = format!("{} {}{reason}", check.requirements.join(" "), check.name);
        for (number, line) in width.wrap(&text, 17).iter().enumerate() {
            writeln!(out, "{:<16} {line}", if number == 0 { name } else { "" })?;
        }
    }
    if any { writeln!(out) } else { Ok(()) }
}

fn totals(out: &mut impl Write, run: &Run) -> Result<()> {
    writeln!(out, "scenarios     {}", run.totals.scenarios.words())?;
    writeln!(out, "requirements  {}", run.totals.requirements.words())
}
