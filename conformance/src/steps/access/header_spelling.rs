//! Phrases about a token on its way: the spelling of the header that holds it, what stands beside it, and bytes that
//! no header may hold. The schemes and places of tokens are the subject of `credentials`. The invariant: bytes go out
//! as the row names them.

use cucumber::gherkin;
use cucumber::{then, when};

use crate::profile::Refusal;
use crate::steps::shared::parameters::{Name, filled, rows, unmarked};
use crate::world::{Operation, STRANGER, Step, World};

const OWN: &str = "a good token opens its own workspace and no other";

#[when(expr = "{tenant} uses every operation with the name of the Authorization header spelled:")]
async fn spelled_names(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let token = world.token(&owner.0)?;
    for operation in Operation::ALL {
        for row in rows(step) {
            // Over a socket of its own, since a library would write the name its own way.
            let request = world
                .request(operation, &owner.0, &owner.0)?
                .header(&row[0], format!("Bearer {token}"))
                .header("connection", "close");
            world
                .attempt(&owner.0, operation, format!("`{}:`", row[0]), request)
                .await?;
        }
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with these headers and no token:")]
async fn headers_alone(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    for row in rows(step) {
        let value = filled(world, &row[1])?;
        let label = format!("`{}: {}`", row[0], row[1]);
        world
            .try_all(&owner.0, &label, &[], |request| request.header(&row[0], &value))
            .await?;
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with a good token and:")]
async fn odd_bytes(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let token = world.token(&owner.0)?;
    for row in rows(step) {
        let value: Vec<u8> = match row[0].as_str() {
            "a NUL behind it" => format!("Bearer {token}\0").into_bytes(),
            "a NUL before it" => format!("Bearer \0{token}").into_bytes(),
            "a byte above ASCII behind it" => [b"Bearer ", token.as_bytes(), b"\xff"].concat(),
            "a letter of UTF-8 behind it" => format!("Bearer {token}\u{e9}").into_bytes(),
            "a folded line before it" => format!("Bearer\r\n {token}").into_bytes(),
            "a folded line with another's behind it" => {
                let other = world.token("globex")?;
                format!("Bearer {token}\r\n Bearer {other}").into_bytes()
            }
            "a bare carriage return behind it" => format!("Bearer {token}\rx").into_bytes(),
            "a bare line feed and more behind it" => format!("Bearer {token}\nx").into_bytes(),
            other => return Err(world.inconclusive(format!("`{other}` is nothing that the suite can send"))),
        };
        for operation in Operation::ALL {
            let request = world
                .request(operation, STRANGER, &owner.0)?
                .header("authorization", &value)
                .header("connection", "close");
            world
                .attempt_or_closed(&owner.0, operation, row[0].as_str(), request)
                .await?;
        }
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with a good token in a header named:")]
async fn odd_names(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let token = world.token(&owner.0)?;
    for row in rows(step) {
        let name = unmarked(&row[0]);
        for operation in Operation::ALL {
            let request = world
                .request(operation, STRANGER, &owner.0)?
                .header(&name, format!("Bearer {token}"))
                .header("connection", "close");
            world
                .attempt_or_closed(&owner.0, operation, format!("`{}:`", row[0]), request)
                .await?;
        }
    }
    Ok(())
}

#[when(expr = "every operation is tried on {tenant}'s job with tokens of these lengths:")]
async fn long_tokens(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    for row in rows(step) {
        let Ok(length) = row[0].parse::<usize>() else {
            return Err(world.inconclusive(format!("`{}` is no length", row[0])));
        };
        let token = "a".repeat(length);
        for operation in Operation::ALL {
            let request = world
                .request(operation, STRANGER, &owner.0)?
                .bearer(&token)
                .header("connection", "close");
            let label = format!("a token of {length} bytes");
            world
                .attempt_or_closed(&owner.0, operation, label, request)
                .await?;
        }
    }
    Ok(())
}

#[when(expr = "{tenant} uses every operation with this in the query as well:")]
async fn in_the_query(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    for row in rows(step) {
        let added = filled(world, &row[0])?;
        for operation in Operation::ALL {
            let mut request = world.request(operation, &owner.0, &owner.0)?;
            let sign = if request.target.contains('?') { '&' } else { '?' };
            request.target = format!("{}{sign}{added}", request.target);
            world
                .attempt_as(&owner.0, operation, format!("`?{}`", row[0]), request)
                .await?;
        }
    }
    Ok(())
}

#[when(expr = "{tenant} uses every operation with these headers before its token:")]
async fn before_the_token(world: &mut World, owner: Name, step: &gherkin::Step) -> Step {
    let token = world.token(&owner.0)?;
    for row in rows(step) {
        let value = filled(world, &unmarked(&row[1]))?;
        for operation in Operation::ALL {
            let request = world
                .request(operation, &owner.0, &owner.0)?
                .header(&row[0], &value)
                .bearer(&token);
            let label = format!("`{}: {}`", row[0], row[1]);
            world
                .attempt_or_closed(&owner.0, operation, label, request)
                .await?;
        }
    }
    Ok(())
}

#[then(expr = "each request is served with what is {tenant}'s own, or refused as unauthenticated")]
async fn own_or_unauthenticated(world: &mut World, owner: Name) -> Step {
    world
        .judge_served_or_refused(&owner.0, OWN, Refusal::Unauthenticated, &[400])
        .await
}

#[then(expr = "each request is served with what is {tenant}'s own, or refused as a bad request")]
async fn own_or_bad(world: &mut World, owner: Name) -> Step {
    world
        .judge_served_or_refused(&owner.0, OWN, Refusal::Invalid, &[400, 404, 421])
        .await
}

#[then(
    "each request is refused as unauthenticated, as a bad request or as too large, or the connection is closed"
)]
async fn refused_or_closed(world: &mut World) -> Step {
    let tolerated = [400, 413, 414, 431];
    world
        .judge_refusals_or(Refusal::Unauthenticated, &tolerated)
        .await
}
