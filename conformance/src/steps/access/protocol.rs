//! Phrases about methods, spellings of paths and media types of answers. Framing belongs to `framing`; tokens are the subject of
//! `credentials`, connections that of `connections`. The invariant: an answer of 2xx is looked into, never trusted.

use cucumber::{gherkin, then, when};
use http::Method;

use crate::profile::Refusal;
use crate::steps::shared::parameters::{Name, rows};
use crate::wire::{Request, percent_encoded_whole};
use crate::world::{Operation, STRANGER, Step, World};

#[when(regex = r"^([a-z]+) and a stranger send ([A-Z]+) to the path of every operation$")]
async fn other_methods(world: &mut World, caller: String, method: String) -> Step {
    let Ok(method) = method.parse::<Method>() else {
        return Err(world.inconclusive(format!("`{method}` is no method")));
    };
    let token = world.token(&caller)?;
    for operation in Operation::ALL {
        let mut request = world.request(operation, &caller, &caller)?;
        request.method = method.clone();
        let mut of_stranger = request.clone();
        of_stranger.who = STRANGER.to_owned();
        let label = format!("{method} by {caller}");
        world
            .attempt(&caller, operation, label, request.bearer(&token))
            .await?;
        world
            .attempt(&caller, operation, format!("{method} by a stranger"), of_stranger)
            .await?;
    }
    Ok(())
}

#[then("each is answered that there is no such method, or the stranger that it is unknown")]
async fn no_such_method(world: &mut World) -> Step {
    let target = world.target()?;
    let claim = "a method that no operation has does nothing";
    for attempt in world.attempts()? {
        let response = &attempt.sent.response;
        let unknown = attempt.sent.request.who == STRANGER
            && target.api.accepts(Refusal::Unauthenticated, response.status);
        let found = match response.status {
            405 if response.header("allow").is_none() => "answered 405 without `Allow`".to_owned(),
            405 => continue,
            _ if unknown => continue,
            status => format!("answered {status}, where 405 was due"),
        };
        let found = format!("{}, {}: {found}", attempt.label, attempt.operation);
        return Err(world.broken(claim, found, &[&attempt.sent]));
    }
    Ok(())
}

#[when(expr = "{tenant} and a stranger ask to be connected with:")]
async fn connect(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let authority = world.target()?.client.authority().to_string();
    let token = world.token(&caller.0)?;
    for row in rows(step) {
        let what = row[0].as_str();
        let targets = match what {
            "the target itself" => vec![(Operation::List, authority.clone())],
            "another host" => vec![(Operation::List, "globex.example:80".to_owned())],
            "the path of every operation" => {
                let mut targets = Vec::new();
                for operation in Operation::ALL {
                    let path = world.request(operation, STRANGER, &caller.0)?.target;
                    targets.push((operation, path));
                }
                targets
            }
            other => return Err(world.inconclusive(format!("`{other}` is nothing to be connected with"))),
        };
        for (operation, target) in targets {
            let of_stranger = Request::new(STRANGER, Method::CONNECT, target.as_str());
            let own = Request::new(caller.0.as_str(), Method::CONNECT, target.as_str()).bearer(&token);
            for request in [own, of_stranger] {
                let label = format!("CONNECT to {what} by {}", request.who);
                world
                    .attempt_or_closed(&caller.0, operation, label, request)
                    .await?;
            }
        }
    }
    Ok(())
}

#[then("nobody is connected")]
async fn not_connected(world: &mut World) -> Step {
    world
        .judge_refusals_or(Refusal::Unauthenticated, &[400, 403, 404, 405, 421])
        .await
}

#[when("GET and HEAD are sent side by side:")]
async fn get_and_head(world: &mut World, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    for row in rows(step) {
        let who = row[0].as_str();
        let request = match row[1].as_str() {
            "its list" | "a list" => target.api.list(who, &[]),
            "its job" => target.api.get(who, &world.existing_job(who)?),
            "a job of globex" => target.api.get(who, &world.existing_job("globex")?),
            "a list with the workspace of globex" => {
                let workspace = world.tenant("globex").workspace;
                target.api.list(who, &[("workspace_id", &workspace)])
            }
            other => return Err(world.inconclusive(format!("`{other}` is no request"))),
        };
        let request = if who == STRANGER {
            request
        } else {
            let token = world.token(who)?;
            request.bearer(&token)
        };
        let mut head = request.clone();
        head.method = Method::HEAD;
        for one in [request, head] {
            let label = format!("{} {} by {who}", one.method, row[1]);
            world.attempt("acme", Operation::List, label, one).await?;
        }
    }
    Ok(())
}

