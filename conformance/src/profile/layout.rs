//! Where a target keeps what: the `[store]` section of its profile. Reading keys belongs to `observer`. The
//! invariant: a template that was read can be filled and taken apart again.

use serde::Deserialize;

const WORKSPACE: &str = "${workspace}";
const JOB_ID: &str = "${job_id}";

/// Key templates.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// A job's hash; `${workspace}` comes before `${job_id}`, which ends the key.
    pub new_key: String,
    /// A job's hash in the schema that does not know its owner.
    pub old_key: Option<String>,
    /// The list of jobs that wait to be run.
    pub queue: Option<String>,
    /// A workspace's index: a sorted set of job ids by microseconds since 1970; it ends with `${workspace}`.
    pub index: Option<String>,
    /// What a `client_request_id` is remembered under, with `${workspace}` and `${client_request_id}`.
    pub idempotency: Option<String>,
    /// The field that holds the owner.
    #[serde(default = "workspace_field")]
    pub workspace_field: String,
    /// The field that holds the job's id.
    #[serde(default = "job_id_field")]
    pub job_id_field: String,
}

fn workspace_field() -> String {
    "workspace_id".to_owned()
}

fn job_id_field() -> String {
    "job_id".to_owned()
}

/// What is wrong with a template, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// The new key cannot be taken apart.
    #[error(
        "`{0}` does not end with a text of its own between ${{workspace}} and ${{job_id}}; write it as \"ai:job:${{workspace}}:${{job_id}}\""
    )]
    NewKey(String),
    /// The old key names no job.
    #[error("`{0}` does not end with ${{job_id}}; write it as \"ai:jobs:${{job_id}}\"")]
    OldKey(String),
}

impl Layout {
    /// Whether the templates can be used.
    ///
    /// # Errors
    /// At the first that cannot.
    pub fn check(&self) -> Result<(), LayoutError> {
        if self.parts().is_none() {
            return Err(LayoutError::NewKey(self.new_key.clone()));
        }
        match &self.old_key {
            Some(old) if !old.ends_with(JOB_ID) || old.contains(WORKSPACE) => {
                Err(LayoutError::OldKey(old.clone()))
            }
            Some(_) | None => Ok(()),
        }
    }

    // What stands before the workspace, and between it and the id.
    fn parts(&self) -> Option<(&str, &str)> {
        let (before, rest) = self.new_key.split_once(WORKSPACE)?;
        let between = rest.strip_suffix(JOB_ID)?;
        (!before.is_empty() && !between.is_empty() && !between.contains("${")).then_some((before, between))
    }

    /// The workspace and the job that a key of the new schema names, if it is one.
    #[must_use]
    pub fn named_by<'k>(&self, key: &'k str) -> Option<(&'k str, &'k str)> {
        let (before, between) = self.parts()?;
        key.strip_prefix(before)?.split_once(between)
    }

    /// The key of this job in the schema that knows its owner.
    #[must_use]
    pub fn new_key(&self, workspace: &str, job_id: &str) -> String {
        self.new_key.replace(WORKSPACE, workspace).replace(JOB_ID, job_id)
    }

    /// The key of this workspace's index.
    #[must_use]
    pub fn index_key(&self, workspace: &str) -> Option<String> {
        Some(self.index.as_ref()?.replace(WORKSPACE, workspace))
    }

    /// Whether a key is some workspace's index.
    #[must_use]
    pub fn is_index(&self, key: &str) -> bool {
        let prefix = self
            .index
            .as_ref()
            .and_then(|index| index.split(WORKSPACE).next());
        prefix.is_some_and(|prefix| !prefix.is_empty() && key.starts_with(prefix))
    }

    /// The key that this request id is remembered under.
    #[must_use]
    pub fn idempotency_key(&self, workspace: &str, request_id: &str) -> Option<String> {
        let template = self.idempotency.as_ref()?.replace(WORKSPACE, workspace);
        Some(template.replace("${client_request_id}", request_id))
    }

    /// What every key of the schema that does not know its owner begins with.
    #[must_use]
    pub fn old_prefix(&self) -> Option<&str> {
        self.old_key.as_ref()?.strip_suffix(JOB_ID)
    }

    /// The key of this job in the schema that does not know its owner.
    #[must_use]
    pub fn old_key(&self, job_id: &str) -> Option<String> {
        Some(self.old_key.as_ref()?.replace(JOB_ID, job_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(new_key: &str, old_key: Option<&str>) -> Layout {
        Layout {
            new_key: new_key.to_owned(),
            old_key: old_key.map(str::to_owned),
            queue: None,
            index: None,
            idempotency: None,
            workspace_field: workspace_field(),
            job_id_field: job_id_field(),
        }
    }

    #[test]
    fn a_key_is_taken_apart_at_the_first_delimiter() {
        let layout = layout("ai:job:${workspace}:${job_id}", Some("ai:jobs:${job_id}"));
        assert_eq!(layout.check(), Ok(()));
        assert_eq!(layout.named_by("ai:job:acme:a:1"), Some(("acme", "a:1")));
        assert_eq!(layout.named_by("ai:jobs:a"), None);
        assert_eq!(layout.old_key("a:1").as_deref(), Some("ai:jobs:a:1"));
    }

    #[test]
    fn a_template_that_cannot_be_taken_apart_is_refused() {
        for bad in [
            "ai:job:${job_id}",
            "${workspace}:${job_id}",
            "ai:${workspace}${job_id}",
            "ai:${job_id}:${workspace}",
        ] {
            assert!(layout(bad, None).check().is_err(), "{bad}");
        }
        assert!(
            layout("a:${workspace}:${job_id}", Some("a:${workspace}:${job_id}"))
                .check()
                .is_err()
        );
    }
}
