//! Whether a token is valid.
//!
//! The key decides the algorithm, the configuration decides issuer and audience, and the token's header decides only which
//! of the configured keys is meant. The form of a token is checked here, because libraries accept tokens that RFC 7515 and
//! RFC 7519 forbid; signature and times are checked by the library.
//! Invariant: no claim is used before the signature is verified.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Validation, errors::ErrorKind};
use serde_json::{Map, Value};

use super::bearer::Bearer;
use super::keyset::KeySet;
use super::token_fault::TokenFault;
use crate::strict_json;

/// The claims of a verified token, as they were signed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Claims(pub Map<String, Value>);

/// Decides whether a bearer token is valid: signature and registered claims.
pub trait Verifier: Send + Sync + 'static {
    /// Returns the raw claims of a valid token.
    ///
    /// # Errors
    /// The first reason to refuse it.
    fn verify(&self, bearer: &Bearer) -> Result<Claims, TokenFault>;
}

/// What the registered claims must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The only accepted issuer, compared byte for byte.
    pub issuer: String,
    /// The audience that the token must name.
    pub audience: String,
    /// How many seconds the clocks may differ.
    pub leeway: u64,
}

/// The verifier of the service: configured keys, configured rules.
#[derive(Debug, Clone)]
pub struct KeysetVerifier {
    keys: KeySet,
    rules: Rules,
}

impl KeysetVerifier {
    /// Verifies with these keys under these rules.
    #[must_use]
    pub fn new(keys: KeySet, rules: Rules) -> Self {
        // With two crypto backends in one build, the library has no default. An error means that ours is installed already.
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
        // Decoded before the signature is checked, but used only afterwards.
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

/// Header members that change how a token is read, or that carry their own key. None is supported, and a token with one of
/// them must not be read as if it were not there.
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

/// What the library accepts and the rules do not: an issuer in an array, numbers out of range, a token issued tomorrow.
fn check_claims(claims: &Map<String, Value>, rules: &Rules) -> Result<(), TokenFault> {
    if claims.get("iss").and_then(Value::as_str) != Some(rules.issuer.as_str()) {
        return Err(TokenFault::Issuer);
    }
    let for_this_audience = match claims.get("aud") {
        Some(Value::String(audience)) => *audience == rules.audience,
        Some(Value::Array(audiences)) => {
            audiences.iter().all(Value::is_string)
                && audiences
                    .iter()
                    .any(|audience| audience.as_str() == Some(rules.audience.as_str()))
        }
        _ => false,
    };
    if !for_this_audience {
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

/// 9999-12-31T23:59:59Z. Nothing honest is later: it would mean "for ever", or try to cause an overflow.
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
