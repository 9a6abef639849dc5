//! Phrases about the workspace claim of tokens that are otherwise good. What a token may do is the subject of
//! `scopes`. The invariant: but for the workspace, every token here is one that opens acme.

use cucumber::gherkin;
use cucumber::{given, then, when};
use serde_json::Value;

use crate::identity::Tenant;
use crate::profile::Execute;
use crate::profile::Scope;
use crate::steps::shared::parameters::{Name, filled, rows};
use crate::world::{Operation, STRANGER, Step, World};

const BOTH: [Scope; 2] = [Scope::Read, Scope::Execute];
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// A token of `owner` with `claim` for its workspace, or without any.
fn token_with(world: &mut World, owner: &str, claim: Option<Value>) -> Step<String> {
    let target = world.target()?;
    let mut claims = target.issuer.claims(&world.tenant(owner), &BOTH);
    let name = target.profile.tokens.claims.workspace.clone();
    match claim {
        Some(claim) => claims.insert(name, claim),
        None => claims.remove(&name),
    };
    Ok(target.issuer.sign(&claims))
}

#[when(expr = "every operation is tried on {tenant}'s job with a token that has no workspace claim")]
async fn no_claim(world: &mut World, owner: Name) -> Step {
    let token = token_with(world, &owner.0, None)?;
    world
        .try_all(&owner.0, "no workspace claim", &[], |request| {
            request.bearer(&token)
        })
        .await
}

#[when(expr = "every operation is tried on {tenant}'s job with these workspace claims:")]
async fn odd_claims(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    for row in rows(step) {
        let (claim, tolerated) = claim_of(world, &row[0])?;
        let token = token_with(world, &owner.0, Some(claim))?;
        let label = format!("the claim {}", row[0]);
        world
            .try_all(&owner.0, &label, tolerated, |request| request.bearer(&token))
            .await?;
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with {tenant}'s id only in the claim:")]
async fn in_another_claim(world: &mut World, owner: Name, named: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let id = world.tenant(&named.0).workspace;
    let right = target.profile.tokens.claims.workspace.clone();
    // What is another claim elsewhere may be the right one here.
    for row in rows(step).into_iter().filter(|row| row[0] != right) {
        let mut claims = target.issuer.claims(&world.tenant(&owner.0), &BOTH);
        claims.remove(&right);
        let value = if row[0] == "claims" {
            serde_json::json!({ right.as_str(): id })
        } else {
            Value::String(id.clone())
        };
        claims.insert(row[0].clone(), value);
        let token = target.issuer.sign(&claims);
        let label = format!("the claim {}", row[0]);
        world
            .try_all(&owner.0, &label, &[], |request| request.bearer(&token))
            .await?;
    }
    Ok(())
}

/// What a cell stands for: JSON, or an id that goes on where a good one ends. A header line as long as the
/// longest of these may be too much for a server as such.
fn claim_of(world: &mut World, cell: &str) -> Step<(Value, &'static [u16])> {
    let longer = cell
        .strip_prefix("the id of ")
        .and_then(|rest| rest.strip_suffix(" more"));
    if let Some((name, more)) = longer.and_then(|rest| rest.split_once(" and ")) {
        let Ok(more) = more.parse::<usize>() else {
            return Err(world.inconclusive(format!("`{more}` is no number")));
        };
        let id = world.tenant(name).workspace + &"x".repeat(more);
        let tolerated: &[u16] = if more > 1000 { &[431] } else { &[] };
        return Ok((Value::String(id), tolerated));
    }
    let json = filled(world, cell)?.replace('␊', "\\n").replace('␍', "\\r");
    match serde_json::from_str(&json) {
        Ok(claim) => Ok((claim, &[])),
        Err(error) => Err(world.inconclusive(format!("`{cell}` is not JSON: {error}"))),
    }
}

#[given(expr = "{tenant} is a workspace whose id has {int} character(s)")]
fn sized(world: &mut World, name: Name, length: usize) {
    let Name(name) = name;
    let letter = |_| char::from(LETTERS[rand::random_range(0..LETTERS.len())]);
    let workspace: String = (0..length).map(letter).collect();
    world.admit(Tenant::with_workspace(&name, &workspace));
}

#[then(expr = "{tenant} enqueues, lists and gets a job of its own")]
async fn usable(world: &mut World, name: Name) -> Step {
    let target = world.target()?;
    let claim = "an id of any length that is allowed is a workspace like any other";
    let execute = target.api.execute(&name.0, &Execute::of(&world.tenant(&name.0)));
    let executed = world.send_as(&name.0, execute).await?;
    let Some(id) = target.api.executed_id(&executed.response) else {
        let found = format!("execute by {} is answered {}", name.0, executed.response.status);
        return Err(world.broken(claim, found, &[&executed]));
    };
    world.remember(&name.0, id.clone());
    for request in [target.api.list(&name.0, &[]), target.api.get(&name.0, &id)] {
        let answered = world.send_as(&name.0, request).await?;
        if answered.response.status != 200 || !answered.response.text().contains(&id) {
            let found = format!(
                "{} does not see its own job: {}",
                name.0, answered.response.status
            );
            return Err(world.broken(claim, found, &[&executed, &answered]));
        }
    }
    Ok(())
}

/// A workspace with so short an id may be in use by others, so nothing is enqueued there.
#[then(expr = "{tenant} may list its jobs")]
async fn may_list(world: &mut World, name: Name) -> Step {
    let (answered, listed) = world.listed(&name.0).await?;
    if listed.is_some() {
        return Ok(());
    }
    let found = format!("list by {} is answered {}", name.0, answered.response.status);
    Err(world.broken(
        "an id of any length that is allowed is a workspace like any other",
        found,
        &[&answered],
    ))
}

#[when("a token without a workspace claim tries every operation on these workspaces:")]
async fn fallbacks(world: &mut World, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let token = token_with(world, "acme", None)?;
    let unknown = World::never_existed(&world.existing_job("acme")?);
    for row in rows(step) {
        let fallback = Tenant::with_workspace(&row[0], &row[0]);
        let api = &target.api;
        let requests = [
            (Operation::List, api.list(STRANGER, &[])),
            (
                Operation::List,
                api.list(STRANGER, &[("workspace_id", &fallback.workspace)]),
            ),
            (Operation::Get, api.get(STRANGER, &unknown)),
            (Operation::Execute, api.execute(STRANGER, &Execute::of(&fallback))),
        ];
        for (operation, request) in requests {
            let label = format!("the workspace `{}`", row[0]);
            world
                .attempt("acme", operation, label, request.bearer(&token))
                .await?;
        }
        world.add_fallback(fallback);
    }
    Ok(())
}

/// Anybody may own a workspace of such a name, so what counts is that our own job is not in it.
#[then("none of these workspaces has gained a job")]
async fn fallbacks_unchanged(world: &mut World) -> Step {
    let target = world.target()?;
    for fallback in world.fallbacks()? {
        let token = target.issuer.token(&fallback, &BOTH);
        let answered = world
            .send(target.api.list(&fallback.name, &[]).bearer(&token))
            .await?;
        if answered.response.text().contains(&fallback.canary) {
            let found = format!(
                "the job of a caller without a workspace is in `{}`",
                fallback.workspace
            );
            return Err(world.broken("no workspace stands in for a missing one", found, &[&answered]));
        }
    }
    Ok(())
}
