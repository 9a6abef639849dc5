//! The keys that verify tokens.
//!
//! A key gets its algorithm and its id from the configuration; a token can only name one of the keys. How key files are
//! read is in `key_file`.
//! Invariant: ids are unique, and every key has exactly one algorithm.

use std::fmt;

use serde_json::Value;

use super::key::{Key, KeyError, SigningAlgorithm};
use super::key_file;
use super::token_fault::TokenFault;

/// All configured keys.
#[derive(Clone, Default)]
pub struct KeySet(Vec<Key>);

impl KeySet {
    /// A set without keys; it verifies no token.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds every key of a JWKS document (RFC 7517). Each needs `kid` and `alg`.
    ///
    /// # Errors
    /// The first key that cannot be used. Unknown kinds are refused, not skipped.
    pub fn add_jwks(&mut self, document: &[u8]) -> Result<(), KeyError> {
        for key in key_file::jwks(document)? {
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
        self.add(key_file::single(kid, algorithm, material)?)
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
        if self.0.iter().any(|known| known.kid() == key.kid()) {
            return Err(KeyError::Repeated(key.kid().to_owned()));
        }
        self.0.push(key);
        Ok(())
    }

    /// The key that a token names. Without `kid`, that is clear only if there is exactly one key. Keys are never tried in
    /// turn.
    pub(super) fn select(&self, kid: Option<&Value>) -> Result<&Key, TokenFault> {
        match (kid, self.0.as_slice()) {
            (Some(Value::String(kid)), keys) => keys
                .iter()
                .find(|key| key.kid() == kid)
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
            .entries(self.0.iter().map(|key| (key.kid(), key.algorithm())))
            .finish()
    }
}
