//! Phrases about what is inside a token and who signed it. The tokens themselves are made by
//! `identity::hostile`; where a token is put in a request is the subject of `credentials`. The invariant: a
//! phrase that names no known forgery stops the scenario.

use cucumber::gherkin;
use cucumber::{given, then, when};

use crate::identity::hostile;
use crate::identity::hostile::{Cast, Forged};
use crate::oracle::refusal::Challenge;
use crate::profile::Refusal;
use crate::profile::Scope;
use crate::steps::shared::parameters::{FORGER, Name, rows};
use crate::world::{Step, World};

#[given(expr = "{tenant} is served with a token by each of the trusted keys")]
async fn every_key_serves(world: &mut World, owner: Name) -> Step {
    let target = world.target()?;
    let tenant = world.tenant(&owner.0);
    let claims = target.issuer.claims(&tenant, &[Scope::Read, Scope::Execute]);
    for key in target.issuer.keys() {
        let token = target.issuer.sign_with(key, &claims);
        let answered = world.send(target.api.list(&owner.0, &[]).bearer(&token)).await?;
        let status = answered.response.status;
        if status != 200 {
            let reason = format!("a good token by the key {} is answered {status}", key.kid);
            return Err(world.inconclusive(reason));
        }
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with these tokens:")]
pub(super) async fn with_tokens(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let target = world.target()?;
    let (victim, forger) = (world.tenant(&owner.0), world.tenant(FORGER));
    // A service may remember what it has seen: the good token is in use before the forgeries are.
    world.unchanged(&owner.0).await?;
    let cast = Cast {
        issuer: &target.issuer,
        victim: &victim,
        forger: &forger,
    };
    for row in rows(step) {
        let phrase = row[0].as_str();
        let Some(tokens) = hostile::forge(&cast, phrase) else {
            return Err(world.inconclusive(format!("`{phrase}` is no forgery that the suite knows")));
        };
        let tokens = in_question(world, tokens)?;
        for forged in tokens {
            let label = match forged.variant.as_str() {
                "" => phrase.to_owned(),
                variant => format!("{phrase} ({variant})"),
            };
            if let Some(lender) = &forged.lender {
                lend(world, lender).await?;
            }
            world
                .try_all(&owner.0, &label, &[], |request| request.bearer(&forged.token))
                .await?;
        }
    }
    Ok(())
}

/// The tokens that imitate the key in question, or all of them.
fn in_question(world: &mut World, mut tokens: Vec<Forged>) -> Step<Vec<Forged>> {
    let Some(algorithm) = world.only_key() else {
        return Ok(tokens);
    };
    let target = world.target()?;
    let kids: Vec<String> = target
        .issuer
        .keys()
        .iter()
        .filter(|key| key.algorithm == algorithm)
        .map(|key| format!("key {}", key.kid))
        .collect();
    tokens.retain(|token| kids.contains(&token.variant));
    if tokens.is_empty() {
        return Err(world.inconclusive(format!("no token imitates the key for {}", algorithm.name())));
    }
    Ok(tokens)
}

/// The forger uses the good token whose signature it is about to borrow.
async fn lend(world: &mut World, token: &str) -> Step {
    let target = world.target()?;
    let answered = world.send(target.api.list(FORGER, &[]).bearer(token)).await?;
    match answered.response.status {
        200 => Ok(()),
        status => Err(world.inconclusive(format!("the forger's own good token is answered {status}"))),
    }
}

#[then("each token is refused as invalid")]
async fn refused_as_invalid(world: &mut World) -> Step {
    world
        .judge_refusals(Refusal::Unauthenticated, Challenge::BearerError("invalid_token"))
        .await
}
