//! Good tokens in another text: padded, in another alphabet, in another serialization, or signed over a payload that is
//! no claims set. The invariant: where there is a signature, it is sound over the text that is sent.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use serde_json::{Value, json};

use super::forged::{Cast, Forged};
use super::{bytes, spelled};
use crate::identity::SigningKey;
use crate::profile::Scope;

const BOTH: [Scope; 2] = [Scope::Read, Scope::Execute];

fn one(variant: &str, token: String) -> Forged {
    Forged {
        variant: variant.to_owned(),
        token,
        lender: None,
    }
}

fn parts<'a>(cast: &'a Cast<'_>) -> Option<(&'a SigningKey, [String; 3])> {
    let key = cast.issuer.primary();
    let token = cast
        .issuer
        .sign_with(key, &cast.issuer.claims(cast.victim, &BOTH));
    Some((key, bytes::split(&token)?))
}

/// A token whose header and payload are these bytes, soundly signed.
fn over(cast: &Cast<'_>, payload: &[u8]) -> String {
    let key = cast.issuer.primary();
    let header = bytes::segment(Value::Object(spelled::header(key)).to_string());
    bytes::signed(&header, &bytes::segment(payload), |input| key.sign(input))
}

/// Base64url written otherwise than RFC 7515 section 2 has it.
pub(super) fn alphabets(cast: &Cast<'_>) -> Vec<Forged> {
    let Some((key, [header, payload, signature])) = parts(cast) else {
        return Vec::new();
    };
    let standard = |segment: &str| BASE64_STANDARD_NO_PAD.encode(bytes::unsegment(segment));
    let resigned = |header: &str, payload: &str| bytes::signed(header, payload, |input| key.sign(input));
    let mut tokens = vec![
        one(
            "the signature padded",
            format!("{header}.{payload}.{}", padded_always(&signature)),
        ),
        one("the payload padded", resigned(&header, &padded_always(&payload))),
        one("the header padded", resigned(&padded_always(&header), &payload)),
        one(
            "a space within the signature",
            format!("{header}.{payload}.{} {}", &signature[..4], &signature[4..]),
        ),
        one(
            "bits behind the end of the signature",
            format!("{header}.{payload}.{}", with_trailing_bits(&signature)),
        ),
    ];
    // The other alphabet is another text only where one of its letters is used.
    if standard(&signature) != signature {
        tokens.push(one(
            "the signature in the alphabet of MIME",
            format!("{header}.{payload}.{}", standard(&signature)),
        ));
    }
    tokens
}

fn padded_always(segment: &str) -> String {
    let padding = match segment.len() % 4 {
        2 => "==",
        _ => "=",
    };
    format!("{segment}{padding}")
}

// The last letter stands for some bits that no byte takes; set, they make another text of the same bytes.
fn with_trailing_bits(segment: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = segment.as_bytes().to_vec();
    if let Some(last) = text.last_mut()
        && let Some(index) = LETTERS.iter().position(|letter| letter == last)
        && let Some(next) = LETTERS.get(index | 1)
    {
        *last = *next;
    }
    String::from_utf8(text).unwrap_or_default()
}

/// Another serialization than the compact one, with a sound signature.
pub(super) fn serializations(cast: &Cast<'_>) -> Vec<Forged> {
    let Some((_, [header, payload, signature])) = parts(cast) else {
        return Vec::new();
    };
    let flat = json!({"protected": header, "payload": payload, "signature": signature}).to_string();
    let general = json!({"payload": payload, "signatures": [{"protected": header, "signature": signature}]})
        .to_string();
    vec![
        one("flattened JSON", flat.clone()),
        one("general JSON", general),
        one("flattened JSON in base64url", bytes::segment(flat)),
    ]
}

/// Encrypted tokens (RFC 7516), one of which asks for a lot of work.
pub(super) fn encrypted(cast: &Cast<'_>) -> Vec<Forged> {
    let part = |text: &str| bytes::segment(text);
    let five = |header: Value| {
        let rest = [
            part("key"),
            part("iv-iv-iv-iv-"),
            part("text"),
            part("tagtagtagtagtag!"),
        ];
        format!("{}.{}", part(&header.to_string()), rest.join("."))
    };
    let kid = &cast.issuer.primary().kid;
    vec![
        one("plain", five(json!({"alg": "dir", "enc": "A256GCM", "kid": kid}))),
        one(
            "compressed",
            five(json!({"alg": "dir", "enc": "A256GCM", "zip": "DEF", "kid": kid})),
        ),
        one(
            "a password stretched two thousand million times",
            five(
                json!({"alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 2_000_000_000, "p2s": part("salt"), "kid": kid}),
            ),
        ),
    ]
}

/// Soundly signed payloads that are no claims set.
pub(super) fn payloads(cast: &Cast<'_>) -> Vec<Forged> {
    let claims = Value::Object(cast.issuer.claims(cast.victim, &BOTH));
    let nested = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    let deep = claims
        .to_string()
        .replacen('{', &format!("{{\"deep\":{nested},"), 1);
    let mut not_text = claims.to_string().into_bytes();
    not_text.truncate(not_text.len() - 1);
    not_text.extend_from_slice(b",\"x\":\"\xff\xfe\"}");
    vec![
        one("an array", over(cast, json!([claims]).to_string().as_bytes())),
        one(
            "a string",
            over(cast, json!(claims.to_string()).to_string().as_bytes()),
        ),
        one("null", over(cast, b"null")),
        one("nothing", over(cast, b"")),
        one("bytes that are no UTF-8", over(cast, &not_text)),
        one("members 2000 levels deep", over(cast, deep.as_bytes())),
        one(
            "claims with more text behind them",
            over(cast, format!("{claims} x").as_bytes()),
        ),
        one(
            "claims behind a byte order mark",
            over(cast, format!("\u{feff}{claims}").as_bytes()),
        ),
    ]
}

/// A payload that is not encoded (RFC 7797), announced or not.
pub(super) fn unencoded(cast: &Cast<'_>) -> Vec<Forged> {
    let key = cast.issuer.primary();
    let payload = Value::Object(cast.issuer.claims(cast.victim, &BOTH)).to_string();
    [true, false]
        .into_iter()
        .map(|announced| {
            let mut header = spelled::header(key);
            header.insert("b64".to_owned(), json!(false));
            if announced {
                header.insert("crit".to_owned(), json!(["b64"]));
            }
            let header = bytes::segment(Value::Object(header).to_string());
            let variant = if announced {
                "announced in crit"
            } else {
                "not announced"
            };
            one(
                variant,
                bytes::signed(&header, &bytes::segment(&payload), |_| {
                    key.sign(format!("{header}.{payload}").as_bytes())
                }),
            )
        })
        .collect()
}
