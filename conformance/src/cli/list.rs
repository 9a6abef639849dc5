//! `watertight list`: the requirements, without a target. The invariant: what it lists is what `run` would run.

use std::io::Write;

use anstyle::Style;
use clap::{Args, ValueEnum};

use super::common::FeatureArgs;
use super::error::CliError;
use crate::report::wrap;
use crate::run::Outcome;
use crate::suite::{self, Requirement, catalogue};

/// Shows the requirements, each with its keyword, level, findings, weaknesses and scenarios.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ListArgs {
    /// Only these: ids, tag expressions, places
    selectors: Vec<String>,
    #[command(flatten)]
    features: FeatureArgs,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  watertight list
  watertight list @CRITICAL-2
  watertight list --format json";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(super) fn execute(args: &ListArgs) -> Result<Outcome, CliError> {
    let scenarios = suite::select(args.features.suite()?.scenarios, &args.selectors, &[])?;
    let all = catalogue(&scenarios);
    let mut out = anstream::stdout().lock();
    match args.format {
        Format::Json => {
            let text =
                serde_json::to_string_pretty(&all).map_err(|error| CliError::Suite(error.to_string()))?;
            writeln!(out, "{text}")?;
        }
        Format::Text => {
            print(&mut out, &all)?;
            writeln!(out, "{} requirements, {} scenarios", all.len(), scenarios.len())?;
        }
    }
    Ok(Outcome::Held)
}

pub(super) fn print(out: &mut impl Write, all: &[Requirement]) -> std::io::Result<()> {
    let bold = Style::new().bold();
    let mut features: Vec<&str> = Vec::new();
    for requirement in all {
        if !features.contains(&requirement.feature.as_str()) {
            features.push(&requirement.feature);
        }
    }
    for feature in features {
        writeln!(out, "{bold}{feature}{bold:#}")?;
        for one in all.iter().filter(|one| one.feature == feature) {
            for (number, line) in wrap(&one.title, 23).iter().enumerate() {
                if number == 0 {
                    writeln!(out, "  {:<8} {:<6} {}  {line}", one.id, one.keyword, one.level)?;
                } else {
                    writeln!(out, "{:22}{line}", "")?;
                }
            }
            let notes = [one.findings.as_slice(), &one.cwe, &one.owasp].concat();
            if !notes.is_empty() {
                writeln!(out, "{:22}[{}]", "", notes.join(" "))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
