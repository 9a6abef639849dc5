//! Phrases about what a body holds beside its workspace: members of the record, names that are none, too much of it. The
//! workspace in a body is the subject of `bodies`. The invariant: apart from what the row names, each request is in order.

use std::io::Write as _;

use cucumber::{gherkin, then, when};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::bodies::{Place, with_raw};
use super::executing::enqueued;
use crate::identity::Tenant;
use crate::profile::{Execute, Refusal};
use crate::steps::shared::parameters::{Name, rows};
use crate::steps::shared::placeholders::spelled;
use crate::world::{Operation, Step, World};

const JSON: Option<&str> = Some("application/json");
/// So many blanks are some four kilobytes when they are packed.
const BLANKS: usize = 4 * 1024 * 1024;

fn naming(world: &mut World, caller: &str, workspace: &str) -> Execute {
    Execute {
        workspace: workspace.into(),
        ..Execute::of(&world.tenant(caller))
    }
}

#[when(expr = "{tenant} executes for {tenant}, and names itself in:")]
async fn rescued(world: &mut World, caller: Name, other: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let (own, foreign) = (
        world.tenant(&caller.0).workspace,
        world.tenant(&other.0).workspace,
    );
    for row in rows(step) {
        let execute = naming(world, &caller.0, &foreign);
        let mut request = target.api.execute(&caller.0, &execute);
        match row[0].as_str() {
            "the query" => request.target = format!("{}?workspace_id={own}", request.target),
            "a second member tenant_id" => {
                let mut body = target.api.body(&execute);
                body["tenant_id"] = own.clone().into();
                request.body = Some(body.to_string().into_bytes());
            }
            place => match place.strip_prefix("the header ") {
                Some(name) => request = request.header(name, &own),
                None => return Err(world.inconclusive(format!("`{place}` is no place"))),
            },
        }
        world
            .attempt_as(&caller.0, Operation::Execute, row[0].as_str(), request)
            .await?;
    }
    Ok(())
}

#[when(expr = "{tenant} executes for {tenant} and for a workspace that never existed")]
async fn for_two(world: &mut World, caller: Name, other: Name) -> Step {
    let target = world.target()?;
    let existing = world.tenant(&other.0).workspace;
    let never = Tenant::fresh("nobody").workspace;
    for (label, workspace) in [
        ("an existing workspace", existing),
        ("one that never existed", never),
    ] {
        let request = target
            .api
            .execute(&caller.0, &naming(world, &caller.0, &workspace));
        world
            .attempt_as(&caller.0, Operation::Execute, label, request)
            .await?;
        world.add_asked_for(workspace);
    }
    Ok(())
}

#[when(expr = "{tenant} executes with bodies that also hold:")]
async fn also_hold(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for row in rows(step) {
        let members = spelled(world, &row[0], None)?;
        let body = target
            .api
            .body(&Execute::of(&world.tenant(&caller.0)))
            .to_string();
        let body = body.replacen('{', &format!("{{{members},"), 1);
        let request = target.api.execute_raw(&caller.0, JSON, body.into_bytes(), "");
        world
            .attempt_as(&caller.0, Operation::Execute, format!("`{}`", row[0]), request)
            .await?;
    }
    Ok(())
}

#[then("each request is refused as invalid, or its job is as the service makes it")]
async fn as_made(world: &mut World) -> Step {
    let target = world.target()?;
    let claim = "what only the service may say of a job is not taken from a body";
    let mut refused = Vec::new();
    for attempt in world.attempts()? {
        let Some(id) = enqueued(world, &attempt.sent)? else {
            refused.push(attempt);
            continue;
        };
        let tenant = world.tenant(&attempt.caller);
        let got = world
            .send_as(&attempt.caller, target.api.get(&attempt.caller, &id))
            .await?;
        let job = got.response.json().unwrap_or_default();
        let api = &target.api;
        let member = |name: &str| job.get(name).cloned().unwrap_or_default();
        let old = api
            .enqueued_at(&job)
            .is_some_and(|at| at.as_second() < 1_000_000_000);
        let wrong = [
            ("its id was chosen by the caller", id == "chosen-by-the-caller"),
            (
                "its workspace is another",
                api.workspace_of(&job)
                    .is_some_and(|said| said != tenant.workspace),
            ),
            (
                "its actor is another",
                !tenant.subject.is_empty() && api.actor_of(&job).is_some_and(|said| said != tenant.subject),
            ),
            (
                "it is done before it began",
                api.status_of(&job).as_deref() == Some("completed") && attempt.label.contains("status"),
            ),
            (
                "it has a result of the caller's",
                member("result") == serde_json::json!({"done": true}),
            ),
            ("it was enqueued long ago", old),
        ];
        let found = if got.response.status == 200 {
            wrong
                .iter()
                .find(|(_, is)| *is)
                .map(|(what, _)| (*what).to_owned())
        } else {
            Some(format!("it is answered {}", got.response.status))
        };
        if let Some(found) = found {
            let found = format!("{}: {found}", attempt.label);
            return Err(world.broken(claim, found, &[&attempt.sent, &got]));
        }
    }
    if !refused.is_empty() {
        world.judge_refusals_among(&refused, Refusal::Invalid).await?;
    }
    world.control("acme", false).await
}

