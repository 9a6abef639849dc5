//! Phrases about the operations that a target says it has, by its API description. What they do belongs to other files.
//! The invariant: an operation that is described is either judged, or public by the profile, or a finding.

use cucumber::{then, when};
use http::Method;

use crate::profile::Refusal;
use crate::wire::Request;
use crate::world::{Operation, STRANGER, Step, World};

#[when("a stranger tries every operation that the API description names")]
async fn described(world: &mut World) -> Step {
    let target = world.target()?;
    let Some(path) = target.profile.http.description.clone() else {
        return Err(world.inconclusive("the profile names no API description"));
    };
    let answered = world
        .send(Request::new(STRANGER, Method::GET, path.as_str()))
        .await?;
    let document = answered.response.json().unwrap_or_default();
    let Some(paths) = document.get("paths").and_then(serde_json::Value::as_object) else {
        let status = answered.response.status;
        return Err(world.inconclusive(format!(
            "{path} is answered {status} without a description that names paths"
        )));
    };
    let job = world.existing_job("acme")?;
    let mut unjudged = Vec::new();
    for (template, operations) in paths {
        if target.profile.is_public(template) {
            continue;
        }
        let methods = operations
            .as_object()
            .into_iter()
            .flat_map(|members| members.keys());
        let methods: Vec<Method> = methods
            .filter_map(|name| name.to_uppercase().parse::<Method>().ok())
            .filter(|method| METHODS.contains(method))
            .collect();
        for method in &methods {
            if !target.api.has(method, template) {
                unjudged.push(format!("{method} {template}"));
            }
        }
        let beside = [Method::HEAD, Method::OPTIONS];
        let beside = beside.into_iter().filter(|method| !methods.contains(method));
        for method in methods.iter().cloned().chain(beside) {
            let request = Request::new(STRANGER, method.clone(), filled(template, &job));
            world
                .attempt("acme", Operation::List, format!("{method} {template}"), request)
                .await?;
        }
    }
    world.set_undeclared(unjudged);
    Ok(())
}

const METHODS: [Method; 6] = [
    Method::GET,
    Method::PUT,
    Method::POST,
    Method::DELETE,
    Method::PATCH,
    Method::OPTIONS,
];

// Every parameter of a path is given the id of a job that exists.
fn filled(template: &str, job: &str) -> String {
    let mut path = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        path.push_str(job);
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    path + rest
}

#[then("each is refused as unauthenticated, or has no such method")]
async fn refused(world: &mut World) -> Step {
    world.tolerate(|attempt| {
        let (method, response) = (&attempt.sent.request.method, &attempt.sent.response);
        if *method == Method::HEAD {
            // HEAD on the path of a POST is no operation.
            Some(vec![404, 405])
        } else if *method == Method::OPTIONS && response.body.is_empty() {
            // Which methods there are is no secret (RFC 9110 section 9.3.7), as long as nothing more is said.
            Some(vec![200, 204, 404, 405])
        } else if *method == Method::OPTIONS {
            Some(vec![404, 405])
        } else {
            None
        }
    });
    world
        .judge_refusals(
            Refusal::Unauthenticated,
            crate::world::usual_challenge(Refusal::Unauthenticated),
        )
        .await
}

#[then("the description names no operation that nobody judges")]
fn all_judged(world: &mut World) -> Step {
    let unjudged = world.undeclared()?.join(", ");
    let attempts = world.attempts()?;
    if unjudged.is_empty() {
        return Ok(());
    }
    let proof: Vec<_> = attempts.iter().map(|attempt| &attempt.sent).take(1).collect();
    let found = format!(
        "{unjudged}: no route of the profile, and not in `public` under [http]; nothing says who may use it"
    );
    Err(world.broken("every operation is judged, or public on purpose", found, &proof))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_of_a_path_is_filled() {
        assert_eq!(filled("/a/{id}/b/{other}", "7"), "/a/7/b/7");
        assert_eq!(filled("/a", "7"), "/a");
    }
}
