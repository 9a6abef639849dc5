//! Providers: who runs an action.
//!
//! A provider gets one job and answers with JSON or a reason. It knows no queue, no lease and no store.
//! Invariant: a reason is a constant or a number, never text from a job or from another service.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::jobs::Job;

/// What to do, as a provider sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Action {
    /// The job. With it, a provider can notice that an action comes a second time.
    pub job_id: String,
    /// The workspace that owns it.
    pub workspace_id: String,
    /// Who asked for it.
    pub actor_id: String,
    /// The provider.
    pub action_provider: String,
    /// The action.
    pub action_name: String,
    /// The parameters.
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

/// Why an action failed. The message becomes part of the job's result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// No provider of this name is configured.
    #[error("no provider of that name")]
    NoProvider,
    /// It did not answer.
    #[error("the provider did not answer")]
    Unreachable,
    /// It answered with a failure.
    #[error("the provider answered {0}")]
    Status(u16),
    /// Its answer is not JSON, or is too long.
    #[error("the provider's answer cannot be used")]
    Answer,
    /// It took too long.
    #[error("the provider took too long")]
    TimedOut,
    /// Workers stopped in the middle of it too many times.
    #[error("given up after too many attempts")]
    Attempts,
}

/// Runs actions.
#[async_trait]
pub trait ActionProvider: Send + Sync + 'static {
    /// Runs an action. The same action may come a second time, with the same job id.
    async fn run(&self, action: &Action) -> Result<Value, ActionError>;
}

/// Answers with the parameters.
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
    /// Adds a provider for this name; without a name, for all other names.
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

    /// Runs the action with the provider that it names.
    ///
    /// # Errors
    /// When there is none, or it fails.
    pub async fn run(&self, action: &Action) -> Result<Value, ActionError> {
        let provider = self.named.get(&action.action_provider).or(self.other.as_ref());
        provider.ok_or(ActionError::NoProvider)?.run(action).await
    }
}
