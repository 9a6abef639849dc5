//! Phrases about what a token may do. Whose token it is, is the subject of `claims`. The invariant: but for
//! its scopes, every token here is one that opens acme.

use cucumber::gherkin;
use cucumber::when;
use serde_json::{Value, json};

use crate::identity::Scope;
use crate::steps::common_words::{Name, rows, unmarked};
use crate::target::{ScopeForm, Target};
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
    let tenant = world.tenant(&owner.0);
    let [read_only, execute_only] =
        [Scope::Read, Scope::Execute].map(|scope| target.issuer.token(&tenant, &[scope]));
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
