//! The keys that tokens are verified with.
//!
//! A key brings its algorithm and its id from the configuration; a token may only point at one.
//! How key files are read is in `key_file`.
//! Invariant: ids are unique, and every key has exactly one algorithm.

use std::fmt;

use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

use super::TokenFault;

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
        /// Its place in the document, from 0.
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

    pub(super) fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    pub(super) fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }
}

/// All configured keys.
#[derive(Clone, Default)]
pub struct KeySet(Vec<Key>);

impl KeySet {
    /// A set without keys, which verifies nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds every key of a JWKS document (RFC 7517). Each needs `kid` and `alg`.
    ///
    /// # Errors
    /// The first key that cannot be used; unknown kinds are refused, not skipped.
    pub fn add_jwks(&mut self, document: &[u8]) -> Result<(), KeyError> {
        for key in super::key_file::jwks(document)? {
            self.add(key)?;
        }
        Ok(())
    }

    /// Adds one key: the bytes of a raw secret for HS256, else a public key in PEM.
    ///
    /// # Errors
    /// When the material does not fit the algorithm or the id is taken.
    pub fn add_key(
        &mut self,
        kid: &str,
        algorithm: SigningAlgorithm,
        material: &[u8],
    ) -> Result<(), KeyError> {
        self.add(super::key_file::single(kid, algorithm, material)?)
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no key at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, key: Key) -> Result<(), KeyError> {
        if self.0.iter().any(|known| known.kid == key.kid) {
            return Err(KeyError::Repeated(key.kid));
        }
        self.0.push(key);
        Ok(())
    }

    /// The key that a token means. Without `kid` that is clear only if there is just one; keys are never tried in turn.
    pub(super) fn select(&self, kid: Option<&Value>) -> Result<&Key, TokenFault> {
        match (kid, self.0.as_slice()) {
            (Some(Value::String(kid)), keys) => keys
                .iter()
                .find(|key| key.kid == *kid)
                .ok_or(TokenFault::UnknownKey),
            (Some(_), _) => Err(TokenFault::Malformed),
            (None, [only]) => Ok(only),
            (None, _) => Err(TokenFault::UnknownKey),
        }
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_list()
            .entries(self.0.iter().map(|key| (&key.kid, key.algorithm)))
            .finish()
    }
}
