//! Phrases about `client_request_id`. The invariant: repeated requests are the same to the last byte.

use cucumber::{then, when};

use super::executing::enqueued;
use crate::identity::Tenant;
use crate::profile::Execute;
use crate::steps::shared::parameters::Name;
use crate::wire::Request;
use crate::world::{Attempt, Operation, Step, World};

fn request(world: &mut World, caller: &str, key: &str) -> Step<Request> {
    let target = world.target()?;
    let mut execute = Execute::of(&world.tenant(caller));
    execute.client_request_id = Some(key.to_owned());
    let token = world.token(caller)?;
    Ok(target.api.execute(caller, &execute).bearer(&token))
}

#[when(expr = "{tenant} executes the same request {int} times, with one client_request_id")]
async fn repeats(world: &mut World, caller: Name, count: usize) -> Step {
    let key = Tenant::fresh("key").canary;
    for _ in 0..count {
        let request = request(world, &caller.0, &key)?;
        world
            .attempt(&caller.0, Operation::Execute, "the same request", request)
            .await?;
    }
    Ok(())
}

#[when(expr = "{tenant} executes the same request {int} times at once, with one client_request_id")]
async fn repeats_at_once(world: &mut World, caller: Name, count: usize) -> Step {
    let key = Tenant::fresh("key").canary;
    let request = request(world, &caller.0, &key)?;
    for sent in world.send_together(vec![request; count]).await? {
        world.add_attempt(Attempt {
            label: "the same request".to_owned(),
            caller: caller.0.clone(),
            operation: Operation::Execute,
            tolerated: Vec::new(),
            owned: Vec::new(),
            sent,
        });
    }
    Ok(())
}

#[then("every answer names the same job")]
async fn same_job(world: &mut World) -> Step {
    let claim = "one client_request_id makes one job in its workspace";
    let mut first: Option<String> = None;
    for attempt in world.attempts()? {
        let Some(id) = enqueued(world, &attempt.sent)? else {
            let found = format!("a repetition was answered {}", attempt.sent.response.status);
            return Err(world.broken(claim, found, &[&attempt.sent]));
        };
        match &first {
            None => {
                world.remember(&attempt.caller, id.clone());
                first = Some(id);
            }
            Some(known) if *known == id => {}
            Some(_) => return Err(world.broken(claim, "a repetition made another job", &[&attempt.sent])),
        }
    }
    Ok(())
}

#[when(expr = "{tenant} and {tenant} execute with the same client_request_id")]
async fn same_id(world: &mut World, one: Name, other: Name) -> Step {
    let key = Tenant::fresh("key").canary;
    for caller in [one.0, other.0] {
        let request = request(world, &caller, &key)?;
        world
            .attempt(
                &caller,
                Operation::Execute,
                "the shared client_request_id",
                request,
            )
            .await?;
    }
    Ok(())
}

#[then("each answer names a job of its own")]
async fn own_jobs(world: &mut World) -> Step {
    let claim = "workspaces do not share client_request_ids";
    let mut known = Vec::new();
    for attempt in world.attempts()? {
        match enqueued(world, &attempt.sent)? {
            Some(id) if !known.contains(&id) => {
                world.remember(&attempt.caller, id.clone());
                known.push(id);
            }
            Some(_) => return Err(world.broken(claim, "both were given one job", &[&attempt.sent])),
            None => {
                let found = format!("{} was answered {}", attempt.caller, attempt.sent.response.status);
                return Err(world.broken(claim, found, &[&attempt.sent]));
            }
        }
    }
    Ok(())
}
