//! ECDSA signatures that are none, or are written otherwise than RFC 7518 section 3.4 has it. The invariant: the payload
//! is one that a good token could carry, and no token here is soundly signed in the right form.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};

use super::forged::{Cast, Forged};
use super::{bytes, spelled};
use crate::profile::{Algorithm, Scope};

/// Tokens under the id of each ES256 key; none where there is no such key.
pub(super) fn forged(cast: &Cast<'_>) -> Vec<Forged> {
    let mut tokens = Vec::new();
    for key in cast
        .issuer
        .keys()
        .iter()
        .filter(|key| key.algorithm == Algorithm::Es256)
    {
        let payload = bytes::payload(&cast.issuer.claims(cast.victim, &[Scope::Read, Scope::Execute]));
        let token = |algorithm: &str, sign: &dyn Fn(&[u8]) -> Vec<u8>| {
            let mut header = spelled::header(key);
            header.insert("alg".to_owned(), json!(algorithm));
            let header = bytes::segment(Value::Object(header).to_string());
            bytes::signed(&header, &payload, sign)
        };
        let other_curve = |input: &[u8]| by_p384(input).unwrap_or_default();
        let variants = [
            ("two numbers that are zero", token("ES256", &|_| vec![0; 64])),
            ("no numbers", token("ES256", &|_| vec![0; 1])),
            (
                "DER instead of two numbers",
                token("ES256", &|input| der(&key.sign(input))),
            ),
            ("a key on another curve", token("ES384", &other_curve)),
            (
                "a key on another curve that says it is not",
                token("ES256", &other_curve),
            ),
        ];
        tokens.extend(variants.map(|(variant, token)| Forged {
            variant: variant.to_owned(),
            token,
            lender: None,
        }));
    }
    tokens
}

fn by_p384(input: &[u8]) -> Option<Vec<u8>> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).ok()?;
    Some(pair.sign(&SystemRandom::new(), input).ok()?.as_ref().to_vec())
}

/// Two numbers of equal length as an ASN.1 sequence of integers.
fn der(numbers: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for number in numbers.chunks(numbers.len().div_ceil(2).max(1)) {
        let start = number
            .iter()
            .position(|byte| *byte != 0)
            .unwrap_or(number.len().saturating_sub(1));
        let number = &number[start..];
        let sign = usize::from(number.first().is_some_and(|byte| *byte >= 0x80));
        body.extend([0x02, u8::try_from(number.len() + sign).unwrap_or(0)]);
        body.extend(std::iter::repeat_n(0, sign));
        body.extend_from_slice(number);
    }
    let mut out = vec![0x30, u8::try_from(body.len()).unwrap_or(0)];
    out.extend(body);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_become_a_sequence() {
        let sequence = [0x30, 0x07, 0x02, 0x01, 0x01, 0x02, 0x02, 0x00, 0x80];
        assert_eq!(der(&[0x00, 0x01, 0x00, 0x80]), sequence);
    }
}
