//! Where a target keeps what: the `[store]` section of its profile. Reading keys belongs to `observer`. The
//! invariant: a template that was read can be filled and taken apart again.

use serde::Deserialize;

use super::template::{Template, written};

const WORKSPACE: &str = "workspace";
const JOB_ID: &str = "job_id";
const REQUEST_ID: &str = "client_request_id";

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

/// What is wrong with a template, and the fix.
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
    /// A placeholder that stands for nothing there.
    #[error("there is no placeholder {found} here{there}", found = written(.found), there = there(.known))]
    Unknown {
        /// The key of the profile.
        key: &'static str,
        /// The placeholder.
        found: String,
        /// Those that there are.
        known: &'static [&'static str],
    },
}

fn there(known: &[&str]) -> String {
    let known: Vec<String> = known.iter().map(|name| written(name)).collect();
    match known.split_last() {
        None => "; take it out".to_owned(),
        Some((only, [])) => format!("; there is {only}"),
        Some((last, others)) => format!("; there are {} and {last}", others.join(", ")),
    }
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
        if let Some(old) = &self.old_key
            && self.old_prefix().is_none()
        {
            return Err(LayoutError::OldKey(old.clone()));
        }
        let others: [(&'static str, &Option<String>, &'static [&'static str]); 3] = [
            ("queue", &self.queue, &[]),
            ("index", &self.index, &[WORKSPACE]),
            ("idempotency", &self.idempotency, &[WORKSPACE, REQUEST_ID]),
        ];
        for (key, text, known) in others {
            let unknown = text.as_deref().and_then(|text| Template(text).unknown(known));
            if let Some(found) = unknown.map(str::to_owned) {
                return Err(LayoutError::Unknown { key, found, known });
            }
        }
        Ok(())
    }

    // What stands before the workspace, and between it and the id.
    fn parts(&self) -> Option<(String, String)> {
        let texts = Template(&self.new_key).between(&[WORKSPACE, JOB_ID])?;
        let [before, between, behind] = <[String; 3]>::try_from(texts).ok()?;
        (!before.is_empty() && !between.is_empty() && behind.is_empty()).then_some((before, between))
    }

    /// The workspace and the job that a key of the new schema names, if it is one.
    #[must_use]
    pub fn named_by<'k>(&self, key: &'k str) -> Option<(&'k str, &'k str)> {
        let (before, between) = self.parts()?;
        key.strip_prefix(before.as_str())?.split_once(between.as_str())
    }

    /// The key of this job in the schema that knows its owner.
    #[must_use]
    pub fn new_key(&self, workspace: &str, job_id: &str) -> String {
        filled(&self.new_key, &[(WORKSPACE, workspace), (JOB_ID, job_id)])
    }

    /// The key of this workspace's index.
    #[must_use]
    pub fn index_key(&self, workspace: &str) -> Option<String> {
        Some(filled(self.index.as_ref()?, &[(WORKSPACE, workspace)]))
    }

    /// Whether a key is some workspace's index.
    #[must_use]
    pub fn is_index(&self, key: &str) -> bool {
        let texts = self.index.as_ref().and_then(|index| {
            let template = Template(index);
            template.between(&template.names())
        });
        let prefix = texts.and_then(|texts| texts.into_iter().next());
        prefix.is_some_and(|prefix| !prefix.is_empty() && key.starts_with(&prefix))
    }

    /// The key that this request id is remembered under.
    #[must_use]
    pub fn idempotency_key(&self, workspace: &str, request_id: &str) -> Option<String> {
        let values = [(WORKSPACE, workspace), (REQUEST_ID, request_id)];
        Some(filled(self.idempotency.as_ref()?, &values))
    }

    /// What every key of the schema that does not know its owner begins with.
    #[must_use]
    pub fn old_prefix(&self) -> Option<String> {
        let texts = Template(self.old_key.as_ref()?).between(&[JOB_ID])?;
        let [prefix, behind] = <[String; 2]>::try_from(texts).ok()?;
        behind.is_empty().then_some(prefix)
    }

    /// The key of this job in the schema that does not know its owner.
    #[must_use]
    pub fn old_key(&self, job_id: &str) -> Option<String> {
        Some(filled(self.old_key.as_ref()?, &[(JOB_ID, job_id)]))
    }
}

// A placeholder without a value is refused by `check`.
fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let value = |name: &str| values.iter().find(|(known, _)| *known == name);
    Template(template).fill_known(|name| value(name).map(|(_, value)| (*value).to_owned()))
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
    fn a_value_that_looks_like_a_placeholder_is_none() {
        let layout = layout("ai:job:${workspace}:${job_id}", None);
        assert_eq!(layout.new_key("${job_id}", "1"), "ai:job:${job_id}:1");
    }

    #[test]
    fn a_placeholder_that_stands_for_nothing_is_named_with_its_place() {
        let mut layout = layout("ai:job:${workspace}:${job_id}", None);
        layout.index = Some("ai:idx:${worksapce}".to_owned());
        let error = layout.check().unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no placeholder ${worksapce} here; there is ${workspace}"
        );
        assert!(matches!(error, LayoutError::Unknown { key: "index", .. }));
        layout.index = None;
        layout.queue = Some("ai:${workspace}".to_owned());
        assert!(matches!(
            layout.check(),
            Err(LayoutError::Unknown { key: "queue", .. })
        ));
        layout.queue = None;
        layout.idempotency = Some("ai:${client_request_id}:${workspace}".to_owned());
        assert_eq!(layout.check(), Ok(()));
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
