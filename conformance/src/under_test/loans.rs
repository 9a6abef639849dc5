//! Workspaces with ready-made tokens, before anything is judged: what jobs they have already. Lending them belongs to
//! `identity`. The invariant: a workspace whose jobs are not all known is not used.

use super::{Target, TargetError};
use crate::identity::IssuerError;
use crate::profile::Scope;

const BOTH: [Scope; 2] = [Scope::Read, Scope::Execute];
/// Some scenarios need three workspaces.
const LEAST: usize = 3;

/// More jobs than this leave too little of a page for what scenarios add.
const MOST_JOBS: usize = 40;

/// Lists each workspace, and keeps those whose jobs can be known.
pub(super) async fn adopt(target: &Target) -> Result<(), TargetError> {
    let Some(pool) = target.issuer.pool() else {
        return Ok(());
    };
    let mut known = Vec::new();
    while let Ok(mut loan) = pool.borrow("a workspace") {
        let token = target
            .issuer
            .lend(&loan.tenant, &BOTH)
            .map_err(IssuerError::from)?;
        let exchange = target
            .client
            .send(target.api.list("the suite", &[]).bearer(&token))
            .await;
        let Ok(response) = exchange.response else { continue };
        let jobs = (response.status == 200)
            .then(|| target.api.job_ids(&response))
            .flatten();
        if let Some(jobs) = jobs
            && jobs.len() <= MOST_JOBS
            && target.api.next_cursor(&response).is_none()
        {
            loan.jobs = jobs;
            known.push(loan);
        }
    }
    let usable = known.len();
    for loan in known {
        pool.give_back(loan);
    }
    if usable < LEAST {
        return Err(TargetError::Lent {
            given: pool.size(),
            usable,
        });
    }
    Ok(())
}