#[then("each HEAD has the status of its GET, and no body")]
async fn head_as_get(world: &mut World) -> Step {
    let attempts = world.attempts()?;
    for pair in attempts.chunks(2) {
        let [get, head] = pair else {
            return Err(world.inconclusive("a GET without its HEAD"));
        };
        let (one, other) = (&get.sent.response, &head.sent.response);
        if one.status != other.status || !other.body.is_empty() {
            let found = format!(
                "{}: answered {} with {} bytes, and the GET {}",
                head.label,
                other.status,
                other.body.len(),
                one.status
            );
            let claim = "HEAD is judged as GET is, and shows nothing";
            return Err(world.broken(claim, found, &[&get.sent, &head.sent]));
        }
    }
    Ok(())
}

#[when(expr = "{tenant} and a stranger ask for these paths, $LIST being the list's:")]
async fn odd_paths(world: &mut World, caller: Name, step: &gherkin::Step) -> Step {
    let list = world.target()?.api.list("", &[]).target;
    let segments: Vec<String> = list.split('/').map(percent_encoded_whole).collect();
    let encoded = segments.join("/");
    let token = world.token(&caller.0)?;
    for row in rows(step) {
        let path = row[0]
            .replace("$UPPER_LIST", &list.to_uppercase())
            .replace("$ENCODED_LIST", &encoded)
            .replace("$LIST", &list);
        let own = Request::new(caller.0.as_str(), Method::GET, path.clone()).bearer(&token);
        let of_stranger = Request::new(STRANGER, Method::GET, path);
        for request in [own, of_stranger] {
            let label = format!("`{}` by {}", row[0], request.who);
            world
                .attempt_or_closed(&caller.0, Operation::List, label, request)
                .await?;
        }
    }
    Ok(())
}

#[then(expr = "the stranger is let in nowhere, and {tenant} sees at most its own")]
async fn let_in_nowhere(world: &mut World, caller: Name) -> Step {
    let target = world.target()?;
    let claim = "another spelling of a path opens nothing";
    for attempt in world.attempts_or_closed()? {
        let response = &attempt.sent.response;
        let jobs = target.api.job_ids(response).unwrap_or_default();
        let success = (200..300).contains(&response.status);
        let strange = jobs.iter().any(|id| !attempt.owned.contains(id));
        if success && (attempt.sent.request.who == STRANGER || strange) {
            let found = format!("{}: answered {}", attempt.label, response.status);
            return Err(world.broken(claim, found, &[&attempt.sent]));
        }
    }
    world.control(&caller.0, false).await
}

#[when("a stranger asks for every operation by an absolute target:")]
async fn absolute_targets(world: &mut World, step: &gherkin::Step) -> Step {
    let authority = world.target()?.client.authority().to_string();
    for row in rows(step) {
        let host = if row[0] == "the target's" {
            &authority
        } else {
            &row[0]
        };
        for operation in Operation::ALL {
            let mut request = world.request(operation, STRANGER, "acme")?;
            request.target = format!("http://{host}{}", request.target);
            world
                .attempt_or_closed("acme", operation, format!("the host {}", row[0]), request)
                .await?;
        }
    }
    Ok(())
}

#[then("no answer lets the stranger in")]
async fn not_let_in(world: &mut World) -> Step {
    world
        .judge_refusals_or(Refusal::Unauthenticated, &[400, 404, 421])
        .await
}

#[when(expr = "{tenant} lists jobs with a query of {int} bytes")]
async fn long_query(world: &mut World, caller: Name, length: usize) -> Step {
    let target = world.target()?;
    let query = format!("cursor={}", "a".repeat(length));
    let request = target.api.list_raw(&caller.0, &query);
    world
        .attempt_as(
            &caller.0,
            Operation::List,
            format!("a query of {length} bytes"),
            request,
        )
        .await?;
    Ok(())
}

#[then("each request is refused as too large, or as a bad request")]
async fn too_large_or_bad(world: &mut World) -> Step {
    world
        .judge_refusals_or(Refusal::TooLarge, &[400, 414, 422, 431])
        .await
}

#[then("each answer with a body says that it is JSON")]
async fn says_json(world: &mut World) -> Step {
    let claim = "what is answered is JSON, and says so";
    for attempt in world.attempts()? {
        let response = &attempt.sent.response;
        let said = response
            .header("content-type")
            .unwrap_or("nothing")
            .to_ascii_lowercase();
        let essence = said.split(';').next().unwrap_or_default().trim().to_owned();
        let json = essence == "application/json" || essence.ends_with("+json");
        if !(response.body.is_empty() || json && response.json().is_some()) {
            let found = format!(
                "{}, {}: Content-Type is `{said}`",
                attempt.label, attempt.operation
            );
            return Err(world.broken(claim, found, &[&attempt.sent]));
        }
    }
    Ok(())
}
