//! Phrases about the metrics page. Reading one belongs to `wire::metrics_page`. The invariant: a figure is compared with what
//! it was before, on a replica that nobody else asks.

use cucumber::{gherkin, then, when};
use http::Method;

use crate::steps::shared::parameters::{Name, rows_to_judge};
use crate::wire::Request;
use crate::wire::metrics_page::{Figures, Series};
use crate::world::{Step, World};

const REQUESTS: &str = "http_request_duration_seconds_count";

impl World {
    async fn figures(&mut self) -> Step<Figures> {
        let target = self.target()?;
        let metrics = self.metrics_client();
        let (Some(client), Some(section)) = (metrics, &target.profile.metrics) else {
            return Err(self.inconclusive("the target has no metrics page of its own"));
        };
        let request = Request::new("the operator", Method::GET, &section.path);
        let exchange = client.send(request).await;
        let page = match exchange.response {
            Ok(response) if response.status == 200 => response.text().into_owned(),
            Ok(response) => {
                return Err(self.inconclusive(format!("the metrics page answered {}", response.status)));
            }
            Err(why) => return Err(self.inconclusive(format!("the metrics page: {why}"))),
        };
        Figures::parse(&page)
            .map_err(|why| self.inconclusive(format!("the metrics page is not understood: {why}")))
    }
}

// A figure that is no number is no figure that was wanted, either.
fn differs(grown: f64, by: f64) -> bool {
    grown.is_nan() || (grown - by).abs() > 0.1
}

#[when("the metrics are read")]
async fn read(world: &mut World) -> Step {
    let figures = world.figures().await?;
    world.set_figures(figures);
    // What is asked after each step would be counted, too.
    world.stop_checks_after_steps();
    Ok(())
}

#[when(expr = "{tenant} gets {int} of its own jobs, and {tenant} gets {int}")]
async fn gets(world: &mut World, one: Name, some: usize, other: Name, few: usize) -> Step {
    let target = world.target()?;
    for (Name(name), count) in [(&one, some), (&other, few)] {
        for _ in 0..count {
            let id = world.existing_job(name)?;
            world.send_as(name, target.api.get(name, &id)).await?;
        }
    }
    Ok(())
}

#[when(expr = "{tenant} gets {int} jobs that never existed")]
async fn misses(world: &mut World, name: Name, count: usize) -> Step {
    let target = world.target()?;
    for _ in 0..count {
        let id = World::never_existed(&world.existing_job(&name.0)?);
        world.send_as(&name.0, target.api.get(&name.0, &id)).await?;
    }
    Ok(())
}

#[when(expr = "{tenant} lists its jobs, and {tenant} lists its jobs")]
async fn lists(world: &mut World, one: Name, other: Name) -> Step {
    for Name(name) in [one, other] {
        world.listed(&name).await?;
    }
    Ok(())
}

#[when(expr = "{tenant} asks in {int} ways for what is not there")]
async fn asks(world: &mut World, name: Name, count: usize) -> Step {
    let target = world.target()?;
    for index in 0..count {
        let odd = format!("nobody-{index}-{:08x}", rand::random::<u32>());
        let request = match index % 3 {
            0 => target.api.list(&name.0, &[("workspace_id", &odd)]),
            1 => target.api.get(&name.0, &odd),
            _ => Request::new(&name.0, Method::GET, format!("/{odd}?{odd}={odd}")),
        };
        world.send_as(&name.0, request).await?;
    }
    Ok(())
}

