//! Tokens that were signed in good faith but are not valid: not now, not here, or not from this issuer. The
//! signature is always sound. The invariant: one registered claim is wrong, and it is the one that was named.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::forged::{Cast, Forged};
use crate::profile::Scope;

fn signed(cast: &Cast<'_>, alter: impl FnOnce(&mut Map<String, Value>)) -> Vec<Forged> {
    let mut claims = cast.issuer.claims(cast.victim, &[Scope::Read, Scope::Execute]);
    alter(&mut claims);
    vec![Forged {
        variant: String::new(),
        token: cast.issuer.sign(&claims),
        lender: None,
    }]
}

/// A time claim this many seconds from now.
pub(super) fn timed(cast: &Cast<'_>, claim: &str, seconds: i64) -> Vec<Forged> {
    signed(cast, |claims| {
        claims.insert(claim.to_owned(), json!(Timestamp::now().as_second() + seconds));
    })
}

/// Another value in place of the right one.
pub(super) fn other(cast: &Cast<'_>, claim: &str, value: &str) -> Vec<Forged> {
    signed(cast, |claims| {
        claims.insert(claim.to_owned(), json!(value));
    })
}

/// The claim left out.
pub(super) fn without(cast: &Cast<'_>, claim: &str) -> Vec<Forged> {
    signed(cast, |claims| {
        claims.remove(claim);
    })
}
