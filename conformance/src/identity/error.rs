//! Why there is no key, no issuer or no token. The invariant: no message holds a token or a part of one.

use std::path::PathBuf;

/// A key could not be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot make a {0} key")]
pub struct KeyError(pub(super) &'static str);

/// The issuer could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// No key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No ready-made tokens.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The keyset file could not be written.
    #[error(
        "cannot write the keyset file {path}: {cause}; make room in the folder for temporary files, or set TMPDIR"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
}

/// There is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The variable is not there, or cannot be read as text.
    #[error(
        "the environment variable {0}, named by `ready` under [tokens], is not set; set it to a JSON list of {{\"workspace\", \"token\"}}"
    )]
    Unset(String),
    /// The variable does not hold what it should.
    #[error("the environment variable {name} is no JSON list of {{\"workspace\", \"token\"}}: {cause}")]
    Unreadable {
        /// The variable.
        name: String,
        /// What the parser said, without the text.
        cause: String,
    },
    /// Too few to judge anything.
    #[error(
        "the environment variable {0} holds tokens of {1} workspace(s); at least 3 are needed, and 12 make a quick run"
    )]
    TooFew(String, usize),
    /// None is free.
    #[error(
        "no ready-made token is free; give tokens of more workspaces, or take fewer scenarios at once with --jobs"
    )]
    UsedUp,
    /// The workspace has none of this kind.
    #[error("there is no ready-made token of this workspace with {0}")]
    NoSuchScope(String),
    /// The command did not print one.
    #[error("the token command `{program}` {what}")]
    Command {
        /// The program.
        program: String,
        /// How it failed, without its output.
        what: String,
    },
}
