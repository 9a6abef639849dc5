//! Tokens that talk the target into using one of its keys for an algorithm that is not the key's own. The keys
//! are the issuer's, so the signatures are right for anybody who believes the header. The invariant: no token
//! here is signed by the algorithm that its key is configured for.

use aws_lc_rs::hmac;

use super::bytes;
use super::forged::{Cast, Forged};
use super::signatures::hmac_with;
use crate::identity::SigningKey;
use crate::profile::Scope;

const BOTH: [Scope; 2] = [Scope::Read, Scope::Execute];

/// The public key's PEM text as the secret of HS256.
pub(super) fn pem(cast: &Cast<'_>, last_line_feed: bool) -> Vec<Forged> {
    as_secret(cast, |key| {
        let text = key.public_pem()?;
        let text = text.trim_end();
        Some(
            if last_line_feed {
                format!("{text}\n")
            } else {
                text.to_owned()
            }
            .into_bytes(),
        )
    })
}

/// The public key's DER bytes as the secret of HS256.
pub(super) fn der(cast: &Cast<'_>) -> Vec<Forged> {
    as_secret(cast, SigningKey::public_der)
}

/// The public key's JWK text as the secret of HS256.
pub(super) fn jwk(cast: &Cast<'_>) -> Vec<Forged> {
    as_secret(cast, |key| {
        key.public_jwk().map(|jwk| jwk.to_string().into_bytes())
    })
}

/// HS256 under `secret` of each asymmetric key, under the key's id and under none.
fn as_secret(cast: &Cast<'_>, secret: impl Fn(&SigningKey) -> Option<Vec<u8>>) -> Vec<Forged> {
    let payload = bytes::payload(&cast.issuer.claims(cast.victim, &BOTH));
    let mut tokens = Vec::new();
    for key in cast.issuer.keys() {
        let Some(secret) = secret(key) else { continue };
        for kid in [Some(key.kid.as_str()), None] {
            let header = bytes::header("HS256", kid);
            let token = bytes::signed(&header, &payload, |input| {
                hmac_with(hmac::HMAC_SHA256, &secret, input)
            });
            let id = if kid.is_some() { "its id" } else { "no id" };
            tokens.push(Forged {
                variant: format!("key {} under {id}", key.kid),
                token,
                lender: None,
            });
        }
    }
    tokens
}

/// Each key with an algorithm that suits it but is not the one it is configured for.
pub(super) fn family(cast: &Cast<'_>) -> Vec<Forged> {
    let payload = bytes::payload(&cast.issuer.claims(cast.victim, &BOTH));
    let mut tokens = Vec::new();
    for key in cast.issuer.keys() {
        for algorithm in ["HS384", "HS512", "PS256"] {
            let header = bytes::header(algorithm, Some(&key.kid));
            let input = format!("{header}.{payload}");
            if let Some(signature) = key.sign_as(algorithm, input.as_bytes()) {
                let token = bytes::signed(&header, &payload, |_| signature);
                tokens.push(Forged {
                    variant: format!("key {} with {algorithm}", key.kid),
                    token,
                    lender: None,
                });
            }
        }
    }
    tokens
}
