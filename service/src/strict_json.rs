//! Strict JSON: RFC 8259, with the safe choice wherever the RFC leaves one open.
//!
//! Used for request bodies, token parts and key sets. Other programs read these too, and if two parsers disagree about a
//! repeated key, they may disagree about who owns a job.
//! Invariant: no value returned from here repeats a key at any depth.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The text is not one strict JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one strict JSON value")]
pub struct NotJson;

/// Parses exactly one JSON value: UTF-8, no byte order mark, no repeated key, no lone surrogate, no `NaN`, nothing after
/// it, and at most 128 levels deep.
///
/// # Errors
/// [`NotJson`], without a position: a client gets the rule, not the parser's message.
pub fn parse(bytes: &[u8]) -> Result<Value, NotJson> {
    serde_json::from_slice::<Strict>(bytes)
        .map(|strict| strict.0)
        .map_err(|_| NotJson)
}

/// Parses one strict JSON object.
///
/// # Errors
/// [`NotJson`] also when the value is valid JSON of another kind.
pub fn parse_object(bytes: &[u8]) -> Result<Map<String, Value>, NotJson> {
    match parse(bytes)? {
        Value::Object(map) => Ok(map),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Err(NotJson),
    }
}

/// Writes a value with object keys sorted at every depth, so that equal values give equal bytes.
///
/// `serde_json` sorts too, unless a crate in the build turns on `preserve_order`. This does not depend on it.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push_str(&value.to_string());
        }
        Value::Array(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by(|left, right| left.0.cmp(right.0));
            out.push('{');
            for (position, (key, item)) in entries.into_iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(item, out);
            }
            out.push('}');
        }
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Strict(value))) = access.next_entry::<String, Strict>()? {
            if map.insert(key, value).is_some() {
                return Err(A::Error::custom("repeated key"));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case::repeated_key(br#"{"a":1,"a":1}"#)]
    #[case::repeated_escaped(br#"{"a":1,"\u0061":1}"#)]
    #[case::repeated_nested(br#"{"p":[{"a":1,"a":2}]}"#)]
    #[case::byte_order_mark(b"\xef\xbb\xbf{}")]
    #[case::not_a_number(b"NaN")]
    #[case::infinity(br#"{"a":-Infinity}"#)]
    #[case::huge(b"1e400")]
    #[case::lone_surrogate(br#""\ud800""#)]
    #[case::not_utf8(b"\"\xff\"")]
    #[case::two_documents(b"{}{}")]
    #[case::trailing(b"{} x")]
    #[case::truncated(br#"{"a":"#)]
    #[case::empty(b"")]
    #[case::comment(b"{}//x")]
    #[case::single_quotes(b"{'a':1}")]
    #[case::trailing_comma(br#"{"a":1,}"#)]
    fn refused(#[case] text: &[u8]) {
        assert_eq!(parse(text), Err(NotJson));
    }

    #[test]
    fn depth_is_bounded() {
        let deep = [b"[".repeat(10_000), b"]".repeat(10_000)].concat();
        assert_eq!(parse(&deep), Err(NotJson));
    }

    #[test]
    fn only_an_object_is_an_object() {
        assert!(parse_object(b"{\"a\":null}").is_ok());
        assert_eq!(parse_object(b"[]"), Err(NotJson));
        assert_eq!(parse_object(b"null"), Err(NotJson));
    }

    #[test]
    fn canonical_ignores_key_order_only() {
        let left = parse(br#"{"b":[1,{"y":1,"x":"\u00e9"}],"a":null}"#).unwrap();
        let right = parse(r#"{"a":null,"b":[1,{"x":"é","y":1}]}"#.as_bytes()).unwrap();
        assert_eq!(canonical(&left), canonical(&right));
        assert_ne!(canonical(&json!([1, 2])), canonical(&json!([2, 1])));
        assert_ne!(canonical(&json!("1")), canonical(&json!(1)));
    }
}
