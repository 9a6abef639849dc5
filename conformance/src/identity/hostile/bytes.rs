//! The letters a token is made of. Nothing here knows what is hostile about a token. The invariant: what is
//! given is encoded as it stands, however wrong it may be.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// One segment.
pub(super) fn segment(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// What a segment holds; nothing if it is none.
pub(super) fn unsegment(segment: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(segment).unwrap_or_default()
}

/// A header segment. The key id comes last, as issuers are wont to write it.
pub(super) fn header(algorithm: &str, kid: Option<&str>) -> String {
    let mut header = Map::new();
    header.insert("alg".to_owned(), json!(algorithm));
    header.insert("typ".to_owned(), json!("JWT"));
    if let Some(kid) = kid {
        header.insert("kid".to_owned(), json!(kid));
    }
    segment(Value::Object(header).to_string())
}

/// A payload segment.
pub(super) fn payload(claims: &Map<String, Value>) -> String {
    segment(Value::Object(claims.clone()).to_string())
}

/// A whole token, signed by whatever `sign` does.
pub(super) fn signed(header: &str, payload: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let input = format!("{header}.{payload}");
    let signature = segment(sign(input.as_bytes()));
    format!("{input}.{signature}")
}

/// The three segments of a token.
pub(super) fn split(token: &str) -> Option<[String; 3]> {
    let segments: Vec<String> = token.split('.').map(ToOwned::to_owned).collect();
    segments.try_into().ok()
}

/// Flips the lowest bit of one byte, if it is there.
pub(super) fn flip(bytes: &mut [u8], at: usize) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1;
    }
}
