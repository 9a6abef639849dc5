//! Reading keys from files: JWKS documents, PEM public keys, raw secrets.
//!
//! Strict on purpose: skipping a key that cannot be read would cause an outage that is hard to explain, and a private key
//! does not belong in a verifier's configuration.
//! Invariant: a secret is at least as long as the hash it is used with.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use serde_json::{Map, Value};

use super::key::{Key, KeyError, SigningAlgorithm};
use crate::strict_json;

/// RFC 7518 section 3.2: at least as long as the hash.
const MIN_SECRET_BYTES: usize = 32;

pub(super) fn jwks(document: &[u8]) -> Result<Vec<Key>, KeyError> {
    let object = strict_json::parse_object(document).map_err(|_| KeyError::NotAKeySet)?;
    let Some(Value::Array(entries)) = object.get("keys") else {
        return Err(KeyError::NotAKeySet);
    };
    entries
        .iter()
        .enumerate()
        .map(|(position, entry)| {
            let Value::Object(entry) = entry else {
                return Err(KeyError::Entry {
                    position,
                    reason: "is not an object",
                });
            };
            jwk(entry).map_err(|reason| KeyError::Entry { position, reason })
        })
        .collect()
}

pub(super) fn single(kid: &str, algorithm: SigningAlgorithm, material: &[u8]) -> Result<Key, KeyError> {
    if kid.is_empty() {
        return Err(KeyError::Unusable("the key id is empty"));
    }
    let is_private = material.windows(11).any(|window| window == b"PRIVATE KEY");
    if algorithm != SigningAlgorithm::Hs256 && is_private {
        return Err(KeyError::Unusable(
            "holds a private key: give the public key only",
        ));
    }
    let decoding = match algorithm {
        SigningAlgorithm::Hs256 => secret(material).map_err(KeyError::Unusable)?,
        SigningAlgorithm::Rs256 => DecodingKey::from_rsa_pem(material)
            .map_err(|_| KeyError::Unusable("is not an RSA public key in PEM, which RS256 needs"))?,
        SigningAlgorithm::Es256 => DecodingKey::from_ec_pem(material)
            .map_err(|_| KeyError::Unusable("is not an EC public key in PEM, which ES256 needs"))?,
        SigningAlgorithm::EdDsa => DecodingKey::from_ed_pem(material)
            .map_err(|_| KeyError::Unusable("is not an Ed25519 public key in PEM, which EdDSA needs"))?,
    };
    Ok(Key::new(kid.to_owned(), algorithm, decoding))
}

fn jwk(entry: &Map<String, Value>) -> Result<Key, &'static str> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let kid = text("kid")
        .filter(|kid| !kid.is_empty())
        .ok_or("needs a kid that is a string")?;
    let algorithm = text("alg")
        .and_then(SigningAlgorithm::named)
        .ok_or("needs an alg that is one of HS256, RS256, ES256, EdDSA")?;
    if entry.get("use").is_some_and(|purpose| purpose != "sig") {
        return Err("has a use other than sig");
    }
    if let Some(operations) = entry.get("key_ops") {
        let verifies = operations
            .as_array()
            .is_some_and(|list| list.iter().any(|item| item == "verify"));
        if !verifies {
            return Err("has key_ops without verify");
        }
    }
    if entry.contains_key("d") {
        return Err("holds a private key: give the public parts only");
    }
    let bytes = |name: &str| text(name).and_then(|value| URL_SAFE_NO_PAD.decode(value).ok());
    let kind = (text("kty"), text("crv"), algorithm);
    let decoding = match kind {
        (Some("oct"), _, SigningAlgorithm::Hs256) => secret(&bytes("k").ok_or("needs k in base64url")?)?,
        (Some("RSA"), _, SigningAlgorithm::Rs256) => {
            let modulus = bytes("n").ok_or("needs n in base64url")?;
            let exponent = bytes("e").ok_or("needs e in base64url")?;
            if modulus.len() < 256 {
                return Err("has fewer than 2048 bits");
            }
            DecodingKey::from_rsa_raw_components(&modulus, &exponent)
        }
        (Some("EC"), Some("P-256"), SigningAlgorithm::Es256) => {
            coordinate(bytes("x"), "needs x: 32 bytes in base64url")?;
            coordinate(bytes("y"), "needs y: 32 bytes in base64url")?;
            DecodingKey::from_ec_components(text("x").unwrap_or_default(), text("y").unwrap_or_default())
                .map_err(|_| "is not a point of P-256")?
        }
        (Some("OKP"), Some("Ed25519"), SigningAlgorithm::EdDsa) => {
            coordinate(bytes("x"), "needs x: 32 bytes in base64url")?;
            DecodingKey::from_ed_components(text("x").unwrap_or_default())
                .map_err(|_| "is not an Ed25519 key")?
        }
        _ => return Err("needs a kty (and crv) that fits its alg"),
    };
    Ok(Key::new(kid.to_owned(), algorithm, decoding))
}

fn coordinate(bytes: Option<Vec<u8>>, reason: &'static str) -> Result<(), &'static str> {
    bytes.filter(|bytes| bytes.len() == 32).map(|_| ()).ok_or(reason)
}

fn secret(material: &[u8]) -> Result<DecodingKey, &'static str> {
    if material.len() < MIN_SECRET_BYTES {
        return Err("is a secret of fewer than 32 bytes, which HS256 needs");
    }
    Ok(DecodingKey::from_secret(material))
}
