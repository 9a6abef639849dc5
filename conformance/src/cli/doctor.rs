//! `watertight doctor`: whether a verdict on this target would mean anything, and what to mend if not. The
//! invariant: it judges no requirement, and it never says ok about what it did not see.

use std::io::Write as _;

use anstyle::AnsiColor;
use clap::Args;

use super::common::{TargetArgs, printed};
use super::error::CliError;
use crate::identity::{Scope, Tenant};
use crate::run::{Interrupt, Outcome};
use crate::target::{Execute, Refusal, Running, Target};
use crate::wire::{Exchange, Request};

/// Tells whether the target can be judged at all: it answers, it accepts the suite's tokens, it stores a job and
/// gives it back, and it refuses a stranger.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    target: TargetArgs,
}

const EXAMPLES: &str = "\
Examples:
  watertight doctor
  watertight doctor --target watertight.toml";

struct Finding {
    what: String,
    // What is wrong, and how to mend it.
    fault: Option<String>,
}

pub(super) async fn execute(args: &DoctorArgs) -> Result<Outcome, CliError> {
    let profile = args.target.profile()?;
    let interrupt = Interrupt::listen()?;
    let examined = async {
        let redis = args.target.lease(&profile).await?;
        let mut running = Running::start(profile.clone(), None, &redis, None).await?;
        let target = &running.target;
        let mut findings = vec![
            sound(format!("redis: {}", redis.source)),
            sound(format!("{} answers at {}", profile.target.name, target.base)),
        ];
        findings.extend(examine(target).await);
        running.stop().await;
        Ok::<_, CliError>(findings)
    };
    let findings = tokio::select! {
        biased;
        () = interrupt.heard() => Vec::new(),
        examined = examined => examined?,
    };
    let outcome = if findings.is_empty() {
        Outcome::Incomplete
    } else if findings.iter().any(|finding| finding.fault.is_some()) {
        Outcome::Broken
    } else {
        Outcome::Held
    };
    printed(print(&findings, outcome))?;
    Ok(outcome)
}

fn print(findings: &[Finding], outcome: Outcome) -> std::io::Result<()> {
    let (good, bad) = (AnsiColor::Green.on_default(), AnsiColor::Red.on_default().bold());
    let mut out = anstream::stdout().lock();
    for finding in findings {
        match &finding.fault {
            None => writeln!(out, "{good}ok{good:#}    {}", finding.what)?,
            Some(fault) => writeln!(out, "{bad}FAIL{bad:#}  {}\n      {fault}", finding.what)?,
        }
    }
    writeln!(out, "{}", outcome.last_line())
}

async fn examine(target: &Target) -> Vec<Finding> {
    let tenants = ["acme", "globex"].map(Tenant::fresh);
    let tokens = tenants
        .each_ref()
        .map(|tenant| target.issuer.token(tenant, &[Scope::Read, Scope::Execute]));
    let mut findings = vec![judged(
        "two workspaces have different tokens".to_owned(),
        tokens[0] != tokens[1],
        || "mend `claims.workspace` under [tokens]: it has no effect on a token".to_owned(),
    )];
    for (tenant, token) in tenants.iter().zip(&tokens) {
        findings.extend(own_things(target, tenant, token).await);
    }
    let anonymous = target.client.send(target.api.list("a stranger", &[])).await;
    let refused = anonymous
        .response
        .as_ref()
        .is_ok_and(|response| target.api.accepts(Refusal::Unauthenticated, response.status));
    findings.push(judged("a stranger is refused".to_owned(), refused, || {
        let seen = seen(&anonymous);
        format!("a list without a token was answered {seen}; mend the target, or `unauthenticated` under [refusals]")
    }));
    findings
}

async fn own_things(target: &Target, tenant: &Tenant, token: &str) -> Vec<Finding> {
    let (api, name) = (&target.api, &tenant.name);
    let ask = |request: Request| target.client.send(request.bearer(token));
    let list = ask(api.list(name, &[])).await;
    let listed = list
        .response
        .as_ref()
        .is_ok_and(|response| response.status == 200 && api.jobs(response).is_some());
    let execute = ask(api.execute(name, &Execute::of(tenant))).await;
    let job = execute
        .response
        .as_ref()
        .ok()
        .and_then(|response| api.executed_id(response));
    let get = match &job {
        Some(job) => Some(ask(api.get(name, job)).await),
        None => None,
    };
    let got = get
        .as_ref()
        .and_then(|exchange| exchange.response.as_ref().ok())
        .is_some_and(|response| response.status == 200 && response.text().contains(&tenant.canary));
    let mut findings = vec![
        judged(format!("{name} may list its jobs"), listed, || {
            format!(
                "it was answered {}; mend [tokens], or `list` under [http]",
                seen(&list)
            )
        }),
        judged(format!("{name} may enqueue a job"), job.is_some(), || {
            format!(
                "it was answered {}; mend `scopes` under [tokens], or `execute` under [http]",
                seen(&execute)
            )
        }),
    ];
    if let Some(get) = &get {
        findings.push(judged(format!("{name} gets back what it enqueued"), got, || {
            format!(
                "it was answered {}; mend `get` under [http], or the target's store",
                seen(get)
            )
        }));
    }
    findings
}

fn seen(exchange: &Exchange) -> String {
    match &exchange.response {
        Ok(response) => response.status.to_string(),
        Err(error) => error.to_string(),
    }
}

fn sound(what: String) -> Finding {
    Finding { what, fault: None }
}

fn judged(what: String, good: bool, fault: impl FnOnce() -> String) -> Finding {
    Finding {
        what,
        fault: (!good).then(fault),
    }
}
