//! The body of execute, as a template of the profile. The invariant: it is JSON before a placeholder is filled, so
//! no value can break out of its place.

use serde::Deserialize;
use serde::de::Error as _;
use serde_json::{Map, Value, json};

/// A request to enqueue.
#[derive(Debug, Clone)]
pub struct Execute {
    /// `workspace_id`, of any JSON type.
    pub workspace: Value,
    /// `action_provider`
    pub provider: String,
    /// `action_name`
    pub action: String,
    /// `params`
    pub params: Value,
    /// `client_request_id`
    pub client_request_id: Option<String>,
}

const WORKSPACE: &str = "${workspace}";
const PROVIDER: &str = "${provider}";
const ACTION: &str = "${action}";
const PARAMS: &str = "${params}";
const REQUEST_ID: &str = "${client_request_id}";
const KNOWN: [&str; 5] = [WORKSPACE, PROVIDER, ACTION, PARAMS, REQUEST_ID];

/// The body of execute, with placeholders where values go.
#[derive(Debug, Clone)]
pub struct Body(Map<String, Value>);

impl Default for Body {
    fn default() -> Self {
        let members = [
            ("workspace_id", WORKSPACE),
            ("action_provider", PROVIDER),
            ("action_name", ACTION),
            ("params", PARAMS),
            ("client_request_id", REQUEST_ID),
        ];
        Self(
            members
                .map(|(name, value)| (name.to_owned(), json!(value)))
                .into_iter()
                .collect(),
        )
    }
}

impl Body {
    fn parse(text: &str) -> Result<Self, String> {
        let mut quoted = text.to_owned();
        for name in KNOWN {
            quoted = quoted
                .replace(&format!("\"{name}\""), name)
                .replace(name, &format!("\"{name}\""));
        }
        let body: Map<String, Value> = serde_json::from_str(&quoted).map_err(|cause| {
            format!("the body is no JSON object ({cause}); a placeholder such as {WORKSPACE} stands alone, as a whole value")
        })?;
        let body = Self(body);
        if let Some(unknown) = body.unknown() {
            return Err(format!(
                "the body has an unknown placeholder in `{unknown}`; there are {}",
                KNOWN.join(", ")
            ));
        }
        if !body.holds(WORKSPACE) {
            return Err(format!(
                "the body has no {WORKSPACE}; without it, nobody can name another's workspace"
            ));
        }
        if !body.holds(PARAMS) && !body.holds(ACTION) {
            return Err(format!(
                "the body has neither {PARAMS} nor {ACTION}; without either, jobs cannot be told apart"
            ));
        }
        Ok(body)
    }

    /// Whether a request may carry an id that makes it idempotent.
    pub(super) fn holds_request_id(&self) -> bool {
        self.holds(REQUEST_ID)
    }

    /// The body of this request; what it leaves out is left out.
    #[must_use]
    pub fn fill(&self, execute: &Execute) -> Value {
        Value::Object(filled(&self.0, execute))
    }

    fn holds(&self, name: &str) -> bool {
        texts(&self.0).contains(&name)
    }

    fn unknown(&self) -> Option<&str> {
        texts(&self.0)
            .into_iter()
            .find(|text| text.contains("${") && !KNOWN.contains(text))
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

fn texts(members: &Map<String, Value>) -> Vec<&str> {
    let mut waiting: Vec<&Value> = members.values().collect();
    let mut texts = Vec::new();
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(text) => texts.push(text.as_str()),
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => waiting.extend(members.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    texts
}

fn filled(members: &Map<String, Value>, execute: &Execute) -> Map<String, Value> {
    members
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value_of(value, execute)?)))
        .collect()
}

fn value_of(value: &Value, execute: &Execute) -> Option<Value> {
    Some(match value {
        Value::String(text) => match text.as_str() {
            WORKSPACE => execute.workspace.clone(),
            PROVIDER => json!(execute.provider),
            ACTION => json!(execute.action),
            PARAMS => execute.params.clone(),
            REQUEST_ID => json!(execute.client_request_id.as_ref()?),
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().filter_map(|item| value_of(item, execute)).collect(),
        Value::Object(members) => Value::Object(filled(members, execute)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    })
}
