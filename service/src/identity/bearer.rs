//! The bearer token as the header holds it, before it is verified.
//!
//! Grammar only: scheme, one or more spaces, one token68. What the token says is the verifier's matter.
//! Invariant: a [`Bearer`] does not print its token, so it cannot reach a log by accident.

use axum::http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// Real tokens are far shorter; a longer one is refused without decoding it.
const MAX_TOKEN_BYTES: usize = 32 * 1024;

/// One bearer token, unverified.
#[derive(Debug, Clone)]
pub struct Bearer(SecretString);

/// Why a header value holds no bearer token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BearerFault {
    /// The header is there but empty.
    #[error("the header is empty")]
    Empty,
    /// Another scheme, no token, or characters that a token cannot have.
    #[error("the header is not a bearer token")]
    Malformed,
}

impl Bearer {
    /// Reads `Bearer <token>`: the scheme in any letter case, the token exactly as it is.
    ///
    /// # Errors
    /// [`BearerFault::Empty`] for a blank value, [`BearerFault::Malformed`] for everything else that is not a token.
    pub fn parse(header: &HeaderValue) -> Result<Self, BearerFault> {
        let bytes = header.as_bytes();
        if bytes.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return Err(BearerFault::Empty);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| BearerFault::Malformed)?;
        let (scheme, rest) = text.split_once(' ').ok_or(BearerFault::Malformed)?;
        let token = rest.trim_start_matches(' ');
        if !scheme.eq_ignore_ascii_case("bearer") || token.len() > MAX_TOKEN_BYTES || !is_token68(token) {
            return Err(BearerFault::Malformed);
        }
        Ok(Self(SecretString::from(token.to_owned())))
    }

    /// The token's text, for the verifier. Never log it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty()
        && body.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
        })
}
