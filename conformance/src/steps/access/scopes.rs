//! Phrases about what a token may do. Whose token it is, is the subject of `workspace_claims`. The invariant: but for
//! its scopes, every token here is one that opens acme.

use cucumber::gherkin;
use cucumber::{then, when};
use serde_json::{Value, json};

use crate::profile::Scope;
use crate::profile::{Refusal, ScopeForm};
use crate::steps::shared::parameters::{Name, rows, unmarked};
use crate::under_test::Target;
use crate::world::usual_challenge;
use crate::world::{Operation, STRANGER, Step, World};

#[when(expr = "every operation is tried on {tenant}'s job with these scopes:")]
async fn with_scopes(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let tenant = world.tenant(&owner.0);
    for row in rows(step) {
        let mut claims = target.issuer.claims(&tenant, &[Scope::Read, Scope::Execute]);
        let name = target.profile.tokens.claims.scope.clone();
        match scope_claim(&target, &row[0]) {
            Some(claim) => claims.insert(name, claim),
            None => claims.remove(&name),
        };
        let token = target.issuer.sign(&claims);
        let label = format!("the scope `{}`", row[0]);
        world
            .try_all(&owner.0, &label, &[], |request| request.bearer(&token))
            .await?;
    }
    Ok(())
}

/// The claim that a cell stands for, in the target's own names and form.
fn scope_claim(target: &Target, cell: &str) -> Option<Value> {
    let text = match cell {
        "absent" => return None,
        "empty" => String::new(),
        cell => in_own_names(
            &unmarked(cell),
            &target.profile.tokens.scopes.read,
            &target.profile.tokens.scopes.execute,
        ),
    };
    Some(match target.profile.tokens.scope_form {
        ScopeForm::Array if text.is_empty() => json!([]),
        ScopeForm::Array => json!([text]),
        ScopeForm::String => json!(text),
    })
}

fn in_own_names(text: &str, read: &str, execute: &str) -> String {
    text.replace("ai:jobs:read", read)
        .replace("ai:execute", execute)
        .replace("AI:JOBS:READ", &read.to_uppercase())
        .replace("AI:EXECUTE", &execute.to_uppercase())
}

