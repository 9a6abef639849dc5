//! `watertight run`. The invariant: the target is stopped and every report written however the run ends.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::common::{FeatureArgs, at_least_one, printed};
use super::error::CliError;
use super::target::{TargetArgs, judging};
use crate::baseline::Baseline;
use crate::profile::Profile;
use crate::report;
use crate::report::{Destinations, Detail, Journal, Progress, ReportError, Width};
use crate::run::{End, Interrupt, Options, Outcome, Run, Subject, gather, judge};
use crate::suite;
use crate::suite::{Level, Scenario, Shard};
use crate::under_test::{RedisLease, Running};

/// Judges a target: that of the profile in this folder, unless another is named.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RunArgs {
    /// Ids (LST-03), tag expressions ('@CRITICAL-2 and not @SHOULD'), places (list.feature:12)
    selectors: Vec<String>,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    features: FeatureArgs,
    /// Only these levels, such as L1
    #[arg(long, value_delimiter = ',', value_name = "LEVEL")]
    level: Vec<Level>,
    /// Only one part of N equal parts, such as 2/5; all parts together are the whole
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Expected failures; see `watertight baseline`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// How many scenarios run at once
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = at_least_one)]
    jobs: usize,
    /// End at the first broken scenario
    #[arg(long)]
    fail_fast: bool,
    /// Where reports go: json=PATH, junit=PATH
    #[arg(long, value_delimiter = ',', value_name = "KIND=PATH")]
    report: Vec<String>,
    /// Print only what is not held, and the outcome
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  watertight run
  watertight run --report json=run.json,junit=run.xml
  watertight run --url http://127.0.0.1:8080 --target profiles/jobs.toml
  watertight run --reference
  watertight run @CRITICAL-2 LST-03 features/tokens.feature:14";

pub(super) async fn execute(args: &RunArgs) -> Result<Outcome, CliError> {
    let destinations = Destinations::parse(&args.report)?;
    let profile = args.target.profile()?;
    let suite = args.features.suite()?;
    let scenarios = suite::select(suite.scenarios, &args.selectors, &args.level)?;
    let scenarios = match args.shard {
        Some(shard) => shard.of(scenarios),
        None => scenarios,
    };
    let baseline = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let mut run = Run::planned(Subject::of(&profile, &scenarios), &suite.digest, &scenarios);
    let mut journal = Journal::begin(destinations, &run)?;
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(scenarios.len(), args.quiet);
    progress.say("starting the target");
    let started = tokio::select! {
        biased;
        () = interrupt.heard() => Ok(None),
        started = start(args, &profile, &scenarios, &mut run) => started.map(Some),
    };
    let mut started = match started {
        Ok(started) => started,
        Err(error) => {
            run.conclude(Some((error.outcome(), error.to_string())));
            journal.conclude(&run)?;
            return Err(error);
        }
    };
    let end = match &mut started {
        None => Ok(End::Interrupted),
        Some((_redis, running)) => {
            run.subject.target.url = Some(running.target.base.clone());
            let options = Options {
                width: args.jobs,
                fail_fast: args.fail_fast,
                interrupt,
            };
            let end = watched(&mut run, running, &scenarios, &options, &mut journal, &progress).await;
            running.stop().await;
            end
        }
    };
    drop(progress);
    let problem = end?.problem();
    let stale = match (&baseline, &problem) {
        // What did not run cannot have become better.
        (Some(baseline), None) => stale(&baseline.excuse(&mut run, args.is_whole())),
        (Some(_), Some(_)) | (None, _) => None,
    };
    run.conclude(problem.or(stale));
    journal.conclude(&run)?;
    let detail = Detail::unless(args.quiet);
    printed(report::print(
        &mut anstream::stdout().lock(),
        &run,
        detail,
        Width::of_stdout(),
    ))?;
    Ok(run.outcome)
}

fn stale(complaints: &[String]) -> Option<(Outcome, String)> {
    (!complaints.is_empty()).then(|| {
        (
            Outcome::Broken,
            format!("the baseline is stale: {}", complaints.join("; ")),
        )
    })
}

impl RunArgs {
    // Whether every scenario was to run.
    fn is_whole(&self) -> bool {
        self.selectors.is_empty() && self.level.is_empty() && self.shard.is_none() && !self.fail_fast
    }
}

async fn start(
    args: &RunArgs,
    profile: &Arc<Profile>,
    scenarios: &[Scenario],
    run: &mut Run,
) -> Result<(RedisLease, Running), CliError> {
    let redis = args.target.lease(profile).await?;
    run.subject.redis = redis.source.to_string();
    judging("", &run.subject)?;
    let mut running = Running::start(Arc::clone(profile), None, &redis, None).await?;
    gather(&mut running, scenarios).await?;
    Ok((redis, running))
}

async fn watched(
    run: &mut Run,
    running: &mut Running,
    scenarios: &[Scenario],
    options: &Options,
    journal: &mut Journal,
    progress: &Progress,
) -> Result<End, ReportError> {
    journal.ready(run)?;
    judge(run, running, scenarios, options, |run, index| {
        if let Some(check) = run.scenarios.get(index) {
            progress.step(&check.name);
        }
        journal.through(run, index)
    })
    .await
}
