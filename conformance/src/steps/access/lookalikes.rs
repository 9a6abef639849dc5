//! Phrases about workspaces whose names sound like more, whose ids are nearly acme's, and texts of every kind as ids.
//! Single odd claims are the subject of `workspace_claims`. The invariant: what is sent is made at random, and a report names it.

use cucumber::{gherkin, then, when};
use rand::seq::IndexedRandom as _;
use serde_json::json;

use crate::identity::Tenant;
use crate::oracle::indistinguishable;
use crate::profile::Scope;
use crate::profile::{Execute, Refusal};
use crate::steps::shared::parameters::{Name, rows};
use crate::world::{Operation, STRANGER, Step, World};

const BOTH: [Scope; 2] = [Scope::Read, Scope::Execute];
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Whether a text is an id by the contract: `[a-z0-9][a-z0-9_-]{0,31}`.
fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    (1..=32).contains(&bytes.len())
        && plain(bytes[0])
        && bytes
            .iter()
            .all(|byte| plain(*byte) || matches!(byte, b'_' | b'-'))
}

/// Whoever has this id tries to read what is `owner`'s, and the same of nobody.
async fn tries_to_read(world: &mut World, id: &str, owner: &str) -> Step {
    let target = world.target()?;
    let tenant = Tenant::with_workspace(id, id);
    let token = target.issuer.token(&tenant, &BOTH);
    let job = world.existing_job(owner)?;
    let never = World::never_existed(&job);
    let (theirs, nobodys) = (world.tenant(owner).workspace, Tenant::fresh("nobody").workspace);
    let pairs = [
        (
            Operation::Get,
            target.api.get(id, &job),
            target.api.get(id, &never),
        ),
        (
            Operation::List,
            target.api.list(id, &[("workspace_id", &theirs)]),
            target.api.list(id, &[("workspace_id", &nobodys)]),
        ),
    ];
    for (operation, one, other) in pairs {
        for request in [one, other] {
            world
                .attempt(
                    owner,
                    operation,
                    format!("the workspace `{id}`"),
                    request.bearer(&token),
                )
                .await?;
        }
    }
    for id in [job, never, theirs, nobodys] {
        world.add_asked_for(id);
    }
    Ok(())
}

#[when(expr = "workspaces of these names try to read what is {tenant}'s:")]
async fn named(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    for row in rows(step) {
        tries_to_read(world, &row[0], &owner.0).await?;
    }
    Ok(())
}

#[when(expr = "{int} workspaces whose ids are one edit away from {tenant}'s try to read what is {tenant}'s")]
async fn one_edit_away(world: &mut World, count: usize, near: Name, owner: Name) -> Step {
    let id = world.tenant(&near.0).workspace;
    for index in 0..count {
        let edited = edited(&id, index);
        if edited != id && is_id(&edited) {
            tries_to_read(world, &edited, &owner.0).await?;
        }
    }
    Ok(())
}

/// The id with one letter more, less or other, two exchanged, or cut off.
fn edited(id: &str, kind: usize) -> String {
    let mut letters: Vec<u8> = id.bytes().collect();
    let at = rand::random_range(1..letters.len() - 1);
    let letter = LETTERS.choose(&mut rand::rng()).copied().unwrap_or(b'x');
    match kind % 8 {
        0 => letters.insert(at, letter),
        1 => letters.push(letter),
        2 => letters.push(b'-'),
        3 => drop(letters.pop()),
        4 => drop(letters.remove(at)),
        5 => letters[at] = letter,
        6 => letters.swap(at, at + 1),
        _ => letters.truncate(at),
    }
    String::from_utf8(letters).unwrap_or_default()
}

#[then("each of them is refused, and told the same as about nobody's")]
async fn refused_as_about_nobody(world: &mut World) -> Step {
    let target = world.target()?;
    let claim = "an id opens its own workspace, and tells nothing of any other";
    let attempts = world.attempts()?;
    let ids = world.asked_for()?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    for pair in attempts.chunks(2) {
        let [one, other] = pair else {
            return Err(world.inconclusive("a question without its twin"));
        };
        let class = match one.operation {
            Operation::Get => Refusal::NotFound,
            Operation::List | Operation::Execute => Refusal::Foreign,
        };
        let status = one.sent.response.status;
        let found = if target.api.accepts(class, status) {
            let sides = (
                (&one.sent.response, ids.as_slice()),
                (&other.sent.response, ids.as_slice()),
            );
            indistinguishable::difference(sides.0, sides.1)
        } else {
            Some(format!("answered {status}"))
        };
        if let Some(found) = found {
            let found = format!("{}, {}: {found}", one.label, one.operation);
            return Err(world.broken(claim, found, &[&one.sent, &other.sent]));
        }
    }
    world.control("acme", false).await
}

