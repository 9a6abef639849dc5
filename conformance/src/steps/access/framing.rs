//! Phrases about requests whose framing, or host, can be read in two ways (RFC 9112 sections 3.2 and 6.3). What they ask
//! for is the subject of other files. The invariant: the bytes leave as they are written here.

use cucumber::{gherkin, then, when};

use crate::profile::{Execute, Refusal};
use crate::steps::shared::parameters::{Name, rows};
use crate::wire::Request;
use crate::world::{Answered, Attempt, Operation, Step, World};

#[when(expr = "{tenant} executes with a framing of two meanings:")]
async fn two_meanings(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let (token, other) = (world.token(&caller.0)?, world.token("globex")?);
    let authority = target.client.authority().to_string();
    let path = target
        .api
        .execute("", &Execute::of(&world.tenant(&caller.0)))
        .target;
    let list = target.api.list("", &[]).target;
    let hidden = format!("GET {list} HTTP/1.1\r\nHost: {authority}\r\nAuthorization: Bearer {other}\r\n\r\n");
    let last = format!(
        "GET {} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n",
        target.profile.target.ready.path
    );
    for row in rows(step) {
        let body = target
            .api
            .execute("", &Execute::of(&world.tenant(&caller.0)))
            .body
            .unwrap_or_default();
        let body = String::from_utf8_lossy(&body).into_owned();
        let (length, both) = (body.len(), body.len() + hidden.len());
        let chunked = format!("{length:x}\r\n{body}\r\n0\r\n\r\n");
        let (framing, content) = match row[0].as_str() {
            "two different lengths" => (
                format!("Content-Length: {length}\r\nContent-Length: {both}"),
                body,
            ),
            "a length with a sign" => (format!("Content-Length: +{length}"), body),
            "a length and chunks" => (
                format!(
                    "Content-Length: {}\r\nTransfer-Encoding: chunked",
                    chunked.len() + hidden.len()
                ),
                chunked,
            ),
            "chunks, twice" => (
                format!("Content-Length: {length}\r\nTransfer-Encoding: chunked, chunked"),
                body,
            ),
            "an encoding that only looks like chunks" => (
                format!("Content-Length: {length}\r\nTransfer-Encoding: xchunked"),
                body,
            ),
            "a chunk whose size is no number" => (
                "Transfer-Encoding: chunked".to_owned(),
                format!("0x{length:x}\r\n{body}\r\n0\r\n\r\n"),
            ),
            "a space before the colon of the length" => (format!("Content-Length : {length}"), body),
            other => return Err(world.inconclusive(format!("`{other}` is no framing"))),
        };
        let bytes = format!(
            "POST {path} HTTP/1.1\r\nHost: {authority}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\n{framing}\r\n\r\n{content}{hidden}{last}"
        );
        let answers = world.send_flood(&caller.0, bytes.into_bytes()).await?;
        twice(world, &row[0], &answers, |answer| {
            target.api.jobs(&answer.response).is_some()
        });
    }
    Ok(())
}

// A list, where nobody but the hidden request asked for one.
fn twice(world: &mut World, framing: &str, answers: &[Answered], lists: impl Fn(&Answered) -> bool) {
    let smuggled = answers.iter().any(lists);
    world.add_framing(framing, smuggled);
    if smuggled {
        world.forget_attempts();
        for sent in answers {
            world.add_attempt(Attempt {
                label: framing.to_owned(),
                caller: sent.request.who.clone(),
                operation: Operation::Execute,
                tolerated: Vec::new(),
                owned: Vec::new(),
                sent: sent.clone(),
            });
        }
    }
}

#[then("no request is answered twice")]
async fn not_twice(world: &mut World) -> Step {
    match world.framings()?.smuggled_by {
        None => Ok(()),
        Some(framing) => {
            let attempts = world.attempts()?;
            let proof: Vec<&Answered> = attempts.iter().map(|attempt| &attempt.sent).collect();
            let claim = "framing that can be read in two ways hides no second request";
            Err(world.broken(
                claim,
                format!("{framing}: the hidden request was answered"),
                &proof,
            ))
        }
    }
}

#[when(expr = "{tenant} uses every operation naming these hosts:")]
async fn naming_hosts(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let authority = world.target()?.client.authority().to_string();
    let token = world.token(&caller.0)?;
    for row in rows(step) {
        let hosts: Vec<&str> = row
            .iter()
            .filter(|cell| *cell != "nothing")
            .map(|cell| match cell.as_str() {
                "the target's" => authority.as_str(),
                other => other,
            })
            .collect();
        for operation in Operation::ALL {
            let request = world.request(operation, &caller.0, &caller.0)?.bearer(&token);
            let owned = world.jobs_of(&caller.0);
            let answers = world.send_flood(&caller.0, with_hosts(&request, &hosts)).await?;
            for sent in answers {
                world.add_attempt(Attempt {
                    label: format!("Host: {}, then {}", row[0], row[1]),
                    caller: caller.0.clone(),
                    operation,
                    tolerated: Vec::new(),
                    owned: owned.clone(),
                    sent,
                });
            }
        }
    }
    Ok(())
}

// By hand, since whatever else writes a request sees to its host.
fn with_hosts(request: &Request, hosts: &[&str]) -> Vec<u8> {
    let mut bytes = format!("{} {} HTTP/1.1\r\n", request.method, request.target).into_bytes();
    for host in hosts {
        bytes.extend_from_slice(format!("host: {host}\r\n").as_bytes());
    }
    for (name, value) in &request.headers {
        bytes.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    let body = request.body.as_deref().unwrap_or_default();
    if !body.is_empty() {
        bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"connection: close\r\n\r\n");
    bytes.extend_from_slice(body);
    bytes
}

#[then("each request is refused as a bad request, or the connection is closed")]
async fn bad_or_closed(world: &mut World) -> Step {
    world.judge_refusals_or(Refusal::Invalid, &[400, 421]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_names_the_hosts_given_and_no_other() {
        let request = Request::new("acme", http::Method::POST, "/x")
            .header("a", "b")
            .content(None, "xy");
        assert_eq!(
            with_hosts(&request, &["h", "i"]),
            b"POST /x HTTP/1.1\r\nhost: h\r\nhost: i\r\na: b\r\ncontent-length: 2\r\nconnection: close\r\n\r\nxy"
        );
        let request = Request::new("acme", http::Method::GET, "/x");
        assert_eq!(
            with_hosts(&request, &[]),
            b"GET /x HTTP/1.1\r\nconnection: close\r\n\r\n"
        );
    }
}
