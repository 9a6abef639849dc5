//! Why a token is refused.
//!
//! For tests and for the log; a caller is told only that the token was refused.
//! Invariant: a fault holds no part of the token.

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TokenFault {
    /// Not three strict base64url parts, not strict JSON objects, or a header with a member that is not supported.
    #[error("the token is malformed")]
    Malformed,
    /// No configured key has this id, or it is unclear which key is meant.
    #[error("no configured key fits")]
    UnknownKey,
    /// The header names another algorithm than the key has.
    #[error("the algorithm is not the key's")]
    Algorithm,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    Signature,
    /// `exp` has passed.
    #[error("the token has expired")]
    Expired,
    /// `nbf` or `iat` lies in the future.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// `iss` is not exactly the configured issuer.
    #[error("the issuer is another")]
    Issuer,
    /// `aud` does not hold the configured audience.
    #[error("the audience is another")]
    Audience,
    /// A required claim is absent or of the wrong type.
    #[error("a claim is missing or unusable")]
    Claims,
}
