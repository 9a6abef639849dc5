//! Tokens whose signature is missing, broken, borrowed or a stranger's. Confusing one algorithm with another is
//! in `confusion`. The invariant: the payload is one that a good token could carry.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use aws_lc_rs::{hmac, rsa};

use super::bytes;
use super::forged::{Cast, Forged};
use crate::identity::{SigningKey, Tenant};
use crate::profile::{Algorithm, Scope};

const BOTH: [Scope; 2] = [Scope::Read, Scope::Execute];

/// A good token of `tenant` by each of the issuer's keys, in its segments.
fn good<'a>(cast: &'a Cast<'_>, tenant: &'a Tenant) -> impl Iterator<Item = (&'a SigningKey, [String; 3])> {
    let claims = cast.issuer.claims(tenant, &BOTH);
    cast.issuer.keys().iter().filter_map(move |key| {
        bytes::split(&cast.issuer.sign_with(key, &claims)).map(|segments| (key, segments))
    })
}

fn forged(key: &SigningKey, token: String) -> Forged {
    Forged {
        variant: format!("key {}", key.kid),
        token,
        lender: None,
    }
}

/// No signature, and a header that says so; with and without a key id.
pub(super) fn unsigned(cast: &Cast<'_>, algorithm: &str) -> Vec<Forged> {
    let payload = bytes::payload(&cast.issuer.claims(cast.victim, &BOTH));
    let kids = [None, Some(cast.issuer.primary().kid.as_str())];
    kids.into_iter()
        .map(|kid| Forged {
            variant: if kid.is_some() {
                "with a key id"
            } else {
                "without a key id"
            }
            .to_owned(),
            token: bytes::signed(&bytes::header(algorithm, kid), &payload, |_| Vec::new()),
            lender: None,
        })
        .collect()
}

/// A good header and payload before an empty signature.
pub(super) fn emptied(cast: &Cast<'_>) -> Vec<Forged> {
    good(cast, cast.victim)
        .map(|(key, [h, p, _])| forged(key, format!("{h}.{p}.")))
        .collect()
}

/// The segments of a good token, put together wrongly.
pub(super) fn segments(cast: &Cast<'_>, join: fn([String; 3]) -> String) -> Vec<Forged> {
    good(cast, cast.victim)
        .map(|(key, segments)| forged(key, join(segments)))
        .collect()
}

/// A good token with its signature's bytes altered.
pub(super) fn altered(cast: &Cast<'_>, alter: fn(&mut Vec<u8>)) -> Vec<Forged> {
    good(cast, cast.victim)
        .map(|(key, [h, p, s])| {
            let mut signature = bytes::unsegment(&s);
            alter(&mut signature);
            forged(key, format!("{h}.{p}.{}", bytes::segment(signature)))
        })
        .collect()
}

/// A good token of the victim under the signature of a good token of the forger.
pub(super) fn pasted(cast: &Cast<'_>) -> Vec<Forged> {
    good(cast, cast.victim)
        .zip(good(cast, cast.forger))
        .map(|((key, [h, p, _]), (_, lender))| Forged {
            lender: Some(lender.join(".")),
            ..forged(key, format!("{h}.{p}.{}", lender[2]))
        })
        .collect()
}

/// The forger's own good token with nothing but the workspace in its payload changed.
pub(super) fn rewritten(cast: &Cast<'_>) -> Vec<Forged> {
    let (mine, theirs) = (cast.forger.workspace.as_str(), cast.victim.workspace.as_str());
    good(cast, cast.forger)
        .map(|(key, lender)| {
            let [h, p, s] = &lender;
            let payload = String::from_utf8_lossy(&bytes::unsegment(p)).replace(mine, theirs);
            let token = format!("{h}.{}.{s}", bytes::segment(payload));
            Forged {
                lender: Some(lender.join(".")),
                ..forged(key, token)
            }
        })
        .collect()
}

/// A perfect token by a key that the target has never heard of, under each known key's id, under an id of its
/// own and under none.
pub(super) fn unknown_key(cast: &Cast<'_>) -> Vec<Forged> {
    let payload = bytes::payload(&cast.issuer.claims(cast.victim, &BOTH));
    let keys = cast.issuer.keys();
    let mut tokens: Vec<Forged> = keys
        .iter()
        .filter_map(|key| {
            let header = bytes::header(key.algorithm.name(), Some(&key.kid));
            let signature = by_stranger(
                key.algorithm,
                keys.len() == 1,
                format!("{header}.{payload}").as_bytes(),
            )?;
            Some(forged(key, bytes::signed(&header, &payload, |_| signature)))
        })
        .collect();
    for kid in [None, Some("nobody-knows-this-key")] {
        let header = bytes::header("HS256", kid);
        let token = bytes::signed(&header, &payload, |input| {
            hmac_with(hmac::HMAC_SHA256, &random(), input)
        });
        tokens.push(Forged {
            variant: kid.unwrap_or("no key id").to_owned(),
            token,
            lender: None,
        });
    }
    tokens
}

/// A signature by a key made for the occasion. RSA keys take long to make, so one is made only `if_slow`.
fn by_stranger(algorithm: Algorithm, if_slow: bool, input: &[u8]) -> Option<Vec<u8>> {
    let system = SystemRandom::new();
    match algorithm {
        Algorithm::Hs256 => Some(hmac_with(hmac::HMAC_SHA256, &random(), input)),
        Algorithm::EdDsa => Some(Ed25519KeyPair::generate().ok()?.sign(input).as_ref().to_vec()),
        Algorithm::Es256 => {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok()?;
            Some(pair.sign(&system, input).ok()?.as_ref().to_vec())
        }
        Algorithm::Rs256 => {
            let pair = if_slow
                .then(|| RsaKeyPair::generate(rsa::KeySize::Rsa2048).ok())
                .flatten()?;
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(&RSA_PKCS1_SHA256, &system, input, &mut signature)
                .ok()?;
            Some(signature)
        }
    }
}

/// A keyed hash, under any secret.
pub(super) fn hmac_with(algorithm: hmac::Algorithm, secret: &[u8], input: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, secret), input)
        .as_ref()
        .to_vec()
}

fn random() -> [u8; 32] {
    rand::random()
}
