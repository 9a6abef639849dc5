//! Phrases about tokens in use: some that must be served, a page later, after a hundred bad ones, with an address to be
//! visited. What is inside a token is made by `identity::hostile`. The invariant: every token here names acme.

use cucumber::gherkin;
use cucumber::{then, when};

use super::tokens::with_tokens;
use crate::identity::hostile;
use crate::identity::hostile::Cast;
use crate::steps::shared::parameters::{FORGER, Name, rows};
use crate::wire::CallbackTrap;
use crate::world::{Operation, STRANGER, Step, World};

#[when(expr = "{tenant} uses every operation with these tokens:")]
async fn uses_tokens(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let (victim, forger) = (world.tenant(&owner.0), world.tenant(FORGER));
    let cast = Cast {
        issuer: &target.issuer,
        victim: &victim,
        forger: &forger,
    };
    for row in rows(step) {
        let Some(tokens) = hostile::forge(&cast, &row[0]) else {
            return Err(world.inconclusive(format!("`{}` is no token that the suite knows", row[0])));
        };
        for made in tokens {
            for operation in Operation::ALL {
                let request = world.request(operation, &owner.0, &owner.0)?.bearer(&made.token);
                world
                    .attempt(&owner.0, operation, row[0].as_str(), request)
                    .await?;
            }
        }
    }
    Ok(())
}

#[when(expr = "every operation is newly tried on {tenant}'s job with these tokens:")]
async fn newly_tried(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    world.forget_attempts();
    with_tokens(world, owner, step).await
}

#[when(expr = "{tenant} asks for its second page with a token that has expired since")]
async fn expired_since(world: &mut World, owner: Name) -> Step {
    let target = world.target()?;
    let Some(cursor) = world.first_page(&owner.0, 1).await?.cursor else {
        return Err(world.inconclusive("the first page of more has no cursor"));
    };
    let tenant = world.tenant(&owner.0);
    let cast = Cast {
        issuer: &target.issuer,
        victim: &tenant,
        forger: &tenant,
    };
    for expired in hostile::forge(&cast, "an expiry just beyond the leeway").unwrap_or_default() {
        let request = target.api.list(STRANGER, &[("limit", "1"), ("cursor", &cursor)]);
        world
            .attempt(
                &owner.0,
                Operation::List,
                "the second page",
                request.bearer(&expired.token),
            )
            .await?;
    }
    Ok(())
}

#[when(expr = "a stranger tries {int} bad tokens that name {tenant}")]
async fn many_bad(world: &mut World, count: usize, owner: Name) -> Step {
    let target = world.target()?;
    let tenant = world.tenant(&owner.0);
    for _ in 0..count {
        let token = hostile::spoiled(&target.issuer, &tenant);
        let answered = world.send(target.api.list(STRANGER, &[]).bearer(&token)).await?;
        if answered.response.status < 400 {
            let found = format!("answered {}", answered.response.status);
            return Err(world.broken("a bad token opens nothing", found, &[&answered]));
        }
    }
    Ok(())
}

#[when(regex = r"^every operation is tried on ([a-z]+)'s job with a key to be fetched as `(jku|x5u)` says$")]
async fn pointing_at_trap(world: &mut World, owner: String, member: String) -> Step {
    let target = world.target()?;
    let trap = match CallbackTrap::set().await {
        Ok(trap) => trap,
        Err(cause) => return Err(world.inconclusive(format!("the suite cannot listen: {cause}"))),
    };
    let (victim, forger) = (world.tenant(&owner), world.tenant(FORGER));
    let cast = Cast {
        issuer: &target.issuer,
        victim: &victim,
        forger: &forger,
    };
    for forged in hostile::pointing(&cast, &member, &trap.url()) {
        let label = format!("{member}, {}", forged.variant);
        world
            .try_all(&owner, &label, &[], |request| request.bearer(&forged.token))
            .await?;
    }
    world.set_callback_trap(trap);
    Ok(())
}

#[then("nobody came to fetch it")]
async fn nobody_came(world: &mut World) -> Step {
    let trap = world.callback_trap()?;
    let attempts = world.attempts()?;
    let came = trap.visits();
    if came == 0 {
        return Ok(());
    }
    let proof: Vec<_> = attempts.last().map(|attempt| &attempt.sent).into_iter().collect();
    let found = format!("{came} connection(s) came to the address in the token");
    Err(world.broken("a token makes the service go nowhere", found, &proof))
}
