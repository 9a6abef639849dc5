//! Who carries out an action.
//!
//! A provider sees one job and answers with JSON or a reason; it knows no queue, no lease and no store.
//! Invariant: a reason is a constant or a number, never what a job or another service said.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::jobs::Job;

/// What is to be done, as a provider sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Action {
    /// The job, for whoever has to notice that an action comes a second time.
    pub job_id: String,
    /// Whose it is.
    pub workspace_id: String,
    /// Who asked.
    pub actor_id: String,
    /// Which provider.
    pub action_provider: String,
    /// Which action.
    pub action_name: String,
    /// With what.
    pub params: Box<RawValue>,
}

impl Action {
    /// The action of a job.
    #[must_use]
    pub fn of(job: Job) -> Self {
        Self {
            job_id: job.job_id,
            workspace_id: job.workspace_id,
            actor_id: job.actor_id,
            action_provider: job.action_provider,
            action_name: job.action_name,
            params: job.params,
        }
    }
}

/// Why an action ended badly. Its words become part of the job's result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// Nobody is configured for this provider.
    #[error("no provider of that name")]
    NoProvider,
    /// It did not answer.
    #[error("the provider did not answer")]
    Unreachable,
    /// It answered with a failure.
    #[error("the provider answered {0}")]
    Status(u16),
    /// Its answer is no JSON, or too long.
    #[error("the provider's answer cannot be used")]
    Answer,
    /// It took too long.
    #[error("the provider took too long")]
    TimedOut,
    /// Workers ended while they were at it, time and again.
    #[error("given up after too many attempts")]
    Attempts,
}

/// Carries out actions.
#[async_trait]
pub trait ActionProvider: Send + Sync + 'static {
    /// Carries one out. It may come a second time with the same job id.
    async fn run(&self, action: &Action) -> Result<Value, ActionError>;
}

/// Answers with what it was given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Echo;

#[async_trait]
impl ActionProvider for Echo {
    async fn run(&self, action: &Action) -> Result<Value, ActionError> {
        serde_json::from_str(action.params.get()).map_err(|_| ActionError::Answer)
    }
}

/// Providers by name.
#[derive(Clone, Default)]
pub struct Providers {
    named: BTreeMap<String, Arc<dyn ActionProvider>>,
    other: Option<Arc<dyn ActionProvider>>,
}

impl Providers {
    /// Adds one for this name, or for all other names without it.
    pub fn add(&mut self, name: Option<&str>, provider: Arc<dyn ActionProvider>) {
        match name {
            Some(name) => drop(self.named.insert(name.to_owned(), provider)),
            None => self.other = Some(provider),
        }
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.named.is_empty() && self.other.is_none()
    }

    /// Carries the action out with the provider that it names.
    ///
    /// # Errors
    /// When there is none, or it fails.
    pub async fn run(&self, action: &Action) -> Result<Value, ActionError> {
        let provider = self.named.get(&action.action_provider).or(self.other.as_ref());
        provider.ok_or(ActionError::NoProvider)?.run(action).await
    }
}
