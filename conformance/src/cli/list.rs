//! `watertight list`: the requirements, without a target. The invariant: what it lists is what `run` would run.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::CliError;
use crate::run::Outcome;
use crate::suite::{self, Scenario};

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Take the features from this folder.
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

pub(super) fn execute(args: &ListArgs) -> Result<Outcome, CliError> {
    let scenarios = match &args.features {
        Some(folder) => suite::folder(folder)?,
        None => suite::embedded()?,
    };
    let mut index: BTreeMap<&str, Vec<&Scenario>> = BTreeMap::new();
    for scenario in &scenarios {
        for id in scenario.requirements() {
            index.entry(id).or_default().push(scenario);
        }
    }
    let mut out = anstream::stdout();
    match args.format {
        Format::Json => {
            let all: Vec<_> = index
                .iter()
                .map(|(id, own)| {
                    let places: Vec<String> = own.iter().map(|s| format!("{}:{}", s.file, s.line)).collect();
                    json!({"id": id, "keyword": own[0].keyword(), "level": own[0].level(), "tags": own[0].tags,
                        "title": own[0].name, "scenarios": places})
                })
                .collect();
            writeln!(out, "{:#}", json!(all))?;
        }
        Format::Text => {
            for (id, own) in &index {
                for scenario in own {
                    let tags: Vec<&str> = scenario
                        .tags
                        .iter()
                        .map(String::as_str)
                        .filter(|tag| {
                            tag.starts_with("CWE-") || tag.starts_with("CRIT") || tag.starts_with("HIGH")
                        })
                        .collect();
                    writeln!(
                        out,
                        "{id:<8} {:<6} {}  {}  [{}]",
                        scenario.keyword(),
                        scenario.level(),
                        scenario.name,
                        tags.join(" ")
                    )?;
                }
            }
            writeln!(out, "{} requirements, {} scenarios", index.len(), scenarios.len())?;
        }
    }
    Ok(Outcome::Held)
}