#[when(expr = "{tenant} executes with these values:")]
async fn with_values(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for row in rows(step) {
        let place = match row[0].as_str() {
            "provider" => Place::Provider,
            "action" => Place::Action,
            other => return Err(world.inconclusive(format!("`{other}` is no value of a body"))),
        };
        let raw = lengthy(&row[1]);
        let body = with_raw(world, &caller.0, place, &raw)?;
        let request = target.api.execute_raw(&caller.0, JSON, body.into_bytes(), "");
        world
            .attempt_as(
                &caller.0,
                Operation::Execute,
                format!("{} {}", row[0], row[1]),
                request,
            )
            .await?;
    }
    Ok(())
}

/// A cell as JSON; `129 letters` stands for a text of that length.
pub(super) fn lengthy(cell: &str) -> String {
    let count = cell
        .strip_suffix(" letters")
        .and_then(|count| count.parse::<usize>().ok());
    count.map_or_else(
        || cell.to_owned(),
        |count| Value::from("a".repeat(count)).to_string(),
    )
}

#[when(regex = r"^([a-z]+) executes with a body larger than documented, sent (with a length|in chunks)$")]
async fn too_large(world: &mut World, caller: String, how: String) -> Step {
    let target = world.target()?;
    let token = world.token(&caller)?;
    let filler = Value::from("a".repeat(target.profile.limits.body)).to_string();
    let body = with_raw(world, &caller, Place::Params, &format!("{{\"filler\":{filler}}}"))?;
    let mut request = target
        .api
        .execute_raw(&caller, JSON, body.clone().into_bytes(), "")
        .bearer(&token);
    if how == "in chunks" {
        let chunks: Vec<String> = body
            .as_bytes()
            .chunks(8_000)
            .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk)))
            .collect();
        request.body = Some(format!("{}0\r\n\r\n", chunks.concat()).into_bytes());
        request = request
            .header("transfer-encoding", "chunked")
            .header("connection", "close");
    }
    world
        .attempt_or_closed(
            &caller,
            Operation::Execute,
            format!("{} bytes {how}", body.len()),
            request,
        )
        .await
}

#[then("each request is refused as too large, or the connection is closed")]
async fn too_large_or_closed(world: &mut World) -> Step {
    world.judge_refusals_or(Refusal::TooLarge, &[400]).await
}

fn packed_blanks() -> std::io::Result<Vec<u8>> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::best());
    packing.write_all(&vec![b' '; BLANKS])?;
    packing.finish()
}

#[when(expr = "{tenant} executes with a body that is large once unpacked")]
async fn packed(world: &mut World, caller: Name) -> Step {
    let target = world.target()?;
    let blanks = match packed_blanks() {
        Ok(blanks) => blanks,
        Err(cause) => return Err(world.inconclusive(format!("the body cannot be packed: {cause}"))),
    };
    for encoding in ["gzip", "x-gzip", "gzip, gzip"] {
        let request = target
            .api
            .execute_raw(&caller.0, JSON, blanks.clone(), "")
            .header("content-encoding", encoding);
        world
            .attempt_as(&caller.0, Operation::Execute, encoding, request)
            .await?;
    }
    Ok(())
}

#[then("each request is refused as of the wrong media type, as too large or as a bad request")]
async fn packed_refused(world: &mut World) -> Step {
    world
        .judge_refusals_or(Refusal::MediaType, &[400, 413, 422])
        .await
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn a_packed_body_is_small_and_large_once_unpacked() {
        let packed = packed_blanks().unwrap();
        assert!(packed.len() < 8_000, "{}", packed.len());
        let mut unpacked = Vec::new();
        let mut unpacking = flate2::read::GzDecoder::new(packed.as_slice());
        unpacking.read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked.len(), BLANKS);
        assert!(unpacked.iter().all(|byte| *byte == b' '));
    }
}
