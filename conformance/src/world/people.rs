//! Who takes part in a scenario: workspaces, their tokens and the jobs they are known to have. Sending in their names
//! belongs to the world itself. The invariant: a name stands for one workspace as long as the scenario lasts.

use super::{Step, World};
use crate::identity::{Loan, Tenant, hostile, stem};
use crate::profile::Scope;

impl World {
    /// The workspace of this name, fresh at first mention. `x's prefix` has an id with which that of `x` begins.
    pub fn tenant(&mut self, name: &str) -> Tenant {
        if let Some(tenant) = self.tenants.get(name) {
            return tenant.clone();
        }
        let tenant = if let Some(longer) = name.strip_suffix("'s prefix") {
            let longer = self.tenant(longer).workspace;
            let cut = longer.len().saturating_sub(4).max(1);
            Tenant {
                fresh: true,
                ..Tenant::with_workspace(name, &longer[..cut])
            }
        } else if let Some(loan) = self.borrowed(name) {
            self.jobs.insert(name.to_owned(), loan.jobs);
            loan.tenant
        } else {
            Tenant::with_stem(name, &self.stem())
        };
        self.admit(tenant.clone());
        tenant
    }

    // Where none is free, the workspace is one that no token will be found for, and that is then said.
    fn borrowed(&self, name: &str) -> Option<Loan> {
        self.target.as_ref()?.issuer.pool()?.borrow(name).ok()
    }

    /// What the ids of all fresh workspaces of this scenario begin with, and no other's do.
    pub fn stem(&mut self) -> String {
        self.stem.get_or_insert_with(stem).clone()
    }

    /// Whether this workspace was served at least once.
    #[must_use]
    pub fn was_served(&self, name: &str) -> bool {
        self.served.contains(name)
    }

    /// Makes a workspace of the step's own choosing take part.
    pub fn admit(&mut self, tenant: Tenant) {
        self.tokens.remove(&tenant.name);
        self.tenants.insert(tenant.name.clone(), tenant);
    }

    /// Every workspace that takes part.
    pub fn tenants(&self) -> impl Iterator<Item = &Tenant> {
        self.tenants.values()
    }

    /// A sound token of this workspace with both scopes.
    ///
    /// # Errors
    /// Where there is no target to mint for.
    pub fn token(&mut self, name: &str) -> Step<String> {
        if let Some(token) = self.tokens.get(name) {
            return Ok(token.clone());
        }
        let token = self.token_for(name, &[Scope::Read, Scope::Execute])?;
        self.tokens.insert(name.to_owned(), token.clone());
        Ok(token)
    }

    /// A sound token of this workspace with these scopes.
    ///
    /// # Errors
    /// Where there is none.
    pub fn token_for(&mut self, name: &str, scopes: &[Scope]) -> Step<String> {
        let tenant = self.tenant(name);
        let lent = self.target()?.issuer.lend(&tenant, scopes);
        lent.map_err(|why| self.inconclusive(why.to_string()))
    }

    /// A token that looks like one of this workspace's and is none.
    ///
    /// # Errors
    /// Where there is no good one to spoil.
    pub fn bad_token(&mut self, name: &str) -> Step<String> {
        let target = self.target()?;
        if target.profile.tokens.are_signed() {
            let tenant = self.tenant(name);
            return Ok(hostile::spoiled(&target.issuer, &tenant));
        }
        let good = self.token(name)?;
        Ok(hostile::altered(&good))
    }

    /// The jobs that this workspace has enqueued, oldest first.
    #[must_use]
    pub fn jobs_of(&self, name: &str) -> Vec<String> {
        self.jobs.get(name).cloned().unwrap_or_default()
    }

    /// Remembers a job as this workspace's own; once is enough.
    pub fn remember(&mut self, name: &str, job_id: impl Into<String>) {
        let (own, job_id) = (self.jobs.entry(name.to_owned()).or_default(), job_id.into());
        if !own.contains(&job_id) {
            own.push(job_id);
        }
    }

    /// Forgets the jobs of this workspace: they are none any more.
    pub fn forget(&mut self, name: &str) {
        self.jobs.remove(name);
    }

    /// Forgets one job of this workspace.
    pub fn forget_one(&mut self, name: &str, job_id: &str) {
        if let Some(own) = self.jobs.get_mut(name) {
            own.retain(|id| id != job_id);
        }
    }

    pub(super) fn give_back(&mut self) {
        let Some(pool) = self.target.as_ref().and_then(|target| target.issuer.pool()) else {
            return;
        };
        for (name, tenant) in std::mem::take(&mut self.tenants) {
            let jobs = self.jobs.remove(&name).unwrap_or_default();
            pool.give_back(Loan { tenant, jobs });
        }
    }
}
