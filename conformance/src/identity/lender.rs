//! Ready-made tokens, from an environment variable. Making tokens belongs to `issuer`, asking a command for them to
//! `printer`. The invariant: no workspace is lent to two scenarios at
//! once, and no token reaches a message.

use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use super::error::TokenError;
use super::tenants::Tenant;
use crate::profile::Scope;

/// One workspace with its ready-made tokens.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ready {
    workspace: String,
    token: String,
    read_token: Option<String>,
    execute_token: Option<String>,
    bare_token: Option<String>,
    subject: Option<String>,
}

/// A workspace on loan, and the jobs it is known to have.
#[derive(Clone)]
pub struct Loan {
    /// The workspace; its canary stays the same from loan to loan, as its jobs do.
    pub tenant: Tenant,
    /// Its jobs, oldest first.
    pub jobs: Vec<String>,
}

/// Workspaces with ready-made tokens.
pub struct Pool {
    ready: Vec<Ready>,
    free: Mutex<Vec<Loan>>,
}

impl Pool {
    /// Reads them from this environment variable.
    ///
    /// # Errors
    /// When it is not set or does not hold enough of them.
    #[expect(
        clippy::disallowed_methods,
        reason = "a profile is a door of the configuration, and names the variable"
    )]
    pub fn read(variable: &str) -> Result<Self, TokenError> {
        let text = std::env::var(variable).map_err(|_| TokenError::Unset(variable.to_owned()))?;
        Self::parse(variable, &text)
    }

    fn parse(variable: &str, text: &str) -> Result<Self, TokenError> {
        let ready: Vec<Ready> = serde_json::from_str(text).map_err(|error| TokenError::Unreadable {
            name: variable.to_owned(),
            // Its place says enough; its words might quote a token.
            cause: format!("line {}, column {}", error.line(), error.column()),
        })?;
        let mut names: Vec<&str> = ready.iter().map(|one| one.workspace.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() < 3 || names.len() < ready.len() {
            return Err(TokenError::TooFew(variable.to_owned(), names.len()));
        }
        let free = ready.iter().map(|one| Loan {
            tenant: Tenant {
                fresh: true,
                subject: one.subject.clone().unwrap_or_default(),
                ..Tenant::with_workspace("", &one.workspace)
            },
            jobs: Vec::new(),
        });
        Ok(Self {
            free: Mutex::new(free.collect()),
            ready,
        })
    }

    /// How many workspaces there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.ready.len()
    }

    /// A workspace that nobody else has right now, under this name.
    ///
    /// # Errors
    /// When none is free.
    pub fn borrow(&self, name: &str) -> Result<Loan, TokenError> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        // The one given back longest ago has had the most time to come to rest.
        if free.is_empty() {
            return Err(TokenError::UsedUp);
        }
        let mut loan = free.remove(0);
        loan.tenant.name = name.to_owned();
        Ok(loan)
    }

    /// Gives it back; one that is none of its own is let go.
    pub fn give_back(&self, loan: Loan) {
        if !self
            .ready
            .iter()
            .any(|one| one.workspace == loan.tenant.workspace)
        {
            return;
        }
        self.free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(loan);
    }

    /// Its token with these scopes.
    ///
    /// # Errors
    /// When none with these was given.
    pub fn token(&self, workspace: &str, scopes: &[Scope]) -> Result<String, TokenError> {
        let ready = self.ready.iter().find(|one| one.workspace == workspace);
        let token = ready.and_then(|one| match scopes {
            [] => one.bare_token.clone(),
            [Scope::Read] => one.read_token.clone(),
            [Scope::Execute] => one.execute_token.clone(),
            _ => Some(one.token.clone()),
        });
        token.ok_or_else(|| TokenError::NoSuchScope(format!("{scopes:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: &str = r#"[{"workspace":"a","token":"ta","read_token":"ra"},{"workspace":"b","token":"tb"},{"workspace":"c","token":"tc"}]"#;

    #[test]
    fn a_workspace_is_lent_once_at_a_time_and_keeps_its_jobs() {
        let pool = Pool::parse("T", THREE).unwrap();
        let mut loans: Vec<Loan> = (0..3).map(|_| pool.borrow("acme").unwrap()).collect();
        assert_eq!(pool.borrow("acme").err(), Some(TokenError::UsedUp));
        let mut first = loans.remove(0);
        first.jobs.push("1".to_owned());
        pool.give_back(first);
        let again = pool.borrow("globex").unwrap();
        assert_eq!((again.tenant.name.as_str(), again.jobs.len()), ("globex", 1));
    }

    #[test]
    fn a_token_has_the_scopes_asked_for_or_there_is_none() {
        let pool = Pool::parse("T", THREE).unwrap();
        assert_eq!(pool.token("a", &[Scope::Read, Scope::Execute]).unwrap(), "ta");
        assert_eq!(pool.token("a", &[Scope::Read]).unwrap(), "ra");
        assert!(pool.token("b", &[Scope::Read]).is_err() && pool.token("a", &[]).is_err());
    }

    #[test]
    fn what_cannot_be_used_is_refused_without_being_quoted() {
        for (text, part) in [
            ("[", "line 1"),
            ("[{\"workspace\":\"a\",\"token\":\"hush\"}]", "at least 3"),
        ] {
            let said = Pool::parse("TOKENS", text).err().unwrap().to_string();
            assert!(
                said.contains(part) && said.contains("TOKENS") && !said.contains("hush"),
                "{said}"
            );
        }
    }
}
