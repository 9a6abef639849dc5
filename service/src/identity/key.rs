//! One key that verifies tokens.
//!
//! The key fixes its own algorithm and id; a token cannot choose either. Reading key files belongs to `key_file`.
//! Invariant: a key has exactly one algorithm, and no error holds key material.

use jsonwebtoken::{Algorithm, DecodingKey};

/// A signature algorithm that a key may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SigningAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl SigningAlgorithm {
    /// All of them, for messages.
    pub const ALL: [Self; 4] = [Self::Hs256, Self::Rs256, Self::Es256, Self::EdDsa];

    /// The registered JOSE name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

impl From<SigningAlgorithm> for Algorithm {
    fn from(algorithm: SigningAlgorithm) -> Self {
        match algorithm {
            SigningAlgorithm::Hs256 => Self::HS256,
            SigningAlgorithm::Rs256 => Self::RS256,
            SigningAlgorithm::Es256 => Self::ES256,
            SigningAlgorithm::EdDsa => Self::EdDSA,
        }
    }
}

/// Why a key cannot be used. Never holds key material.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The file is not a JWKS document.
    #[error("is not a JWKS document: strict JSON of the form {{\"keys\":[…]}} is needed")]
    NotAKeySet,
    /// One key of the document is unusable.
    #[error("key {position}: {reason}")]
    Entry {
        /// Its position in the document, from 0.
        position: usize,
        /// What is wrong and what is needed.
        reason: &'static str,
    },
    /// A single key is unusable.
    #[error("{0}")]
    Unusable(&'static str),
    /// Two keys have one id.
    #[error("two keys have the id {0:?}: give each its own kid")]
    Repeated(String),
}

/// One key: id, algorithm and material.
#[derive(Clone)]
pub(super) struct Key {
    kid: String,
    algorithm: SigningAlgorithm,
    decoding: DecodingKey,
}

impl Key {
    pub(super) fn new(kid: String, algorithm: SigningAlgorithm, decoding: DecodingKey) -> Self {
        Self {
            kid,
            algorithm,
            decoding,
        }
    }

    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    pub(super) fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }
}
