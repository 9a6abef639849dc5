//! `watertight prove`: the reference must hold, every twin must be caught, every scenario must catch one.
//! The invariant: each twin is a process of its own, stopped before the command ends.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;

use clap::Args;
use futures::stream::{self, StreamExt as _};

use super::{CliError, Common};
use crate::prove::{Catalogued, Matrix, Twin};
use crate::report::{self, Destinations};
use crate::run::{Outcome, Run, judge};
use crate::suite::Scenario;
use crate::target::{Profile, RedisLease, Running, TargetError, program};

#[derive(Debug, Args)]
pub(super) struct ProveArgs {
    #[command(flatten)]
    common: Common,
    /// Only these faults; scenarios that catch none are then not judged.
    #[arg(long, value_name = "ID")]
    fault: Vec<String>,
    /// How many twins are judged at once.
    #[arg(long, default_value_t = 4)]
    jobs: usize,
    /// Where the matrix goes: json=PATH.
    #[arg(long, value_delimiter = ',', value_name = "KIND=PATH")]
    report: Vec<String>,
}

pub(super) async fn execute(args: &ProveArgs) -> Result<Outcome, CliError> {
    let destinations = Destinations::parse(&args.report)?;
    let profile = args.common.profile()?;
    let scenarios = args.common.scenarios()?;
    let faults = faults(&profile, &args.fault)?;
    let redis = RedisLease::find(args.common.redis_url.as_deref()).await?;
    let reference = one(&profile, &scenarios, &redis, None).await?;
    if reference.outcome != Outcome::Held {
        report::print(&mut anstream::stdout(), &reference)?;
        return Ok(reference.outcome);
    }
    let twins: Vec<Twin> = stream::iter(&faults)
        .map(|fault| async {
            let run = one(&profile, &scenarios, &redis, Some(&fault.id)).await;
            Twin::judged(fault, run.as_ref().map_err(ToString::to_string))
        })
        .buffered(args.jobs.max(1))
        .collect()
        .await;
    let places: BTreeSet<String> = if args.fault.is_empty() {
        scenarios
            .iter()
            .map(|scenario| format!("{}:{}", scenario.file, scenario.line))
            .collect()
    } else {
        BTreeSet::new()
    };
    let matrix = Matrix::new(twins, &places);
    destinations.write_json(&matrix)?;
    let mut out = anstream::stdout();
    matrix.print(&mut out)?;
    let outcome = if matrix.twins.iter().any(|twin| twin.error.is_some()) {
        Outcome::Target
    } else if matrix.totals.killed < matrix.totals.twins || !matrix.scenarios_killing_none.is_empty() {
        Outcome::Broken
    } else {
        Outcome::Held
    };
    writeln!(out, "outcome: {} (exit {})", outcome.name(), outcome.code())?;
    Ok(outcome)
}

fn faults(profile: &Profile, wanted: &[String]) -> Result<Vec<Catalogued>, CliError> {
    let Some(prove) = &profile.prove else {
        return Err(CliError::Usage(
            "the profile has no [prove] section, so there are no twins to judge".to_owned(),
        ));
    };
    let name = prove.list.first().map(String::as_str).unwrap_or_default();
    let spawn = |cause| TargetError::Spawn {
        program: name.to_owned(),
        cause,
    };
    let listed = std::process::Command::new(program(name))
        .args(prove.list.iter().skip(1))
        .output()
        .map_err(spawn)?;
    let mut faults: Vec<Catalogued> = serde_json::from_slice(&listed.stdout)
        .map_err(|error| CliError::Usage(format!("[prove] `list` did not print faults as JSON: {error}")))?;
    if let Some(unknown) = wanted
        .iter()
        .find(|id| !faults.iter().any(|fault| fault.id == **id))
    {
        return Err(CliError::Usage(format!("there is no fault `{unknown}`")));
    }
    faults.retain(|fault| wanted.is_empty() || wanted.contains(&fault.id));
    if faults.is_empty() {
        return Err(CliError::Usage(
            "[prove] `list` names no fault; a proof of nothing proves nothing".to_owned(),
        ));
    }
    Ok(faults)
}

async fn one(
    profile: &Arc<Profile>,
    scenarios: &[Scenario],
    redis: &RedisLease,
    fault: Option<&str>,
) -> Result<Run, TargetError> {
    let command = fault
        .and_then(|_| profile.prove.as_ref())
        .map(|prove| &prove.start);
    let mut running = Running::start(Arc::clone(profile), command, redis, fault).await?;
    let mut run = Run::planned(&profile.target.name, redis.source.to_string(), scenarios);
    let target = Arc::clone(&running.target);
    judge(&mut run, &target, scenarios, 8, |_| true).await;
    running.stop().await;
    Ok(run)
}
