//! A program to start, as a profile writes it. Filling in its placeholders and starting it belong to `under_test`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::template::Template;

/// A program, its arguments and its environment; `${port}`, `${redis_url}`, `${keyset}`, `${secret}`,
/// `${issuer}`, `${audience}`, `${leeway}`, `${phase}`, `${metrics_port}` and, for a twin, `${fault}` are filled in. An
/// environment entry that needs a Redis is left out where there is none.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Program and arguments.
    pub cmd: Vec<String>,
    /// Environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

impl Command {
    /// Every text of it that may hold placeholders.
    pub(in crate::profile) fn texts(&self) -> impl Iterator<Item = &String> {
        self.cmd.iter().chain(self.env.values())
    }

    /// Whether the placeholder of this name is filled in somewhere.
    pub(in crate::profile) fn mentions(&self, placeholder: &str) -> bool {
        self.texts().any(|text| Template(text).has(placeholder))
    }
}
