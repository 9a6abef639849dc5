//! `watertight run`. The invariant: the target is stopped and the report written however the run ends.

use clap::Args;

use super::{CliError, Common};
use crate::report::{self, Destinations};
use crate::run::{Outcome, Run, Status, judge};
use crate::suite;
use crate::target::{RedisLease, Running};

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Requirement ids, tag expressions, `file:line`.
    selectors: Vec<String>,
    #[command(flatten)]
    common: Common,
    /// Only these levels.
    #[arg(long, value_delimiter = ',', value_name = "L1")]
    level: Vec<String>,
    /// How many scenarios run at once.
    #[arg(long, default_value_t = 8)]
    jobs: usize,
    /// Stop at the first broken scenario.
    #[arg(long)]
    fail_fast: bool,
    /// Where reports go: json=PATH, junit=PATH.
    #[arg(long, value_delimiter = ',', value_name = "KIND=PATH")]
    report: Vec<String>,
}

pub(super) async fn execute(args: &RunArgs) -> Result<Outcome, CliError> {
    let destinations = Destinations::parse(&args.report)?;
    let profile = args.common.profile()?;
    let scenarios = suite::select(args.common.scenarios()?, &args.selectors, &args.level)?;
    let mut run = Run::planned(&profile.target.name, "not yet known".to_owned(), &scenarios);
    destinations.write(&run)?;
    // From here on a signal ends the wait, not the process, so that the target is stopped.
    let interrupted = async {
        let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = term.recv() => Ok(()),
        }
    };
    tokio::pin!(interrupted);
    let started = async {
        let redis = match &profile.target.url {
            Some(_) if args.common.redis_url.is_none() => RedisLease::none(),
            _ => RedisLease::find(args.common.redis_url.as_deref()).await?,
        };
        let running = Running::start(profile.clone(), None, &redis, None).await?;
        Ok::<_, CliError>((redis, running))
    };
    let (redis, mut running) = tokio::select! {
        started = started => match started {
            Ok(started) => started,
            Err(error) => {
                run.fold(Some(error.outcome()));
                destinations.write(&run)?;
                return Err(error);
            }
        },
        _ = &mut interrupted => return finish(&destinations, &mut run, None),
    };
    run.redis = redis.source.to_string();
    let target = std::sync::Arc::clone(&running.target);
    let mut unwritten = None;
    {
        let judged = judge(&mut run, &target, &scenarios, args.jobs, |run| {
            if let Err(error) = destinations.write_json(run) {
                unwritten = Some(error);
                return false;
            }
            !(args.fail_fast && run.scenarios.iter().any(|check| check.status == Status::Broken))
        });
        tokio::select! { () = judged => {}, _ = &mut interrupted => {} }
    }
    let died = running.died();
    running.stop().await;
    if let Some(error) = unwritten {
        return Err(error.into());
    }
    if let Some(status) = &died {
        anstream::eprintln!("the target died during the run ({status})");
    }
    let fixed = died.map(|_| Outcome::Target);
    finish(&destinations, &mut run, fixed)
}

fn finish(destinations: &Destinations, run: &mut Run, fixed: Option<Outcome>) -> Result<Outcome, CliError> {
    run.fold(fixed);
    destinations.write(run)?;
    report::print(&mut anstream::stdout(), run)?;
    Ok(run.outcome)
}
