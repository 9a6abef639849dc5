//! The body of execute, as a template of the profile. The invariant: it is JSON before a placeholder is filled, so
//! no value can break out of its place.

use serde::Deserialize;
use serde::de::Error as _;
use serde_json::{Map, Value, json};

use super::template::{Template, written};

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

const WORKSPACE: &str = "workspace";
const PROVIDER: &str = "provider";
const ACTION: &str = "action";
const PARAMS: &str = "params";
const REQUEST_ID: &str = "client_request_id";
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
                .map(|(name, value)| (name.to_owned(), json!(written(value))))
                .into_iter()
                .collect(),
        )
    }
}

impl Body {
    fn parse(text: &str) -> Result<Self, String> {
        let [workspace, params, action] = [WORKSPACE, PARAMS, ACTION].map(written);
        let body: Map<String, Value> = serde_json::from_str(&Template(text).json()).map_err(|cause| {
            format!("the body is no JSON object ({cause}); a placeholder such as {workspace} stands alone, as a whole value")
        })?;
        let body = Self(body);
        if let Some(unknown) = body.unknown() {
            return Err(format!(
                "the body has an unknown placeholder in `{unknown}`; there are {}",
                KNOWN.map(written).join(", ")
            ));
        }
        if !body.holds(WORKSPACE) {
            return Err(format!(
                "the body has no {workspace}; without it, nobody can name another's workspace"
            ));
        }
        if !body.holds(PARAMS) && !body.holds(ACTION) {
            return Err(format!(
                "the body has neither {params} nor {action}; without either, jobs cannot be told apart"
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
        Texts::of(&self.0)
            .values
            .iter()
            .any(|text| Template(text).whole() == Some(name))
    }

    // A text with a placeholder that has no value, or that is a part of it or the name of a member.
    fn unknown(&self) -> Option<&str> {
        let plain = |text: &&str| Template(text).names().is_empty();
        let is_known = |text: &&str| match Template(text).whole() {
            Some(name) => KNOWN.contains(&name),
            None => plain(text),
        };
        let Texts { names, values } = Texts::of(&self.0);
        let odd_name = names.into_iter().find(|text| !plain(text));
        odd_name.or_else(|| values.into_iter().find(|text| !is_known(text)))
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

// The names of members, and the strings that are values, at every depth.
struct Texts<'a> {
    names: Vec<&'a str>,
    values: Vec<&'a str>,
}

impl<'a> Texts<'a> {
    fn of(members: &'a Map<String, Value>) -> Self {
        let mut texts = Self {
            names: members.keys().map(String::as_str).collect(),
            values: Vec::new(),
        };
        let mut waiting: Vec<&Value> = members.values().collect();
        while let Some(value) = waiting.pop() {
            match value {
                Value::String(text) => texts.values.push(text),
                Value::Array(items) => waiting.extend(items),
                Value::Object(members) => {
                    texts.names.extend(members.keys().map(String::as_str));
                    waiting.extend(members.values());
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
        texts
    }
}

fn filled(members: &Map<String, Value>, execute: &Execute) -> Map<String, Value> {
    members
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value_of(value, execute)?)))
        .collect()
}

fn value_of(value: &Value, execute: &Execute) -> Option<Value> {
    Some(match value {
        Value::String(text) => match Template(text).whole() {
            Some(WORKSPACE) => execute.workspace.clone(),
            Some(PROVIDER) => json!(execute.provider),
            Some(ACTION) => json!(execute.action),
            Some(PARAMS) => execute.params.clone(),
            Some(REQUEST_ID) => json!(execute.client_request_id.as_ref()?),
            Some(_) | None => json!(Template(text).fill_known(|_| None)),
        },
        Value::Array(items) => items.iter().filter_map(|item| value_of(item, execute)).collect(),
        Value::Object(members) => Value::Object(filled(members, execute)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    })
}
