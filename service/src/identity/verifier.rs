//! Whether a token may be believed.
//!
//! The key decides the algorithm, the configuration decides issuer and audience, and the token's header decides nothing
//! but which of *our* keys is meant. Shape is checked here by hand, because libraries forgive what RFC 7515 and RFC 7519
//! do not; signature and time are the library's.
//! Invariant: no claim is looked at by anyone before its signature holds.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Validation, errors::ErrorKind};
use serde_json::{Map, Value};

use super::bearer::Bearer;
use super::keyset::KeySet;
use super::token_fault::TokenFault;
use crate::strict_json;

/// The claims set of a verified token, as it was signed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Claims(pub Map<String, Value>);

/// Decides whether a bearer token may be believed: signature and registered claims.
pub trait Verifier: Send + Sync + 'static {
    /// Returns the raw claims of a token that may be believed.
    ///
    /// # Errors
    /// The first reason not to.
    fn verify(&self, bearer: &Bearer) -> Result<Claims, TokenFault>;
}

/// What the registered claims are held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The only issuer, compared byte for byte.
    pub issuer: String,
    /// The audience that must be among the token's.
    pub audience: String,
    /// Seconds of clock difference that are forgiven.
    pub leeway: u64,
}

/// The right verifier: configured keys, configured rules.
#[derive(Debug, Clone)]
pub struct KeysetVerifier {
    keys: KeySet,
    rules: Rules,
}

impl KeysetVerifier {
    /// Verifies with these keys under these rules.
    #[must_use]
    pub fn new(keys: KeySet, rules: Rules) -> Self {
        // Two backends in one build would leave the library without a default. Ours may already be installed: the same.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
        Self { keys, rules }
    }
}

impl Verifier for KeysetVerifier {
    fn verify(&self, bearer: &Bearer) -> Result<Claims, TokenFault> {
        let token = bearer.expose();
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, signature] = parts.as_slice() else {
            return Err(TokenFault::Malformed);
        };
        let header = object_of(header)?;
        // Decoded before the signature is checked, read only after it.
        let claims = object_of(payload)?;
        if signature.is_empty() || URL_SAFE_NO_PAD.decode(signature).is_err() {
            return Err(TokenFault::Malformed);
        }
        check_header(&header)?;
        let key = self.keys.select(header.get("kid"))?;
        if header.get("alg").and_then(Value::as_str) != Some(key.algorithm().as_str()) {
            return Err(TokenFault::Algorithm);
        }

        let mut validation = Validation::new(key.algorithm().into());
        validation.leeway = self.rules.leeway;
        validation.validate_nbf = true;
        validation.set_audience(&[&self.rules.audience]);
        validation.set_issuer(&[&self.rules.issuer]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        jsonwebtoken::decode::<Value>(token, key.decoding(), &validation)
            .map_err(|error| fault_of(error.kind()))?;

        check_claims(&claims, &self.rules)?;
        Ok(Claims(claims))
    }
}

fn object_of(part: &str) -> Result<Map<String, Value>, TokenFault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenFault::Malformed)?;
    strict_json::parse_object(&bytes).map_err(|_| TokenFault::Malformed)
}

/// Header members that change how a token is to be read, or that bring their own key. None is supported, and a token
/// that carries one expects us to heed it.
const UNSUPPORTED: [&str; 8] = ["crit", "b64", "enc", "zip", "jwk", "jku", "x5u", "x5c"];

fn check_header(header: &Map<String, Value>) -> Result<(), TokenFault> {
    if UNSUPPORTED.iter().any(|name| header.contains_key(*name)) {
        return Err(TokenFault::Malformed);
    }
    match header.get("typ") {
        None => Ok(()),
        // Media type names ignore case; the `application/` prefix may be left out (RFC 7515 section 4.1.9).
        Some(Value::String(typ))
            if ["JWT", "at+jwt", "application/at+jwt"]
                .iter()
                .any(|known| typ.eq_ignore_ascii_case(known)) =>
        {
            Ok(())
        }
        Some(_) => Err(TokenFault::Malformed),
    }
}

/// What the library lets pass: an issuer in an array, odd numbers, a token issued tomorrow.
fn check_claims(claims: &Map<String, Value>, rules: &Rules) -> Result<(), TokenFault> {
    if claims.get("iss").and_then(Value::as_str) != Some(rules.issuer.as_str()) {
        return Err(TokenFault::Issuer);
    }
    let meant_for_us = match claims.get("aud") {
        Some(Value::String(audience)) => *audience == rules.audience,
        Some(Value::Array(audiences)) => {
            audiences.iter().all(Value::is_string)
                && audiences
                    .iter()
                    .any(|audience| audience.as_str() == Some(rules.audience.as_str()))
        }
        _ => false,
    };
    if !meant_for_us {
        return Err(TokenFault::Audience);
    }
    instant(claims.get("exp"))?.ok_or(TokenFault::Claims)?;
    instant(claims.get("nbf"))?;
    if let Some(issued) = instant(claims.get("iat"))? {
        let latest = jsonwebtoken::get_current_timestamp().saturating_add(rules.leeway);
        if issued > latest as f64 {
            return Err(TokenFault::NotYetValid);
        }
    }
    Ok(())
}

/// 9999-12-31T23:59:59Z. A later instant is an attempt at "for ever" or at an overflow.
const LAST_INSTANT: f64 = 253_402_300_799.0;

fn instant(claim: Option<&Value>) -> Result<Option<f64>, TokenFault> {
    match claim {
        None => Ok(None),
        Some(Value::Number(number)) => match number.as_f64() {
            Some(seconds) if (0.0..=LAST_INSTANT).contains(&seconds) => Ok(Some(seconds)),
            _ => Err(TokenFault::Claims),
        },
        Some(_) => Err(TokenFault::Claims),
    }
}

fn fault_of(kind: &ErrorKind) -> TokenFault {
    match kind {
        ErrorKind::InvalidSignature => TokenFault::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => TokenFault::Algorithm,
        ErrorKind::ExpiredSignature => TokenFault::Expired,
        ErrorKind::ImmatureSignature => TokenFault::NotYetValid,
        ErrorKind::InvalidIssuer => TokenFault::Issuer,
        ErrorKind::InvalidAudience => TokenFault::Audience,
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::InvalidClaimFormat(_) => TokenFault::Claims,
        _ => TokenFault::Malformed,
    }
}
