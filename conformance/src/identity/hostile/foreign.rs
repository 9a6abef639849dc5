//! Tokens that bring the means of their own verification: a key in the header, a certificate, a place to fetch keys
//! from, a key id that leads out of the key set. The signature is always the one that those means would verify. The
//! invariant: nobody who keeps to the keys that were configured can take one of these for good.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::forged::{Cast, Forged};
use super::signatures::hmac_with;
use super::{bytes, spelled};
use crate::profile::Scope;

const SECRET: &[u8] = b"a secret of the forger's own, long enough";

/// A token by a stranger's key, with a header that `bring` completes. Under the id of a known key, and under none.
fn brought(cast: &Cast<'_>, bring: impl Fn(&mut Map<String, Value>, &Ed25519KeyPair)) -> Vec<Forged> {
    let Ok(pair) = Ed25519KeyPair::generate() else {
        return Vec::new();
    };
    [true, false]
        .into_iter()
        .map(|known| {
            let mut header = spelled::header(cast.issuer.primary());
            header.insert("alg".to_owned(), json!("EdDSA"));
            if !known {
                header.remove("kid");
            }
            bring(&mut header, &pair);
            let payload = bytes::payload(&cast.issuer.claims(cast.victim, &[Scope::Read, Scope::Execute]));
            let header = bytes::segment(Value::Object(header).to_string());
            Forged {
                variant: if known {
                    "under a known key's id"
                } else {
                    "without a key id"
                }
                .to_owned(),
                token: bytes::signed(&header, &payload, |input| pair.sign(input).as_ref().to_vec()),
                lender: None,
            }
        })
        .collect()
}

fn public_jwk(pair: &Ed25519KeyPair) -> Value {
    let x = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "brought", "x": x})
}

/// The key itself, in `jwk`.
pub(super) fn embedded_key(cast: &Cast<'_>) -> Vec<Forged> {
    let mut tokens = brought(cast, |header, pair| {
        header.insert("jwk".to_owned(), public_jwk(pair));
    });
    let k = BASE64_URL_SAFE_NO_PAD.encode(SECRET);
    tokens.extend(by_secret(cast, SECRET, |header| {
        header.insert("jwk".to_owned(), json!({"kty": "oct", "alg": "HS256", "k": k}));
    }));
    tokens
}

/// A place to fetch the key from, in `jku` or `x5u`.
pub fn pointing(cast: &Cast<'_>, member: &str, url: &str) -> Vec<Forged> {
    brought(cast, |header, _| {
        header.insert(member.to_owned(), json!(url));
    })
}

/// A certificate that vouches for itself, in `x5c`.
pub(super) fn certificate(cast: &Cast<'_>) -> Vec<Forged> {
    brought(cast, |header, pair| {
        let certificate = BASE64_STANDARD.encode(self_signed(pair));
        header.insert("x5c".to_owned(), json!([certificate]));
    })
}

/// HS256 under this secret, with a header that `alter` completes.
fn by_secret(cast: &Cast<'_>, secret: &[u8], alter: impl Fn(&mut Map<String, Value>)) -> Vec<Forged> {
    let mut header = spelled::header(cast.issuer.primary());
    header.insert("alg".to_owned(), json!("HS256"));
    alter(&mut header);
    let payload = bytes::payload(&cast.issuer.claims(cast.victim, &[Scope::Read, Scope::Execute]));
    let header = bytes::segment(Value::Object(header).to_string());
    vec![Forged {
        variant: "a shared secret".to_owned(),
        token: bytes::signed(&header, &payload, |input| {
            hmac_with(hmac::HMAC_SHA256, secret, input)
        }),
        lender: None,
    }]
}

/// A key id that leads a careless look-up to something everybody knows, and HS256 under that.
pub(super) fn led_astray(cast: &Cast<'_>) -> Vec<Forged> {
    let long = "k".repeat(10_000);
    let ids: [(&str, &[u8]); 10] = [
        ("", b""),
        ("/dev/null", b""),
        ("../../dev/null", b""),
        ("../../../../../../dev/null", b""),
        ("' UNION SELECT 'known' -- ", b"known"),
        ("x' OR '1'='1", b""),
        ("| echo known", b"known\n"),
        ("*", b""),
        ("\0", b""),
        (&long, b""),
    ];
    ids.into_iter()
        .flat_map(|(kid, secret)| {
            let mut tokens = by_secret(cast, secret, |header| {
                header.insert("kid".to_owned(), json!(kid));
            });
            for token in &mut tokens {
                token.variant = format!("{kid:.30?}");
            }
            tokens
        })
        .collect()
}

/// HS256 under secrets that stand in examples, each under a known key's id.
pub(super) fn weak(cast: &Cast<'_>) -> Vec<Forged> {
    let secrets = [
        "",
        "secret",
        "changeme",
        "your-256-bit-secret",
        "dev-secret",
        "test",
        "jwt-secret",
    ];
    secrets
        .into_iter()
        .flat_map(|secret| {
            let mut tokens = by_secret(cast, secret.as_bytes(), |_| {});
            for token in &mut tokens {
                token.variant = format!("the secret {secret:?}");
            }
            tokens
        })
        .collect()
}

/// A certificate of the key, by the key (RFC 5280, RFC 8410).
fn self_signed(pair: &Ed25519KeyPair) -> Vec<u8> {
    const ED25519: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
    const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];
    let wrap = |tag: u8, parts: &[&[u8]]| -> Vec<u8> {
        let body = parts.concat();
        let mut out = vec![tag];
        match u8::try_from(body.len()) {
            Ok(length) if length < 0x80 => out.push(length),
            Ok(length) => out.extend([0x81, length]),
            Err(_) => out.extend([0x82, (body.len() >> 8) as u8, (body.len() & 0xff) as u8]),
        }
        out.extend(body);
        out
    };
    let name = wrap(
        0x30,
        &[&wrap(
            0x31,
            &[&wrap(0x30, &[COMMON_NAME, &wrap(0x0c, &[b"issuer"])])],
        )],
    );
    let validity = wrap(
        0x30,
        &[&wrap(0x17, &[b"200101000000Z"]), &wrap(0x17, &[b"491231235959Z"])],
    );
    let key = wrap(0x30, &[ED25519, &wrap(0x03, &[&[0], pair.public_key().as_ref()])]);
    let version = wrap(0xa0, &[&[0x02, 0x01, 0x02]]);
    let body = wrap(
        0x30,
        &[
            &version,
            &[0x02, 0x01, 0x01],
            ED25519,
            &name,
            &validity,
            &name,
            &key,
        ],
    );
    let signature = wrap(0x03, &[&[0], pair.sign(&body).as_ref()]);
    wrap(0x30, &[&body, ED25519, &signature])
}
