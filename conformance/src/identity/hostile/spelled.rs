//! Well-signed tokens of which one member is spelled out in the phrase, as raw JSON: `the claim exp = "soon"`, `the
//! header typ = "id+jwt"`. What ought to happen to them is not known here. The invariant: the text of the phrase goes
//! into the token as it stands, so that it may be JSON that no library would write.

use serde_json::{Map, Value, json};

use super::bytes;
use super::forged::{Cast, Forged};
use crate::identity::SigningKey;
use crate::profile::Scope;

const AGAIN: &str = ", and again as it should be";

/// The tokens of a phrase of this kind; `None` if it is of another.
pub(super) fn forge(cast: &Cast<'_>, phrase: &str) -> Option<Vec<Forged>> {
    let (claim, rest) = match phrase.strip_prefix("the claim ") {
        Some(rest) => (true, rest),
        None => (false, phrase.strip_prefix("the header ")?),
    };
    let (name, raw) = rest.split_once(" = ")?;
    // The features use the contract's name for it.
    let name = if claim && name == "workspace_id" {
        cast.issuer.workspace_claim()
    } else {
        name
    };
    let (raw, again) = raw.strip_suffix(AGAIN).map_or((raw, false), |raw| (raw, true));
    let raw = raw
        .replace("$ISSUER_IN_CAPITALS", &cast.issuer.issuer().to_uppercase())
        .replace("$ISSUER", cast.issuer.issuer())
        .replace("$AUDIENCE", cast.issuer.audience())
        .replace("$VICTIM", &cast.victim.workspace)
        .replace("$FORGER", &cast.forger.workspace);
    let keys = cast.issuer.keys();
    let keys = if claim { &keys[..1] } else { keys };
    let tokens = keys.iter().map(|key| {
        let header = Value::Object(header(key));
        let claims = Value::Object(cast.issuer.claims(cast.victim, &[Scope::Read, Scope::Execute]));
        let (header, payload) = if claim {
            (header.to_string(), with(&claims, name, &raw, again))
        } else {
            (with(&header, name, &raw, again), claims.to_string())
        };
        let (header, payload) = (bytes::segment(header), bytes::segment(payload));
        Forged {
            variant: if claim {
                String::new()
            } else {
                format!("key {}", key.kid)
            },
            token: bytes::signed(&header, &payload, |input| key.sign(input)),
            lender: None,
        }
    });
    Some(tokens.collect())
}

/// The members of a sound header for this key.
pub(super) fn header(key: &SigningKey) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), json!(key.algorithm.name()));
    header.insert("typ".to_owned(), json!("JWT"));
    header.insert("kid".to_owned(), json!(key.kid));
    header
}

/// The object's text with `name` at its front, as `raw` has it; the right member is left out, or follows.
fn with(object: &Value, name: &str, raw: &str, again: bool) -> String {
    let mut object = object.as_object().cloned().unwrap_or_default();
    if !again {
        object.remove(name);
    }
    let rest = Value::Object(object).to_string();
    let rest = rest.trim_start_matches('{');
    let comma = if rest == "}" { "" } else { "," };
    format!("{{{}:{raw}{comma}{rest}", Value::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_raw_text_stands_where_the_right_member_stood_or_before_it() {
        let object = json!({"exp": 1, "iss": "x"});
        assert_eq!(
            with(&object, "exp", "1e400", false),
            "{\"exp\":1e400,\"iss\":\"x\"}"
        );
        assert_eq!(
            with(&object, "exp", "2", true),
            "{\"exp\":2,\"exp\":1,\"iss\":\"x\"}"
        );
        assert_eq!(with(&json!({"exp": 1}), "exp", "2", false), "{\"exp\":2}");
    }
}
