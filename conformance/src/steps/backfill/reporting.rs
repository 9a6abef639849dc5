//! Phrases about what a run of the backfill says: its exit code, its counts, its metrics, its output. The invariant: a report
//! that is not there or not understood is no report of nothing.

use cucumber::then;

use crate::profile::Counted;
use crate::steps::shared::monitor_lines::{command_of, moment_of};
use crate::under_test::Ran;
use crate::wire::metrics_page::{Figures, Series};
use crate::world::{Step, World};

#[then("it ends well")]
async fn well(world: &mut World) -> Step {
    let ran = world.last_run()?;
    match ran.status {
        Some(0) => Ok(()),
        Some(code) => Err(world.broken(
            "a run that carried everything says so by its exit code",
            format!("it ended with {code}"),
            &[],
        )),
        None => Err(world.inconclusive("the run did not come to an end by itself")),
    }
}

#[then("it does not end well")]
async fn not_well(world: &mut World) -> Step {
    let ran = world.last_run()?;
    match ran.status {
        Some(0) => Err(world.broken(
            "a run that did not do all that it was asked for says so by its exit code",
            "it ended with 0",
            &[],
        )),
        None if ran.stuck => Err(world.inconclusive("the run did not come to an end by itself")),
        // A signal that nobody heeds ends a program as surely as an exit code that says so.
        Some(_) | None => Ok(()),
    }
}

#[then("both end well")]
async fn both_well(world: &mut World) -> Step {
    let runs = world.runs_at_least(2)?;
    let ends: Vec<Option<i32>> = runs.iter().rev().take(2).map(|ran| ran.status).collect();
    match ends[..] {
        [Some(0), Some(0)] => Ok(()),
        [Some(_), Some(_)] => {
            let found = "one of them did not end with 0";
            Err(world.broken("two runs at once do not disturb each other", found, &[]))
        }
        _ => Err(world.inconclusive("the two runs did not come to their ends")),
    }
}

// Its start is no part of it: a program that is slow to start keeps no rate by that.
#[then(expr = "from its first job to its last it took no less than {int} milliseconds")]
async fn took(world: &mut World, least: u64) -> Step {
    let prefix = world.old_prefix()?;
    let commands = world.commands()?;
    let named = commands.iter().filter(|line| line.contains(&prefix));
    let walks = |line: &&String| command_of(line) == "scan";
    let times: Vec<f64> = named
        .filter(|line| !walks(line))
        .filter_map(|line| moment_of(line))
        .collect();
    let (Some(first), Some(last)) = (times.first(), times.last()) else {
        return Err(world.inconclusive("no command named a job by its old key"));
    };
    let took = (last - first) * 1e3;
    if took < least as f64 {
        let found = format!("it took {took:.0} ms");
        return Err(world.broken("a rate is kept, whatever becomes of the keys", found, &[]));
    }
    Ok(())
}

impl World {
    fn counted(&mut self, ran: &Ran) -> Step<Counted> {
        let target = self.target()?;
        let counts = target.profile.backfill.as_ref().map(|backfill| &backfill.counts);
        let counted = counts
            .zip(ran.report.as_ref())
            .and_then(|(counts, report)| counts.of(report));
        if counted.is_none() {
            let found = "there is no report, or it lacks a count";
            return Err(self.broken("a run writes the counts that it was asked for", found, &[]));
        }
        counted.ok_or_else(|| self.inconclusive("there are no counts"))
    }
}

#[then(expr = "the counts of each run add up to the {int} keys that there are")]
async fn add_up(world: &mut World, keys: u64) -> Step {
    for ran in world.runs()? {
        let counted = world.counted(&ran)?;
        let sum = counted.migrated + counted.skipped + counted.failed;
        if counted.scanned != keys || sum != keys {
            let found = format!(
                "{} scanned, {sum} migrated, skipped or failed, of {keys}",
                counted.scanned
            );
            return Err(world.broken("every key is counted once, under one outcome", found, &[]));
        }
    }
    Ok(())
}

impl World {
    fn counts_are(&mut self, ran: &Ran, migrated: u64, failed: u64) -> Step {
        let counted = self.counted(ran)?;
        if (counted.migrated, counted.failed) != (migrated, failed) {
            let found = format!("{} migrated and {} failed", counted.migrated, counted.failed);
            let claim = "a run counts what it did, and a dry run what would be done";
            return Err(self.broken(claim, found, &[]));
        }
        Ok(())
    }
}

#[then(expr = "the first two runs counted {int} migrated and {int} failed")]
async fn first_two(world: &mut World, migrated: u64, failed: u64) -> Step {
    for ran in world.runs_at_least(2)?.iter().take(2) {
        world.counts_are(ran, migrated, failed)?;
    }
    Ok(())
}

#[then(expr = "the last run counted {int} migrated and {int} failed")]
async fn last(world: &mut World, migrated: u64, failed: u64) -> Step {
    let ran = world.last_run()?;
    world.counts_are(&ran, migrated, failed)
}

#[then(expr = "together they counted {int} migrated")]
async fn together(world: &mut World, migrated: u64) -> Step {
    let mut sum = 0;
    for ran in world.runs_at_least(2)?.iter().rev().take(2) {
        sum += world.counted(ran)?.migrated;
    }
    if sum != migrated {
        let found = format!("{sum} migrated, of {migrated} jobs");
        return Err(world.broken("two runs at once count a job once", found, &[]));
    }
    Ok(())
}

#[then("its metrics say what its report says")]
async fn metrics(world: &mut World) -> Step {
    let claim = "the metrics of a run are exported, and say what its report says";
    let ran = world.last_run()?;
    let counted = world.counted(&ran)?;
    let Some(page) = &ran.metrics else {
        return Err(world.broken(claim, "there is no file of metrics", &[]));
    };
    let figures = Figures::parse(page)
        .map_err(|why| world.inconclusive(format!("the file of metrics is not understood: {why}")))?;
    for (result, count) in [
        ("migrated", counted.migrated),
        ("skipped", counted.skipped),
        ("failed", counted.failed),
    ] {
        let is_wanted = |series: &Series| series.labels.get("result").is_some_and(|is| is == result);
        let samples = figures.0.iter().filter(|(series, _)| is_wanted(series));
        let values: Vec<f64> = samples.map(|(_, value)| *value).collect();
        let sum: f64 = values.iter().sum();
        if values.is_empty() || sum.is_nan() || (sum - count as f64).abs() > 0.5 {
            let found = format!("`{result}` is {count} in the report and otherwise in the metrics");
            return Err(world.broken(claim, found, &[]));
        }
    }
    Ok(())
}
