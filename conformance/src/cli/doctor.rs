//! `watertight doctor`: whether a verdict on this target would mean anything. The invariant: it judges nothing.

use std::io::Write as _;

use super::{CliError, Common};
use crate::identity::{Scope, Tenant};
use crate::run::Outcome;
use crate::target::{Execute, RedisLease, Running};

pub(super) async fn execute(args: &Common) -> Result<Outcome, CliError> {
    let profile = args.profile()?;
    let redis = match &profile.target.url {
        Some(_) if args.redis_url.is_none() => RedisLease::none(),
        _ => RedisLease::find(args.redis_url.as_deref()).await?,
    };
    let mut running = Running::start(profile, None, &redis, None).await?;
    let target = std::sync::Arc::clone(&running.target);
    let mut out = anstream::stdout();
    writeln!(
        out,
        "ok    the target answers at {}; redis: {}",
        target.base, redis.source
    )?;
    let mut sound = true;
    for name in ["acme", "globex"] {
        let tenant = Tenant::fresh(name);
        let token = target.issuer.token(&tenant, &[Scope::Read, Scope::Execute]);
        let list = target
            .client
            .send(target.api.list(name, &[]).bearer(&token))
            .await;
        let listed = list
            .response
            .as_ref()
            .is_ok_and(|response| target.api.jobs(response).is_some());
        let run = target
            .client
            .send(target.api.execute(name, &Execute::of(&tenant)).bearer(&token))
            .await;
        let enqueued = run
            .response
            .as_ref()
            .is_ok_and(|response| target.api.executed_id(response).is_some());
        for (what, good) in [("lists its jobs", listed), ("enqueues a job", enqueued)] {
            sound &= good;
            let mark = if good { "ok   " } else { "FAIL " };
            writeln!(
                out,
                "{mark} a fresh workspace {what}{}",
                if good {
                    ""
                } else {
                    "; check [tokens] and [http] of the profile"
                }
            )?;
        }
    }
    let anonymous = target.client.send(target.api.list("a stranger", &[])).await;
    let refused = anonymous
        .response
        .is_ok_and(|response| response.status == target.profile.refusals.unauthenticated);
    writeln!(
        out,
        "{} a caller without a token is refused",
        if refused { "ok   " } else { "FAIL " }
    )?;
    running.stop().await;
    let outcome = if sound && refused {
        Outcome::Held
    } else {
        Outcome::Broken
    };
    writeln!(out, "outcome: {} (exit {})", outcome.name(), outcome.code())?;
    Ok(outcome)
}
