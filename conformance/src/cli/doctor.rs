//! `watertight doctor`: whether a verdict on this target would mean anything, and what to fix if not. The
//! invariant: it judges no requirement, and it never says ok about what it did not see.

use std::io::Write as _;

use anstyle::AnsiColor;
use clap::Args;

use super::common::printed;
use super::error::CliError;
use super::target::{TargetArgs, judging};
use crate::identity::Tenant;
use crate::profile::Scope;
use crate::profile::{Execute, Profile, Refusal};
use crate::run::{Interrupt, Outcome, Subject};
use crate::steps::Phrasebook;
use crate::suite;
use crate::suite::Suite;
use crate::under_test::{Running, Target};
use crate::wire::{Exchange, Request};

/// Checks that the target can be judged at all: it answers, accepts the suite's tokens, stores a job, gives it back, and
/// refuses a caller without a token.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    target: TargetArgs,
}

const EXAMPLES: &str = "\
Examples:
  watertight doctor
  watertight doctor --target profiles/jobs.toml";

struct Finding {
    what: String,
    // What is wrong, and how to fix it.
    fault: Option<String>,
}

pub(super) async fn execute(args: &DoctorArgs) -> Result<Outcome, CliError> {
    let profile = args.target.profile()?;
    let interrupt = Interrupt::listen()?;
    let suite = suite::embedded(&Phrasebook::gather())?;
    let applicable = suite.scenarios.iter().filter(|one| one.lacks(&profile).is_none());
    let mut subject = Subject::of(&profile, applicable);
    let examined = async {
        let redis = args.target.lease(&profile).await?;
        subject.redis = redis.source.to_string();
        judging("", &subject)?;
        let mut running = Running::start(profile.clone(), None, &redis, None).await?;
        let target = &running.target;
        subject.target.url = Some(target.base.clone());
        let mut findings = vec![sound(format!(
            "{} answers at {}",
            profile.target.name, target.base
        ))];
        findings.extend(examine(target).await);
        findings.extend(left_out(&profile, &suite));
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
    let last = outcome.last_line_on(&subject);
    printed(print(&findings, &last))?;
    Ok(outcome)
}

fn print(findings: &[Finding], last: &str) -> std::io::Result<()> {
    let (good, bad) = (AnsiColor::Green.on_default(), AnsiColor::Red.on_default().bold());
    let mut out = anstream::stdout().lock();
    for finding in findings {
        match &finding.fault {
            None => writeln!(out, "{good}ok{good:#}    {}", finding.what)?,
            Some(fault) => writeln!(out, "{bad}FAIL{bad:#}  {}\n      {fault}", finding.what)?,
        }
    }
    writeln!(out, "{last}")
}

async fn examine(target: &Target) -> Vec<Finding> {
    let tenants = ["acme", "globex"].map(Tenant::fresh);
    let loans = target
        .issuer
        .pool()
        .map(|pool| ["acme", "globex"].map(|name| pool.borrow(name)));
    let tenants = match loans {
        Some([Ok(one), Ok(other)]) => [one.tenant, other.tenant],
        _ => tenants,
    };
    let lent = tenants
        .each_ref()
        .map(|tenant| target.issuer.lend(tenant, &[Scope::Read, Scope::Execute]));
    let tokens = match lent {
        [Ok(one), Ok(other)] => [one, other],
        [Err(why), _] | [_, Err(why)] => {
            return vec![judged("there are tokens".to_owned(), false, || why.to_string())];
        }
    };
    let mut findings = vec![judged(
        "two workspaces have different tokens".to_owned(),
        tokens[0] != tokens[1],
        || "fix `claims.workspace` under [tokens]: it has no effect on a token".to_owned(),
    )];
    if target.profile.tokens.are_signed() {
        findings.push(clocks(target).await);
    }
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
        format!("a list without a token was answered {seen}; fix the target, or `unauthenticated` under [refusals]")
    }));
    findings
}

// A clock that is off by more than the leeway makes good tokens bad, and bad ones good.
async fn clocks(target: &Target) -> Finding {
    let exchange = target.client.send(target.api.list("a stranger", &[])).await;
    let said = exchange
        .response
        .ok()
        .and_then(|response| response.header("date").map(str::to_owned));
    let Some(said) = said else {
        return sound("clocks: not compared, since answers have no Date".to_owned());
    };
    let theirs = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(&said)
        .ok();
    let Some(theirs) = theirs else {
        return judged("clocks agree".to_owned(), false, || {
            format!("Date `{said}` cannot be read; fix the target")
        });
    };
    let off = (jiff::Timestamp::now().as_second() - theirs.as_second()).unsigned_abs();
    // One second is lost by writing the time without its fraction.
    let agree = off <= target.issuer.leeway() + 1;
    judged(format!("clocks agree ({off} s apart)"), agree, || {
        format!(
            "they are {off} s apart, more than the leeway; set one of them right, or state another `leeway` under [tokens]"
        )
    })
}

/// What is left out of a verdict, by the capability that would bring it in.
fn left_out(profile: &Profile, suite: &Suite) -> Vec<Finding> {
    let mut left: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for scenario in &suite.scenarios {
        if let Some(name) = scenario.lacks(profile) {
            *left.entry(name.to_owned()).or_default() += 1;
        }
    }
    let mut findings: Vec<Finding> = left
        .into_iter()
        .map(|(name, count)| Finding {
            what: format!(
                "{count} scenario(s) are not applicable, since the profile does not declare `{name}`"
            ),
            fault: None,
        })
        .collect();
    if profile.store.is_none() {
        let what =
            "what the target stores is not looked into; name its keys under [store] to have that judged too";
        findings.push(sound(what.to_owned()));
    }
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
                "it was answered {}; fix [tokens], or `list` under [http]",
                seen(&list)
            )
        }),
        judged(format!("{name} may enqueue a job"), job.is_some(), || {
            format!(
                "it was answered {}; fix `scopes` under [tokens], or `execute` under [http]",
                seen(&execute)
            )
        }),
    ];
    if let Some(get) = &get {
        findings.push(judged(format!("{name} gets back what it enqueued"), got, || {
            format!(
                "it was answered {}; fix `get` under [http], or the target's store",
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
