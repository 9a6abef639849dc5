//! `watertight explain`: what a requirement promises, how that is shown, and what its tags stand for. The invariant: it
//! needs no target.

use std::fmt::Write as _;
use std::io::Write as _;

use anstyle::Style;
use clap::Args;
use cucumber::gherkin::Step;

use super::common::{FeatureArgs, printed};
use super::error::CliError;
use super::tags;
use crate::run::Outcome;
use crate::suite;
use crate::suite::Scenario;

/// Explains requirements: the promise, the scenarios that show it, and what each tag stands for.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExplainArgs {
    /// Ids (LST-03), tag expressions, places
    #[arg(required = true)]
    selectors: Vec<String>,
    #[command(flatten)]
    features: FeatureArgs,
}

const EXAMPLES: &str = "\
Examples:
  watertight explain LST-03
  watertight explain @CRITICAL-2";

pub(super) fn execute(args: &ExplainArgs) -> Result<Outcome, CliError> {
    let scenarios = suite::select(args.features.suite()?.scenarios, &args.selectors, &[])?;
    let mut out = String::new();
    let mut rule: Option<(String, Option<String>)> = None;
    let mut outline = None;
    for scenario in &scenarios {
        let place = (scenario.feature.clone(), scenario.rule.clone());
        if rule.as_ref() != Some(&place) {
            let bold = Style::new().bold();
            let _ = writeln!(out, "{bold}{}{bold:#}", scenario.feature);
            if let Some(promise) = &scenario.rule {
                let _ = writeln!(out, "Promise: {promise}");
            }
            out.push('\n');
            rule = Some(place);
        }
        let own = (scenario.file.clone(), scenario.outline);
        // Rows of an outline differ in a value or two; one of them shows how it goes.
        if outline.as_ref() == Some(&own) {
            let _ = writeln!(out, "  and likewise: {} ({})", scenario.name, scenario.place());
            continue;
        }
        outline = Some(own);
        describe(&mut out, scenario);
    }
    printed(anstream::stdout().lock().write_all(out.as_bytes()))?;
    Ok(Outcome::Held)
}

fn describe(out: &mut String, scenario: &Scenario) {
    let _ = writeln!(out, "  {} ({})", scenario.name, scenario.place());
    for step in &scenario.steps {
        let _ = writeln!(out, "    {} {}", step.keyword.trim(), step.value);
        table(out, step);
    }
    for tag in &scenario.tags {
        if let Some(meaning) = tags::meaning(tag) {
            let _ = writeln!(out, "    @{tag:<12} {meaning}");
        }
    }
    out.push('\n');
}

fn table(out: &mut String, step: &Step) {
    for row in step.table.iter().flat_map(|table| &table.rows) {
        let _ = writeln!(out, "      | {} |", row.join(" | "));
    }
}
