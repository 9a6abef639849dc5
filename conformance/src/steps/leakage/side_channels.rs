//! Phrases about what an answer gives away beside its contents. The invariant: what moves by the caller's own
//! doing is kept apart from what moves by others'.

use std::collections::BTreeMap;

use cucumber::{then, when};
use serde_json::Value;

use crate::profile::Execute;
use crate::steps::shared::parameters::Name;
use crate::wire::Response;
use crate::world::{Answered, Operation, STRANGER, Step, World};

const INSIDE: &[&str] = &[
    "ai:job:",
    "ai:jobs:*",
    "ai:idx",
    "ai:queue",
    "ai:idempotency",
    "redis",
    "wrongtype",
    "traceback",
    "stack trace",
    "panicked",
    "exception",
    "valueerror",
    "typeerror",
    "keyerror",
    ".rs:",
    ".py\"",
    ".go:",
    ".java:",
    "site-packages",
    "/usr/",
    "/home/",
    "/srv/",
    "node_modules",
    "127.0.0.1:",
    "localhost:",
];

#[then(expr = "nothing that {tenant} is answered moves while {tenant} enqueues {int} jobs")]
async fn nothing_moves(world: &mut World, caller: Name, other: Name, count: usize) -> Step {
    let (first, _) = observe(world, &caller.0).await?;
    let (second, _) = observe(world, &caller.0).await?;
    for _ in 0..count {
        world.enqueue(&other.0).await?;
    }
    let (third, proof) = observe(world, &caller.0).await?;
    for (place, now) in &third {
        let (before, between) = (first.get(place), second.get(place));
        let moved = match (before, between) {
            (Some(before), Some(between)) => moves(before, between, now),
            _ => true,
        };
        if moved {
            let found = format!("{place} moved when {} enqueued {count} jobs", other.0);
            let proof: Vec<&Answered> = proof.iter().collect();
            return Err(world.broken("nothing in an answer tells of another workspace", found, &proof));
        }
    }
    Ok(())
}

// A number may go on by the step that the caller's own requests move it; one more is allowed for a clock.
fn moves(before: &str, between: &str, now: &str) -> bool {
    match (before.parse::<f64>(), between.parse::<f64>(), now.parse::<f64>()) {
        (Ok(before), Ok(between), Ok(now)) => ((now - between) - (between - before)).abs() > 1.5,
        _ => before == between && between != now,
    }
}

async fn observe(world: &mut World, caller: &str) -> Step<(BTreeMap<String, String>, Vec<Answered>)> {
    let target = world.target()?;
    let job = world.existing_job(caller)?;
    let tenant = world.tenant(caller);
    let refused = Execute {
        workspace: Value::Null,
        ..Execute::of(&tenant)
    };
    let requests = [
        ("list", target.api.list(caller, &[("limit", "1")])),
        ("get", target.api.get(caller, &job)),
        ("execute", target.api.execute(caller, &Execute::of(&tenant))),
        ("a refused execute", target.api.execute(caller, &refused)),
    ];
    let (mut seen, mut answers) = (BTreeMap::new(), Vec::new());
    for (name, request) in requests {
        let answered = world.send_as(caller, request).await?;
        if name == "execute" {
            match target.api.executed_id(&answered.response) {
                Some(id) => world.remember(caller, id),
                None => return Err(world.inconclusive(format!("{caller} cannot enqueue a job of its own"))),
            }
        }
        for (header, value) in &answered.response.headers {
            if !matches!(
                header.as_str(),
                "date" | "content-length" | "location" | "connection"
            ) {
                seen.insert(format!("{name}: header {header}"), value.clone());
            }
        }
        numbers(&answered.response.json().unwrap_or_default(), name, &mut seen);
        answers.push(answered);
    }
    Ok((seen, answers))
}

