//! `watertight list`: the requirements, without a target. The invariant: what it lists is what `run` would run.

use std::io::Write as _;

use anstyle::Style;
use clap::{Args, ValueEnum};

use super::common::{FeatureArgs, printed};
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
    let text = match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&all);
            json.map_err(|error| CliError::Suite(error.to_string()))? + "\n"
        }
        Format::Text => {
            let counts = format!("{} requirements, {} scenarios\n", all.len(), scenarios.len());
            lines(&all) + &counts
        }
    };
    printed(anstream::stdout().lock().write_all(text.as_bytes()))?;
    Ok(Outcome::Held)
}

fn lines(all: &[Requirement]) -> String {
    let bold = Style::new().bold();
    let mut features: Vec<&str> = Vec::new();
    for requirement in all {
        if !features.contains(&requirement.feature.as_str()) {
            features.push(&requirement.feature);
        }
    }
    let mut lines = Vec::new();
    for feature in features {
        lines.push(format!("{bold}{feature}{bold:#}"));
        for one in all.iter().filter(|one| one.feature == feature) {
            let mut head = format!("  {:<8} {:<6} {}", one.id, one.keyword, one.level);
            for line in wrap(&one.title, 22) {
                lines.push(format!("{head:<22}{line}"));
                head.clear();
            }
            let notes = [one.findings.as_slice(), &one.cwe, &one.owasp].concat();
            if !notes.is_empty() {
                lines.push(format!("{:22}[{}]", "", notes.join(" ")));
            }
        }
        lines.push(String::new());
    }
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::examples::scenarios;

    #[test]
    fn the_index_is_grouped_by_feature() {
        let text = lines(&catalogue(&scenarios()));
        insta::assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }
}
