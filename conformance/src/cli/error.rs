//! Why a command did not come to a verdict. The invariant: each kind has its exit code.

use std::path::PathBuf;

use crate::baseline::BaselineError;
use crate::profile::ProfileError;
use crate::prove::CatalogueError;
use crate::report::ReportError;
use crate::report::saved::SavedError;
use crate::run::Outcome;
use crate::suite::SuiteError;
use crate::under_test::TargetError;

/// Why a command did not come to a verdict.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Specification(#[from] SuiteError),
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    #[error(transparent)]
    Saved(#[from] SavedError),
    #[error(
        "there is no target: no watertight.toml in {0}, nor above it up to the root of a repository; write one with `watertight init`, name one with --target FILE, or judge the reference with --reference"
    )]
    NoTarget(PathBuf),
    #[error(
        "cannot tell the current folder: {0}; change to a folder that exists, or name a profile with --target FILE"
    )]
    Folder(std::io::Error),
    #[error("{0}")]
    Choice(String),
    #[error("cannot write {0}: {1}; fix its folder's permissions, or give another --dir")]
    Unwritten(String, std::io::Error),
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
    #[error("the suite failed: {0}")]
    Suite(String),
}

impl CliError {
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::Profile(_)
            | Self::Specification(_)
            | Self::Report(ReportError::Form { .. })
            | Self::Baseline(BaselineError::Read { .. } | BaselineError::Parse { .. })
            | Self::Saved(_)
            | Self::Choice(_)
            | Self::NoTarget(_)
            | Self::Folder(_)
            | Self::Catalogue(
                CatalogueError::Missing
                | CatalogueError::Unknown { .. }
                | CatalogueError::Empty
                | CatalogueError::Unreadable { .. },
            ) => Outcome::Usage,
            Self::Target(_) | Self::Catalogue(CatalogueError::Run { .. }) => Outcome::Target,
            Self::Report(ReportError::Write { .. } | ReportError::Shape { .. })
            | Self::Baseline(BaselineError::Write { .. })
            | Self::Unwritten(..)
            | Self::Print(_)
            | Self::Suite(_) => Outcome::Suite,
        }
    }
}