fn numbers(value: &Value, place: &str, seen: &mut BTreeMap<String, String>) {
    match value {
        Value::Number(number) => {
            seen.insert(place.to_owned(), number.to_string());
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, item)| numbers(item, &format!("{place}/{i}"), seen)),
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, member)| numbers(member, &format!("{place}/{name}"), seen));
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[when(expr = "{tenant} is refused in every way")]
async fn refused_in_every_way(world: &mut World, caller: Name) -> Step {
    let target = world.target()?;
    let who = &caller.0;
    let never = World::never_existed(&world.existing_job(who)?);
    let good = target
        .api
        .body(&Execute::of(&world.tenant(who)))
        .to_string()
        .into_bytes();
    let foreign = crate::identity::Tenant::fresh("nobody").workspace;
    world
        .attempt(who, Operation::List, "no token", target.api.list(STRANGER, &[]))
        .await?;
    let bad = target.api.get(STRANGER, &never).bearer("not.a.token");
    world.attempt(who, Operation::Get, "a bad token", bad).await?;
    let requests = [
        (
            Operation::List,
            "another's list",
            target.api.list(who, &[("workspace_id", &foreign)]),
        ),
        (
            Operation::List,
            "a bad limit",
            target.api.list(who, &[("limit", "x")]),
        ),
        (
            Operation::List,
            "a bad status",
            target.api.list(who, &[("status", "x")]),
        ),
        (Operation::Get, "no such job", target.api.get(who, &never)),
        (Operation::Get, "an odd id", target.api.get_raw(who, "%00%ff")),
        (
            Operation::Execute,
            "no JSON",
            target
                .api
                .execute_raw(who, Some("application/json"), b"{".to_vec(), ""),
        ),
        (
            Operation::Execute,
            "no object",
            target
                .api
                .execute_raw(who, Some("application/json"), b"[]".to_vec(), ""),
        ),
        (
            Operation::Execute,
            "a wrong media type",
            target.api.execute_raw(who, Some("text/plain"), good, ""),
        ),
    ];
    for (operation, label, request) in requests {
        world.attempt_as(who, operation, label, request).await?;
    }
    Ok(())
}

#[then("no refusal names a key, an address, a file or an exception")]
async fn names_nothing_inside(world: &mut World) -> Step {
    for attempt in world.attempts()? {
        let said = everything(&attempt.sent.response).to_lowercase();
        if let Some(word) = INSIDE.iter().find(|word| said.contains(**word)) {
            let found = format!("{}: the answer says `{word}`", attempt.label);
            return Err(world.broken("a refusal tells nothing of the inside", found, &[&attempt.sent]));
        }
    }
    Ok(())
}

fn everything(response: &Response) -> String {
    let head: String = response
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    format!("{head}{}", response.text())
}

#[when(expr = "{tenant} uses every operation once, and is refused once")]
async fn uses_once(world: &mut World, caller: Name) -> Step {
    let who = caller.0.as_str();
    for operation in Operation::ALL {
        let request = world.request(operation, who, who)?;
        world
            .attempt_as(who, operation, "with a good token", request)
            .await?;
    }
    let target = world.target()?;
    let never = World::never_existed(&world.existing_job(who)?);
    world
        .attempt_as(who, Operation::Get, "no such job", target.api.get(who, &never))
        .await?;
    Ok(())
}

#[then("no shared cache may keep any of these answers")]
async fn not_cached(world: &mut World) -> Step {
    for attempt in world.attempts()? {
        let said = attempt
            .sent
            .response
            .headers_named("cache-control")
            .join(",")
            .to_lowercase();
        let words: Vec<&str> = said.split(',').map(str::trim).collect();
        if words.contains(&"public") || !(words.contains(&"no-store") || words.contains(&"private")) {
            let found = format!(
                "{}, {}: Cache-Control is `{said}`",
                attempt.label, attempt.operation
            );
            return Err(world.broken(
                "an answer to one caller is kept for no other",
                found,
                &[&attempt.sent],
            ));
        }
    }
    Ok(())
}
