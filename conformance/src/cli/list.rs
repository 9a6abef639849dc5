//! `watertight list`: the requirements, without a target. The invariant: what it lists is what `run` would run.

use std::fmt::Write as _;
use std::io::Write as _;

use anstyle::Style;
use clap::{Args, ValueEnum};

use super::common::{FeatureArgs, printed};
use super::error::CliError;
use crate::report::Width;
use crate::run::Outcome;
use crate::suite;
use crate::suite::{Requirement, catalogue};

/// Shows the requirements, each with its keyword, level, findings, weaknesses and scenarios.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ListArgs {
    /// Only these: ids, tag expressions, places
    selectors: Vec<String>,
    #[command(flatten)]
    features: FeatureArgs,
    /// What to group them by
    #[arg(long, value_enum, default_value_t = By::Feature)]
    by: By,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// The feature that states them
    Feature,
    /// Findings, weaknesses (CWE) and risks (OWASP): where a reviewer finds what
    Tag,
}

const EXAMPLES: &str = "\
Examples:
  watertight list
  watertight list @CRITICAL-2
  watertight list --by tag
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
            let text = match args.by {
                By::Feature => lines(&all, Width::of_stdout()),
                By::Tag => by_tag(&all, Width::of_stdout()),
            };
            text + &counts
        }
    };
    printed(anstream::stdout().lock().write_all(text.as_bytes()))?;
    Ok(Outcome::Held)
}

fn lines(all: &[Requirement], width: Width) -> String {
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
            for line in width.wrap(&one.title, 22) {
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

// Findings first, then risks, then weaknesses by number; each with the requirements that answer it.
fn by_tag(all: &[Requirement], width: Width) -> String {
    let bold = Style::new().bold();
    let groups: [fn(&Requirement) -> &[String]; 3] = [|one| &one.findings, |one| &one.owasp, |one| &one.cwe];
    let mut text = String::new();
    for group in groups {
        let mut tags: Vec<&String> = all.iter().flat_map(group).collect();
        let number = |tag: &str| {
            tag.trim_start_matches(|letter: char| !letter.is_ascii_digit())
                .parse::<u32>()
                .unwrap_or(0)
        };
        tags.sort_by_key(|tag| (number(tag), tag.to_string()));
        tags.dedup();
        for tag in tags {
            let meaning = super::tags::meaning(tag).unwrap_or_default();
            let _ = writeln!(text, "{bold}{tag}{bold:#}  {meaning}");
            let ids: Vec<&str> = all
                .iter()
                .filter(|one| group(one).contains(tag))
                .map(|one| one.id.as_str())
                .collect();
            for line in width.wrap(&ids.join(" "), 4) {
                let _ = writeln!(text, "    {line}");
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::examples::scenarios;

    #[test]
    fn by_tag_everything_is_found_where_it_belongs() {
        let text = by_tag(&catalogue(&scenarios()), Width::PLAIN);
        let text = anstream::adapter::strip_str(&text).to_string();
        for one in catalogue(&scenarios()) {
            for tag in one.findings.iter().chain(&one.cwe) {
                let (_, rest) = text.split_once(&format!("{tag}  ")).unwrap();
                assert!(rest.contains(&one.id), "{tag}: {text}");
            }
        }
    }

    #[test]
    fn the_index_is_grouped_by_feature() {
        let text = lines(&catalogue(&scenarios()), Width::PLAIN);
        insta::assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }
}
