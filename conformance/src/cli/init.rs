//! `watertight init`: a commented profile and a job for CI, from flags or from answers on a terminal. The invariant:
//! nothing that is there is overwritten unless that is asked for, and what is written can be read.

use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::common::{help, printed};
use super::error::CliError;
use super::init_texts::{Answers, github, gitlab, profile};
use super::target::PROFILE;
use crate::profile::Profile;
use crate::run::Outcome;

/// Writes watertight.toml, with a comment on every key, and a job for CI.
#[derive(Debug, Args)]
#[command(after_help = help(EXAMPLES, &CODES))]
pub(super) struct InitArgs {
    /// The target's name in reports
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// The command that starts it; it finds PORT, REDIS_URL, KEYSET, JWT_SECRET, ISSUER, AUDIENCE and LEEWAY in its
    /// environment
    #[arg(long, value_name = "COMMAND", conflicts_with = "url")]
    start: Option<String>,
    /// Where it already runs
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// How its tokens are signed
    #[arg(long, value_enum, default_value_t = Signed::Hs256)]
    algorithm: Signed,
    /// The environment variable in which it expects the shared secret
    #[arg(long, value_name = "NAME", default_value = "JWT_SECRET")]
    secret_env: String,
    /// What all paths of operations begin with, such as /api/v1
    #[arg(long, value_name = "PATH", default_value = "")]
    prefix: String,
    /// Which CI to write a job for
    #[arg(long, value_enum, default_value_t = Ci::None)]
    ci: Ci,
    /// Where to write
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Ask nothing
    #[arg(long, short)]
    yes: bool,
    /// Overwrite what is there
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  watertight init
  watertight init --yes --name jobs --start 'python -m jobs' --ci github
  watertight init --yes --url http://127.0.0.1:8080";

const CODES: [(Outcome, &str); 3] = [
    (Outcome::Held, "written"),
    (Outcome::Usage, "something is missing, or there already"),
    (Outcome::Suite, "a file cannot be written"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Signed {
    /// A shared secret
    #[value(name = "HS256")]
    Hs256,
    /// An RSA key
    #[value(name = "RS256")]
    Rs256,
    /// A key on P-256
    #[value(name = "ES256")]
    Es256,
    /// An Ed25519 key
    #[value(name = "EdDSA")]
    EdDsa,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ci {
    /// .github/workflows/watertight.yml
    Github,
    /// .gitlab/watertight.yml, to be included
    Gitlab,
    /// None
    None,
}

pub(super) fn execute(args: &InitArgs) -> Result<Outcome, CliError> {
    let answers = answers(args)?;
    let text = profile(&answers);
    // What is written here must be understood there.
    Profile::parse(PROFILE, &text)?;
    let mut files = vec![(args.dir.join(PROFILE), text)];
    match args.ci {
        Ci::Github => files.push((args.dir.join(".github/workflows/watertight.yml"), github())),
        Ci::Gitlab => files.push((args.dir.join(".gitlab/watertight.yml"), gitlab())),
        Ci::None => {}
    }
    for (path, _) in &files {
        if path.exists() && !args.force {
            return Err(CliError::Choice(format!(
                "{} is there already; move it away, or give --force to overwrite it",
                path.display()
            )));
        }
    }
    let mut said = String::new();
    for (path, text) in &files {
        write(path, text)?;
        let _ = writeln!(said, "wrote {}", path.display());
    }
    said.push_str("next: watertight doctor\n");
    printed(anstream::stdout().lock().write_all(said.as_bytes()))?;
    Ok(Outcome::Held)
}

fn write(path: &Path, text: &str) -> Result<(), CliError> {
    let failed = |cause: std::io::Error| CliError::Unwritten(path.display().to_string(), cause);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, text).map_err(failed)
}

fn answers(args: &InitArgs) -> Result<Answers, CliError> {
    let ask = !args.yes && std::io::stdin().is_terminal();
    let mut answers = Answers {
        name: args.name.clone().unwrap_or_default(),
        start: args.start.clone(),
        url: args.url.clone(),
        algorithm: match args.algorithm {
            Signed::Hs256 => "HS256",
            Signed::Rs256 => "RS256",
            Signed::Es256 => "ES256",
            Signed::EdDsa => "EdDSA",
        },
        secret_env: args.secret_env.clone(),
        prefix: args.prefix.clone(),
    };
    if answers.name.is_empty() {
        answers.name = if ask {
            asked("Name of the service", "jobs")?
        } else {
            "jobs".to_owned()
        };
    }
    if answers.start.is_none() && answers.url.is_none() {
        if !ask {
            let why = "neither --start nor --url is given; give the command that starts the service, or where it runs";
            return Err(CliError::Choice(why.to_owned()));
        }
        let start = asked("Command that starts it (empty if it already runs)", "")?;
        if start.is_empty() {
            answers.url = Some(asked("Where it runs", "http://127.0.0.1:8080")?);
        } else {
            answers.start = Some(start);
        }
    }
    Ok(answers)
}

fn asked(question: &str, default: &str) -> Result<String, CliError> {
    let mut out = std::io::stderr().lock();
    if default.is_empty() {
        write!(out, "{question}: ")?;
    } else {
        write!(out, "{question} [{default}]: ")?;
    }
    out.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let line = line.trim();
    Ok(if line.is_empty() { default } else { line }.to_owned())
}
