//! Every phrase that feature files use for a hostile token, and what makes its tokens.

use super::bytes::flip;
use super::forged::{Cast, Forged};
use super::{confusion, curves, foreign, registered, signatures, spelled, texts};

type Forge = fn(&Cast<'_>) -> Vec<Forged>;

/// Every phrase, and how to make its tokens. One phrase may yield several tokens, and none where the target has
/// no key to which it applies.
pub(super) const PHRASES: &[(&str, Forge)] = &[
    ("the algorithm `none`", |cast| signatures::unsigned(cast, "none")),
    ("the algorithm `None`", |cast| signatures::unsigned(cast, "None")),
    ("the algorithm `NONE`", |cast| signatures::unsigned(cast, "NONE")),
    ("the algorithm `nOnE`", |cast| signatures::unsigned(cast, "nOnE")),
    ("the signature emptied", signatures::emptied),
    ("only two segments", |cast| {
        signatures::segments(cast, |[h, p, _]| format!("{h}.{p}"))
    }),
    ("four segments", |cast| {
        signatures::segments(cast, |[h, p, s]| format!("{h}.{p}.{s}.{s}"))
    }),
    ("six segments", |cast| {
        signatures::segments(cast, |[h, p, s]| format!("{h}.{p}.{s}.{h}.{p}.{s}"))
    }),
    ("a dot before the first segment", |cast| {
        signatures::segments(cast, |[h, p, s]| format!(".{h}.{p}.{s}"))
    }),
    ("a dot after the last segment", |cast| {
        signatures::segments(cast, |[h, p, s]| format!("{h}.{p}.{s}."))
    }),
    ("the first bit of the signature flipped", |cast| {
        signatures::altered(cast, |bytes| flip(bytes, 0))
    }),
    ("the last bit of the signature flipped", |cast| {
        signatures::altered(cast, |bytes| {
            let last = bytes.len().saturating_sub(1);
            flip(bytes, last);
        })
    }),
    ("the second half of the signature cut off", |cast| {
        signatures::altered(cast, |bytes| bytes.truncate(bytes.len() / 2))
    }),
    ("the last byte of the signature cut off", |cast| {
        signatures::altered(cast, |bytes| bytes.truncate(bytes.len().saturating_sub(1)))
    }),
    ("the signature of another good token", signatures::pasted),
    (
        "the forger's token rewritten to name the victim",
        signatures::rewritten,
    ),
    ("a signature by an unknown key", signatures::unknown_key),
    ("the public key as a shared secret: PEM", |cast| {
        confusion::pem(cast, true)
    }),
    (
        "the public key as a shared secret: PEM without its last line feed",
        |cast| confusion::pem(cast, false),
    ),
    ("the public key as a shared secret: DER", confusion::der),
    ("the public key as a shared secret: JWK", confusion::jwk),
    (
        "the right key with another algorithm of its family",
        confusion::family,
    ),
    ("an expiry two minutes ago", |cast| {
        registered::timed(cast, "exp", -120)
    }),
    ("an expiry two days ago", |cast| {
        registered::timed(cast, "exp", -172_800)
    }),
    ("no expiry", |cast| registered::without(cast, "exp")),
    ("a beginning in two minutes", |cast| {
        registered::timed(cast, "nbf", 120)
    }),
    ("a beginning in two days", |cast| {
        registered::timed(cast, "nbf", 172_800)
    }),
    ("the audience of another service", |cast| {
        registered::other(cast, "aud", "another-service")
    }),
    ("no audience", |cast| registered::without(cast, "aud")),
    ("another issuer", |cast| {
        registered::other(cast, "iss", "https://issuer.invalid/")
    }),
    ("no issuer", |cast| registered::without(cast, "iss")),
    ("an expiry just beyond the leeway", |cast| {
        let leeway = i64::try_from(cast.issuer.leeway()).unwrap_or(60);
        registered::timed(cast, "exp", -leeway - 2)
    }),
    ("an expiry in ten seconds", |cast| {
        registered::timed(cast, "exp", 10)
    }),
    ("issued in a day", |cast| registered::timed(cast, "iat", 86_400)),
    ("a key of its own in `jwk`", foreign::embedded_key),
    ("a certificate of its own in `x5c`", foreign::certificate),
    ("a key id that leads astray", foreign::led_astray),
    ("a secret that stands in examples", foreign::weak),
    ("an ECDSA signature that is none", curves::forged),
    (
        "base64url with padding, other letters or more bits",
        texts::alphabets,
    ),
    ("another serialization", texts::serializations),
    ("encrypted instead of signed", texts::encrypted),
    ("a payload that is no claims set", texts::payloads),
    ("a payload that is not encoded", texts::unencoded),
];

/// The tokens of a phrase; `None` if there is no such phrase.
#[must_use]
pub fn forge(cast: &Cast<'_>, phrase: &str) -> Option<Vec<Forged>> {
    PHRASES
        .iter()
        .find(|(known, _)| *known == phrase)
        .map(|(_, forge)| forge(cast))
        .or_else(|| spelled::forge(cast, phrase))
}
