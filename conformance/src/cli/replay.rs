//! `watertight replay`: runs scenarios again and shows every request and answer. The invariant: what is shown holds no token.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::common::{FeatureArgs, printed};
use super::error::CliError;
use super::target::{TargetArgs, judging};
use crate::run::{CountsAs, Expectation, Interrupt, Outcome, Played, Shown, Subject, gather, replay};
use crate::suite;
use crate::under_test::Running;

/// Runs scenarios again, one after the other, and shows every request and answer.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ReplayArgs {
    /// Ids (LST-03), places (features/listing.feature:120), tag expressions
    #[arg(required = true)]
    selectors: Vec<String>,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    features: FeatureArgs,
    /// How to show the requests
    #[arg(long = "as", value_enum, default_value_t = Form::Text)]
    form: Form,
}

const EXAMPLES: &str = "\
Examples:
  watertight replay LST-03
  watertight replay LST-03 --as curl";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Requests with their answers
    Text,
    /// A script of curl lines; set $ACME_TOKEN and the others before
    Curl,
}

pub(super) async fn execute(args: &ReplayArgs) -> Result<Outcome, CliError> {
    let profile = args.target.profile()?;
    let scenarios = suite::select(args.features.suite()?.scenarios, &args.selectors, &[])?;
    let interrupt = Interrupt::listen()?;
    let mut subject = Subject::of(&profile, &scenarios);
    let replayed = async {
        let redis = args.target.lease(&profile).await?;
        subject.redis = redis.source.to_string();
        judging("# ", &subject)?;
        let mut running = Running::start(Arc::clone(&profile), None, &redis, None).await?;
        subject.target.url = Some(running.target.base.clone());
        gather(&mut running, &scenarios).await?;
        let mut all = Vec::new();
        for scenario in &scenarios {
            all.push(replay(scenario, &running).await);
        }
        running.stop().await;
        Ok::<_, CliError>(all)
    };
    let all = tokio::select! {
        biased;
        () = interrupt.heard() => return Ok(Outcome::Incomplete),
        replayed = replayed => replayed?,
    };
    let mut out = String::new();
    for (scenario, played) in scenarios.iter().zip(&all) {
        let _ = writeln!(out, "# {} ({})", scenario.name, scenario.place());
        show(&mut out, played, args.form);
    }
    let counts = scenarios
        .iter()
        .zip(&all)
        .map(|(scenario, played)| CountsAs::of(played.status, scenario.keyword(), Expectation::Nothing));
    let outcome = CountsAs::outcome_of(counts);
    let last = outcome.last_line_on(&subject);
    let _ = writeln!(out, "# {last}");
    printed(anstream::stdout().lock().write_all(out.as_bytes()))?;
    Ok(outcome)
}

fn show(out: &mut String, played: &Played, form: Form) {
    for shown in played.exchanges() {
        let Shown {
            who,
            curl,
            status,
            body,
            error,
            ..
        } = &shown;
        let _ = writeln!(out, "# {who}\n{curl}");
        if form == Form::Text {
            let said = match (status, error) {
                (Some(status), _) => format!("{status} {}", body.as_deref().unwrap_or_default()),
                (None, Some(error)) => error.clone(),
                (None, None) => continue,
            };
            // A body may hold what a terminal would obey.
            let said: String = said
                .chars()
                .map(|letter| if letter.is_control() { ' ' } else { letter })
                .collect();
            let _ = writeln!(out, "  -> {said}");
        }
    }
    let _ = write!(out, "# {}", played.status.name());
    if let Some(why) = played.why() {
        let _ = write!(out, ": {}", why.replace('\n', " "));
    }
    out.push_str("\n\n");
}