#[then("these have grown by so much, and nothing else of their kind:")]
async fn grown(world: &mut World, step: &gherkin::Step) -> Step {
    let (before, now) = (world.figures_before()?, world.figures().await?);
    let mut wanted: Vec<(Series, f64)> = Vec::new();
    for row in rows_to_judge(world, step)? {
        match (Series::parse(&row[0]), row[1].parse()) {
            (Some(series), Ok(by)) => wanted.push((series, by)),
            _ => return Err(world.inconclusive(format!("`{}` is no series", row[0]))),
        }
    }
    let names: Vec<String> = wanted.iter().map(|(series, _)| series.name.clone()).collect();
    let kinds = now.0.keys().filter(|series| names.contains(&series.name));
    let mut found = Vec::new();
    for series in kinds
        .cloned()
        .chain(wanted.iter().map(|(series, _)| series.clone()))
    {
        let by = wanted.iter().find(|(wanted, _)| *wanted == series);
        let by = by.map_or(0.0, |(_, by)| *by);
        let grown = now.grown(&before, &series);
        if differs(grown, by) {
            found.push(format!("{series} has grown by {grown}, not by {by}"));
        }
    }
    if let Some(found) = found.into_iter().next() {
        let proof = world.last_answer()?;
        return Err(world.broken(
            "what happened is counted, once and under its name",
            found,
            &[&proof],
        ));
    }
    Ok(())
}

#[then("the public port shows no metrics, with a token or without")]
async fn public(world: &mut World) -> Step {
    let target = world.target()?;
    let path = target
        .profile
        .metrics
        .as_ref()
        .map_or("/metrics", |section| &section.path);
    let plain = Request::new("a stranger", Method::GET, path);
    let mut answers = vec![world.send(plain).await?];
    answers.push(
        world
            .send_as("acme", Request::new("acme", Method::GET, path))
            .await?,
    );
    for answered in answers {
        if (200..300).contains(&answered.response.status) {
            let found = format!("answered {}", answered.response.status);
            return Err(world.broken("metrics are not shown on the public port", found, &[&answered]));
        }
    }
    Ok(())
}

#[then("no label of any metric holds a workspace, a job, an actor or a token")]
async fn labels(world: &mut World) -> Step {
    let figures = world.figures().await?;
    let mut secrets = world.all_jobs();
    for tenant in world.participants()? {
        let token = world.token(&tenant.name)?;
        secrets.extend([tenant.workspace, tenant.subject, tenant.canary, token]);
    }
    let values = figures.0.keys().flat_map(|series| series.labels.values());
    let leaking = values.filter(|value| secrets.iter().any(|secret| value.contains(secret.as_str())));
    if leaking.count() > 0 {
        let proof = world.last_answer()?;
        let found = "a label holds what belongs to a tenant";
        return Err(world.broken("labels hold words of the service alone", found, &[&proof]));
    }
    Ok(())
}

#[then("there are no more series than before, but for those of statuses")]
async fn bounded(world: &mut World) -> Step {
    let (before, now) = (world.figures_before()?, world.figures().await?);
    let new = |series: &&Series| !before.0.contains_key(*series) && !series.labels.contains_key("status");
    if let Some(series) = now.0.keys().find(new).map(ToString::to_string) {
        let proof = world.last_answer()?;
        let found = format!(
            "there is a new series of {}",
            series.split('{').next().unwrap_or_default()
        );
        return Err(world.broken("no request makes a series", found, &[&proof]));
    }
    let statuses = now.0.len().saturating_sub(before.0.len());
    // A histogram has some fifteen lines for each route, method and class of status.
    if statuses > 400 {
        let proof = world.last_answer()?;
        let found = format!("there are {statuses} more lines");
        return Err(world.broken("no request makes a series", found, &[&proof]));
    }
    Ok(())
}

#[then(expr = "the requests that were counted have grown by {int}, and no counter has shrunk")]
async fn add_up(world: &mut World, count: u32) -> Step {
    let (before, now) = (world.figures_before()?, world.figures().await?);
    let sum = |figures: &Figures| -> f64 {
        let counted = figures.0.iter().filter(|(series, _)| series.name == REQUESTS);
        counted.map(|(_, value)| value).sum()
    };
    let grown = sum(&now) - sum(&before);
    let shrunk = before
        .0
        .keys()
        .find(|series| series.name.ends_with("_total") && now.grown(&before, series) < 0.0);
    let found = match shrunk {
        Some(series) => Some(format!("{series} has shrunk")),
        None => differs(grown, f64::from(count))
            .then(|| format!("the requests have grown by {grown}, not by {count}")),
    };
    if let Some(found) = found {
        let proof = world.last_answer()?;
        return Err(world.broken("every request is counted once", found, &[&proof]));
    }
    Ok(())
}