#[when(expr = "{tenant} reads with a token that may only execute, and executes with one that may only read")]
async fn crossed(world: &mut World, owner: Name) -> Step {
    let target = world.target()?;
    let read_only = world.token_for(&owner.0, &[Scope::Read])?;
    let execute_only = world.token_for(&owner.0, &[Scope::Execute])?;
    for operation in Operation::ALL {
        let (wrong, label, right) = match operation {
            Operation::Execute => (&read_only, "a token that may only read", &execute_only),
            Operation::List | Operation::Get => (&execute_only, "a token that may only execute", &read_only),
        };
        let request = world.request(operation, STRANGER, &owner.0)?;
        world
            .attempt(&owner.0, operation, label, request.bearer(wrong))
            .await?;
        // The other token shows that it is the scope, and not the narrowness, that was refused.
        let request = world.request(operation, &owner.0, &owner.0)?;
        let answered = world.send(request.bearer(right)).await?;
        let status = answered.response.status;
        if !(200..300).contains(&status) {
            return Err(world.inconclusive(format!(
                "{operation} with just the scope it needs is answered {status}"
            )));
        }
        if operation == Operation::Execute
            && let Some(id) = target.api.executed_id(&answered.response)
        {
            world.remember(&owner.0, id);
        }
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with both scopes written as:")]
async fn in_another_form(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let tenant = world.tenant(&owner.0);
    let scopes = &target.profile.tokens.scopes;
    let both = [scopes.read.as_str(), scopes.execute.as_str()];
    for row in rows(step) {
        let claim = match row[0].as_str() {
            "the form not declared" => match target.profile.tokens.scope_form {
                ScopeForm::String => json!(both),
                ScopeForm::Array => json!(both.join(" ")),
            },
            "the keys of an object" => json!({ both[0]: true, both[1]: true }),
            "a list within a list" => json!([both]),
            "one text with commas" => json!(both.join(",")),
            "one text with line feeds" => json!(both.join("\n")),
            raw => match serde_json::from_str(raw) {
                Ok(claim) => claim,
                Err(_) => return Err(world.inconclusive(format!("`{raw}` is no form of scopes"))),
            },
        };
        let mut claims = target.issuer.claims(&tenant, &[Scope::Read, Scope::Execute]);
        claims.insert(target.profile.tokens.claims.scope.clone(), claim);
        let token = target.issuer.sign(&claims);
        let label = format!("the scopes as {}", row[0]);
        world
            .try_all(&owner.0, &label, &[], |request| request.bearer(&token))
            .await?;
    }
    Ok(())
}

#[when(expr = "{tenant} uses every operation with these scopes:")]
async fn uses_scopes(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let tenant = world.tenant(&owner.0);
    let scopes = &target.profile.tokens.scopes;
    for row in rows(step) {
        let text = in_own_names(&row[0], &scopes.read, &scopes.execute);
        let claim = match target.profile.tokens.scope_form {
            ScopeForm::String => json!(text),
            ScopeForm::Array => json!(text.split(' ').collect::<Vec<_>>()),
        };
        let mut claims = target.issuer.claims(&tenant, &[Scope::Read, Scope::Execute]);
        claims.insert(target.profile.tokens.claims.scope.clone(), claim);
        let token = target.issuer.sign(&claims);
        for operation in Operation::ALL {
            let request = world.request(operation, &owner.0, &owner.0)?.bearer(&token);
            world
                .attempt(&owner.0, operation, format!("the scopes `{}`", row[0]), request)
                .await?;
        }
    }
    Ok(())
}

#[when(expr = "{tenant} without scopes asks for a job of {tenant}, of {tenant} and one that never existed")]
async fn bare_asks(world: &mut World, caller: Name, one: Name, other: Name) -> Step {
    let target = world.target()?;
    let token = world.token_for(&caller.0, &[])?;
    let own = world.existing_job(&one.0)?;
    let foreign = world.existing_job(&other.0)?;
    let never = World::never_existed(&own);
    for (id, label) in [
        (own, "its own job"),
        (foreign, "another's job"),
        (never, "a job that never existed"),
    ] {
        let request = target.api.get(STRANGER, &id).bearer(&token);
        world.attempt(&caller.0, Operation::Get, label, request).await?;
        world.add_asked_for(id);
    }
    Ok(())
}

#[when(expr = "{tenant} without scopes tries every operation")]
async fn bare_tries(world: &mut World, caller: Name) -> Step {
    let token = world.token_for(&caller.0, &[])?;
    world
        .try_all(&caller.0, "no scopes", &[], |request| request.bearer(&token))
        .await
}

#[then("each refusal names the scope that is needed")]
async fn names_scope(world: &mut World) -> Step {
    let target = world.target()?;
    let scopes = &target.profile.tokens.scopes;
    for attempt in world.attempts()? {
        let needed = match attempt.operation {
            Operation::Execute => &scopes.execute,
            Operation::List | Operation::Get => &scopes.read,
        };
        let said = attempt.sent.response.headers_named("www-authenticate").join(", ");
        if !said.contains(&format!("scope=\"{needed}\"")) {
            let found = format!("{}: WWW-Authenticate is `{said}`", attempt.operation);
            let claim = "a refusal for want of a scope names it";
            return Err(world.broken(claim, found, &[&attempt.sent]));
        }
    }
    world
        .judge_refusals(Refusal::Scope, usual_challenge(Refusal::Scope))
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_follow_the_names_of_the_target() {
        let own = |text| in_own_names(text, "jobs.view", "jobs.run");
        assert_eq!(own("xai:jobs:readonly"), "xjobs.viewonly");
        assert_eq!(own("AI:EXECUTE"), "JOBS.RUN");
        assert_eq!(own("ai:*"), "ai:*");
    }
}