#[when(expr = "{int} texts of every kind are used as workspace claims")]
async fn texts_of_every_kind(world: &mut World, count: usize) -> Step {
    let target = world.target()?;
    let base = world.tenant("acme").workspace;
    for index in 0..count {
        let text = odd_text(&base, index);
        let tenant = Tenant::with_workspace("a text", &text);
        let mut claims = target.issuer.claims(&tenant, &BOTH);
        claims.insert(target.profile.tokens.claims.workspace.clone(), json!(text));
        let token = target.issuer.sign(&claims);
        let label = format!("the claim {}", json!(text));
        // A list names no workspace but the claim's. An execute names it once more, so that a service that makes another of
        // the claim refuses it as foreign, and nobody sees what it made.
        let request = target.api.list(STRANGER, &[]).bearer(&token);
        world
            .attempt("acme", Operation::List, label.as_str(), request)
            .await?;
        // Nobody's words: only an id of the grammar makes a caller of them.
        let request = target.api.execute(STRANGER, &Execute::of(&tenant)).bearer(&token);
        world
            .attempt("acme", Operation::Execute, label.as_str(), request)
            .await?;
        let executed = world.last_attempt()?.sent;
        if let Some(id) = target.api.executed_id(&executed.response) {
            let request = target.api.get(STRANGER, &id).bearer(&token);
            world.attempt("acme", Operation::Get, label, request).await?;
        }
    }
    Ok(())
}

/// A text out of what goes wrong most; every third is an id.
fn odd_text(base: &str, kind: usize) -> String {
    const ODD: [&str; 14] = [
        "\u{0}",
        "\n",
        "\r\n",
        "\t",
        " ",
        "\u{a0}",
        "\u{200d}",
        "\u{feff}",
        "\u{212a}",
        "\u{131}",
        "\u{df}",
        "\u{1f600}",
        ":",
        "%2e",
    ];
    let mut rng = rand::rng();
    let odd = ODD.choose(&mut rng).copied().unwrap_or(":");
    let at = rand::random_range(0..=base.len());
    let (left, right) = base.split_at(at);
    match kind % 6 {
        0 => format!("{left}{odd}{right}"),
        1 => format!("{odd}{base}"),
        2 => format!("{base}{odd}"),
        3 => base.to_uppercase(),
        4 => {
            let length = rand::random_range(1..40);
            (0..length)
                .map(|_| char::from_u32(rand::random_range(0x20..0x2ff)).unwrap_or('x'))
                .collect()
        }
        _ => Tenant::fresh("a text").workspace,
    }
}

#[then("each is refused for want of a workspace, or is an id and stays as it is")]
async fn refused_or_itself(world: &mut World) -> Step {
    let target = world.target()?;
    let claim = "a text is no workspace, or that one and no other";
    let (mut ids, mut others) = (0, 0);
    for attempt in world.attempts()? {
        let response = &attempt.sent.response;
        let text: Option<String> = attempt
            .label
            .strip_prefix("the claim ")
            .and_then(|json| serde_json::from_str(json).ok());
        let text = text.unwrap_or_default();
        let found = if target.api.accepts(Refusal::NoWorkspace, response.status) && !is_id(&text) {
            others += 1;
            continue;
        } else if !(200..300).contains(&response.status) {
            format!("answered {}", response.status)
        } else if !is_id(&text) {
            format!("answered {}, though it is no id", response.status)
        } else if attempt.operation == Operation::Get {
            let said = response.json().and_then(|job| target.api.workspace_of(&job));
            if said.as_ref() == Some(&text) {
                ids += 1;
                continue;
            }
            "the job is in another workspace than the claim names".to_owned()
        } else {
            continue;
        };
        let found = format!("{}, {}: {found}", attempt.label, attempt.operation);
        return Err(world.broken(claim, found, &[&attempt.sent]));
    }
    if ids == 0 || others == 0 {
        return Err(world.inconclusive("there were no ids among the texts, or nothing else"));
    }
    world.control("acme", false).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_make_other_ids_and_texts_of_both_kinds() {
        let id = Tenant::fresh("acme").workspace;
        let edits: Vec<String> = (0..80).map(|kind| edited(&id, kind)).collect();
        assert!(edits.iter().filter(|edit| **edit != id && is_id(edit)).count() > 40);
        let texts: Vec<String> = (0..60).map(|kind| odd_text(&id, kind)).collect();
        assert!(texts.iter().any(|text| is_id(text)) && texts.iter().any(|text| !is_id(text)));
    }

    #[test]
    fn the_grammar_is_that_of_the_contract() {
        assert!(is_id("a") && is_id("0-_") && is_id(&"a".repeat(32)));
        for text in ["", "-a", "_a", "A", "a:", "é", &"a".repeat(33)] {
            assert!(!is_id(text), "{text}");
        }
    }
}
