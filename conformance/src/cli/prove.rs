//! `watertight prove`: the reference must hold, every twin must be caught, every scenario must catch one.
//! The invariant: the matrix is written however the proof ends.

use std::sync::Arc;

use clap::Args;

use super::common::{FeatureArgs, at_least_one, printed};
use super::error::CliError;
use super::target::{ProfileArgs, RedisArgs, judging};
use crate::prove;
use crate::prove::{Matrix, Setting, Twin, judge_idle, judge_one, judge_twins};
use crate::report;
use crate::report::{Destinations, Detail, Progress, Width};
use crate::run::{Interrupt, Outcome};
use crate::under_test::TargetError;

/// Judges the suite: it is run on the known-bad twins that the [prove] section of a profile names, and each must be
/// caught by a broken requirement with evidence. A twin that survives is a defect of the suite, and so is a scenario that catches none.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ProveArgs {
    #[command(flatten)]
    target: ProfileArgs,
    #[command(flatten)]
    redis: RedisArgs,
    #[command(flatten)]
    features: FeatureArgs,
    /// Only the twin with this fault (repeatable); whether every scenario catches a twin is then left open
    #[arg(long, value_name = "ID")]
    fault: Vec<String>,
    /// Every scenario on every twin; otherwise a twin meets the scenarios that should catch it, and the rest only if
    /// it gets past those
    #[arg(long)]
    whole: bool,
    /// How many twins are judged at once; without it, one more than there are processors
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    jobs: Option<usize>,
    /// Where the matrix goes: json=PATH
    #[arg(long, value_delimiter = ',', value_name = "KIND=PATH")]
    report: Vec<String>,
    /// Show no progress, and of the twins only those that got away
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  watertight prove --reference
  watertight prove --reference --report json=matrix.json --jobs 4
  watertight prove --reference --fault missing-credentials-forbidden";

const WIDTH: usize = 8;

pub(super) async fn execute(args: &ProveArgs) -> Result<Outcome, CliError> {
    let destinations = Destinations::parse_json(&args.report)?;
    let profile = Arc::new(args.target.profile()?);
    let suite = args.features.suite()?;
    let faults = prove::list(&profile, &args.fault).await?;
    let mut matrix = Matrix::planned(&profile, &suite.digest, &suite.scenarios, &faults);
    destinations.write_json(&matrix)?;
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(faults.len(), args.quiet);
    progress.say("judging the sound reference");
    let redis = args.redis.lease().await?;
    matrix.subject.redis = redis.source.to_string();
    judging("", &matrix.sentence())?;
    let setting = Setting {
        profile: &profile,
        scenarios: &suite.scenarios,
        digest: &suite.digest,
        redis: &redis,
        width: WIDTH,
        interrupt: &interrupt,
    };
    let interrupted = || (Outcome::Incomplete, "interrupted".to_owned());
    let problem = match judge_one(&setting, None).await {
        Err(error) => return unjudged(&destinations, &mut matrix, error),
        Ok(None) => Some(interrupted()),
        Ok(Some(reference)) if reference.outcome == Outcome::Held => {
            matrix.reference = Some(reference.outcome);
            let jobs = args.jobs.unwrap_or_else(one_more_than_processors);
            let mut watch = |twin: &Twin| progress.step(&twin.id);
            let judged = || judge_twins(&setting, &faults, jobs, args.whole, &mut watch);
            matrix.twins = tokio::task::block_in_place(judged);
            if args.fault.is_empty() && !interrupt.came() {
                matrix.find_idle(&profile, setting.scenarios);
                let idle = matrix.scenarios_killing_none.clone().unwrap_or_default();
                if !idle.is_empty() && !args.whole {
                    progress.say("looking for a twin that each idle scenario catches");
                    let judged = || judge_idle(&setting, &faults, jobs, &mut matrix.twins, &idle);
                    tokio::task::block_in_place(judged);
                    matrix.find_idle(&profile, setting.scenarios);
                }
            }
            interrupt.came().then(interrupted)
        }
        Ok(Some(reference)) => {
            matrix.reference = Some(reference.outcome);
            printed(report::print(
                &mut anstream::stdout().lock(),
                &reference,
                Detail::Quiet,
                Width::of_stdout(),
            ))?;
            if interrupt.came() {
                Some(interrupted())
            } else {
                let why = "the sound reference does not hold, so no twin was judged".to_owned();
                Some((reference.outcome, why))
            }
        }
    };
    drop(progress);
    matrix.conclude(problem);
    destinations.write_json(&matrix)?;
    let detail = Detail::unless(args.quiet);
    printed(prove::print(
        &mut anstream::stdout().lock(),
        &matrix,
        detail,
        Width::of_stdout(),
    ))?;
    Ok(matrix.outcome)
}

fn unjudged(
    destinations: &Destinations,
    matrix: &mut Matrix,
    error: TargetError,
) -> Result<Outcome, CliError> {
    matrix.reference = Some(Outcome::Target);
    matrix.conclude(Some((Outcome::Target, error.to_string())));
    destinations.write_json(matrix)?;
    Err(error.into())
}

fn one_more_than_processors() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get() + 1)
}
