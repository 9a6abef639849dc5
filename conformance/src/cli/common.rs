//! Flags that several commands take, and what they stand for; those that choose a target are in `target`. The invariant: a
//! flag means the same everywhere.

use std::path::PathBuf;

use clap::Args;

use super::error::CliError;
use crate::run::Outcome;
use crate::steps::Phrasebook;
use crate::suite;
use crate::suite::{Suite, SuiteError};

/// Where the specification is.
#[derive(Debug, Args)]
pub(super) struct FeatureArgs {
    /// Take the feature files of this folder; without it, those that are built in
    #[arg(long, value_name = "DIR")]
    pub(super) features: Option<PathBuf>,
}

impl FeatureArgs {
    pub(super) fn suite(&self) -> Result<Suite, SuiteError> {
        match &self.features {
            Some(folder) => suite::folder(folder, &Phrasebook::gather()),
            None => suite::embedded(&Phrasebook::gather()),
        }
    }
}

/// The end of a command's help: its examples, and the exit codes with what each of them means for this command.
pub(super) fn help(examples: &str, codes: &[(Outcome, &str)]) -> String {
    let codes = codes
        .iter()
        .map(|(outcome, meaning)| format!("{} {meaning}", outcome.code()));
    let codes = codes.collect::<Vec<_>>().join("   ");
    format!("{examples}\n\nExit codes:\n  {codes}")
}

/// A count that leaves something to be done.
pub(super) fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err("give a number from 1 up".to_owned()),
    }
}

/// What printing came to. A reader who has seen enough, such as `head`, is no fault of anybody's.
pub(super) fn printed(result: std::io::Result<()>) -> Result<(), CliError> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
