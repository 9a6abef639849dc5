//! Phrases about odd bodies, media types and queries of execute. Ordinary requests belong to `executing`.
//! The invariant: apart from what the row names, each request is in order.

use cucumber::{gherkin, then, when};
use serde_json::Value;

use super::executing::{enqueued, last};
use crate::profile::{Execute, Refusal};
use crate::steps::shared::parameters::{Name, rows};
use crate::steps::shared::placeholders::spelled;
use crate::world::{Operation, Step, World};

const JSON: Option<&str> = Some("application/json");

fn good(world: &mut World, caller: &str) -> Step<Value> {
    let execute = Execute::of(&world.tenant(caller));
    Ok(world.target()?.api.body(&execute))
}

/// What stands in a body where its text is to be put in later; no value of the suite's own looks like it.
const HOLE: &str = "@@here@@";

/// A proper body in which the member that names the workspace is replaced by `members`, whatever it is called and
/// however deep it stands; without any, it is left out.
fn with_members(world: &mut World, caller: &str, members: &str) -> Step<String> {
    let execute = Execute {
        workspace: HOLE.into(),
        ..Execute::of(&world.tenant(caller))
    };
    let text = world.target()?.api.body(&execute).to_string();
    let value = format!(":\"{HOLE}\"");
    let Some((before, after)) = text.split_once(&value) else {
        return Err(world.inconclusive("the body of the profile has no member for the workspace"));
    };
    let start = before.trim_end_matches('"').rfind('"').unwrap_or(0);
    let (before, name) = before.split_at(start);
    let members = members.replace("\"workspace_id\"", name);
    Ok(match (members.is_empty(), after.strip_prefix(',')) {
        (false, _) => format!("{before}{members}{after}"),
        (true, Some(after)) => format!("{before}{after}"),
        (true, None) => format!("{}{after}", before.trim_end_matches(',')),
    })
}

/// A proper body with this raw text in the place of one value.
pub(super) fn with_raw(world: &mut World, caller: &str, place: Place, raw: &str) -> Step<String> {
    let mut execute = Execute::of(&world.tenant(caller));
    match place {
        Place::Provider => execute.provider = HOLE.to_owned(),
        Place::Action => execute.action = HOLE.to_owned(),
        Place::Params => execute.params = HOLE.into(),
        Place::RequestId => execute.client_request_id = Some(HOLE.to_owned()),
    }
    let text = world.target()?.api.body(&execute).to_string();
    let hole = format!("\"{HOLE}\"");
    if text.contains(&hole) {
        Ok(text.replace(&hole, raw))
    } else {
        Err(world.inconclusive("the body of the profile has no place for this value"))
    }
}

/// A value of a body.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Provider,
    Action,
    Params,
    RequestId,
}

#[when(expr = "{tenant} executes with bodies that begin with:")]
async fn begins_with(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for row in rows(step) {
        let members = spelled(world, &row[0], None)?;
        let body = with_members(world, &caller.0, &members)?;
        let label = if row[0].is_empty() {
            "no workspace_id".to_owned()
        } else {
            format!("`{}`", row[0])
        };
        let request = target.api.execute_raw(&caller.0, JSON, body.into_bytes(), "");
        world
            .attempt_as(&caller.0, Operation::Execute, label, request)
            .await?;
    }
    Ok(())
}

#[when(regex = r"^([a-z]+) executes with the query (\S+)$")]
async fn with_query(world: &mut World, caller: String, query: String) -> Step {
    let target = world.target()?;
    let query_sent = spelled(world, &query, None)?;
    let body = good(world, &caller)?.to_string().into_bytes();
    let request = target.api.execute_raw(&caller, JSON, body, &query_sent);
    world
        .attempt_as(&caller, Operation::Execute, format!("`?{query}`"), request)
        .await?;
    Ok(())
}

#[then(expr = "the job is {tenant}'s, or there is none")]
async fn owned_or_none(world: &mut World, owner: Name) -> Step {
    let answered = last(world)?;
    match enqueued(world, &answered)? {
        Some(id) => world.remember(&owner.0, id),
        None if matches!(answered.response.status, 400 | 403 | 422) => {}
        None => {
            let found = format!(
                "answered {}, neither a job nor a refusal",
                answered.response.status
            );
            return Err(world.broken("a request is served or refused", found, &[&answered]));
        }
    }
    for tenant in world.participants()? {
        world.unchanged(&tenant.name).await?;
    }
    Ok(())
}

#[when(expr = "{tenant} executes with a good body and these content types:")]
async fn content_types(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for row in rows(step) {
        let body = good(world, &caller.0)?.to_string().into_bytes();
        let mut request = target.api.execute_raw(&caller.0, None, body, "");
        for value in row[0].split(" and ").filter(|value| !value.is_empty()) {
            request = request.header("content-type", value);
        }
        let label = if row[0].is_empty() {
            "no Content-Type".to_owned()
        } else {
            format!("`{}`", row[0])
        };
        world
            .attempt_as(&caller.0, Operation::Execute, label, request)
            .await?;
    }
    Ok(())
}

#[then("each request is refused as of the wrong media type, or as a bad request")]
async fn media_type_or_bad(world: &mut World) -> Step {
    world.judge_refusals_or(Refusal::MediaType, &[400]).await
}

#[when(expr = "{tenant} executes with these faulty bodies:")]
async fn faulty(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for row in rows(step) {
        let body = good(world, &caller.0)?.to_string();
        let mut with_params =
            |params: &str| with_raw(world, &caller.0, Place::Params, params).map(String::into_bytes);
        let bytes = match row[0].as_str() {
            "cut off in the middle" => body.as_bytes()[..body.len() / 2].to_vec(),
            "followed by more text" => format!("{body} and more").into_bytes(),
            "followed by a second document" => format!("{body}{body}").into_bytes(),
            "preceded by a byte order mark" => format!("\u{feff}{body}").into_bytes(),
            "with NaN for params" => with_params("NaN")?,
            "with Infinity inside params" => with_params("{\"x\":Infinity}")?,
            "with a lone surrogate" => with_params("{\"x\":\"\\ud800\"}")?,
            "with params 10000 levels deep" => {
                with_params(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)))?
            }
            "of no bytes" => Vec::new(),
            "as a list" => format!("[{body}]").into_bytes(),
            "as text" => Value::String(body).to_string().into_bytes(),
            "of null" => b"null".to_vec(),
            "of a number" => b"7".to_vec(),
            other => return Err(world.inconclusive(format!("`{other}` is no faulty body"))),
        };
        let request = target.api.execute_raw(&caller.0, JSON, bytes, "");
        world
            .attempt_as(
                &caller.0,
                Operation::Execute,
                format!("a body {}", row[0]),
                request,
            )
            .await?;
    }
    Ok(())
}
