//! `watertight lint`: what is wrong with feature files. The invariant: exit 0 only where nothing is.

use std::io::Write as _;

use clap::{Args, ValueEnum};

use super::common::{FeatureArgs, help, printed};
use super::error::CliError;
use crate::run::Outcome;
use crate::steps::Phrasebook;
use crate::suite;
use crate::suite::Finding;

/// Checks feature files: finds steps that are undefined, ambiguous or unused, unknown tags, requirements without a scenario,
/// and scenarios without a requirement, a keyword, a Then, or a caller who is served.
#[derive(Debug, Args)]
#[command(after_help = help(EXAMPLES, &CODES))]
pub(super) struct LintArgs {
    #[command(flatten)]
    features: FeatureArgs,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  watertight lint
  watertight lint --features features
  watertight lint --format json";

const CODES: [(Outcome, &str); 3] = [
    (Outcome::Held, "nothing is wrong"),
    (Outcome::Broken, "something is"),
    (Outcome::Usage, "the features cannot be read"),
];

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// FILE:LINE: what, and the fix
    Text,
    /// For programs
    Json,
}

pub(super) fn execute(args: &LintArgs) -> Result<Outcome, CliError> {
    let texts = match &args.features.features {
        Some(folder) => suite::folder_texts(folder)?,
        None => suite::embedded_texts(),
    };
    let findings = suite::lint(&texts, &Phrasebook::gather())?;
    let outcome = if findings.is_empty() {
        Outcome::Held
    } else {
        Outcome::Broken
    };
    let text = match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&findings);
            json.map_err(|error| CliError::Suite(error.to_string()))? + "\n"
        }
        Format::Text => text(&findings) + &outcome.last_line() + "\n",
    };
    printed(anstream::stdout().lock().write_all(text.as_bytes()))?;
    Ok(outcome)
}

fn text(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| {
            format!(
                "{}:{}: {} [{}]\n",
                finding.file, finding.line, finding.what, finding.kind
            )
        })
        .collect();
    match lines.len() {
        0 => "nothing is wrong\n".to_owned(),
        count => format!("{}{count} finding(s)\n", lines.concat()),
    }
}
