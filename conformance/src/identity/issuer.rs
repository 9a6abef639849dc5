//! Whoever the target trusts to make tokens: the suite itself. Tokens that must open nothing belong to
//! `hostile`. The invariant: every token made here is one that the contract obliges the target to accept.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::error::{IssuerError, TokenError};
use super::keys::SigningKey;
use super::lender::Pool;
use super::printer;
use super::tenants::Tenant;
use crate::profile::{Algorithm, Scope, ScopeForm, Tokens};
use crate::wire::Ledger;

/// The issuer; clones share its keys. Sound tokens come from here alone, whether they are signed here, printed by a
/// command or ready-made, and nothing else has to know.
#[derive(Clone)]
pub struct Issuer {
    inner: Arc<Inner>,
}

struct Inner {
    tokens: Tokens,
    keys: Vec<SigningKey>,
    pool: Option<Pool>,
    ledger: Ledger,
}

impl Issuer {
    /// An issuer with new keys, one for each algorithm of the profile.
    ///
    /// # Errors
    /// When the system yields no randomness, or tokens that ought to be ready are not.
    pub fn new(tokens: &Tokens) -> Result<Self, IssuerError> {
        let mut keys = Vec::new();
        // Where tokens are not of the suite's making, it has a key all the same: one that nobody trusts.
        let stranger = (!tokens.are_signed()).then_some(Algorithm::Hs256);
        for algorithm in tokens.algorithms().chain(stranger) {
            let kid = format!("{}-{}", algorithm.name().to_ascii_lowercase(), keys.len());
            keys.push(SigningKey::generate(&kid, algorithm)?);
        }
        Ok(Self {
            inner: Arc::new(Inner {
                tokens: tokens.clone(),
                keys,
                pool: tokens.ready.as_deref().map(Pool::read).transpose()?,
                ledger: Ledger::default(),
            }),
        })
    }

    /// The `iss` of every sound token.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.inner.tokens.issuer
    }

    /// The `aud` of every sound token.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.inner.tokens.audience
    }

    /// The claim that holds the workspace.
    #[must_use]
    pub fn workspace_claim(&self) -> &str {
        &self.inner.tokens.claims.workspace
    }

    /// How many seconds the target lets clocks differ by.
    #[must_use]
    pub fn leeway(&self) -> u64 {
        self.inner.tokens.leeway
    }

    /// The sound tokens made so far, and whose they are.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    /// Every key that the target trusts.
    #[must_use]
    pub fn keys(&self) -> &[SigningKey] {
        &self.inner.keys
    }

    /// The key that sound tokens are signed with.
    #[must_use]
    pub fn primary(&self) -> &SigningKey {
        &self.inner.keys[0]
    }

    /// The keyset file's text: a JWK set (RFC 7517).
    #[must_use]
    pub fn keyset(&self) -> String {
        let keys: Vec<Value> = self.inner.keys.iter().map(SigningKey::entry).collect();
        json!({ "keys": keys }).to_string()
    }

    /// Writes the keyset file; only its owner may read it, for it may hold a shared secret.
    ///
    /// # Errors
    /// When it is there already or cannot be written.
    pub fn write_keyset(&self, path: &Path) -> Result<(), IssuerError> {
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .and_then(|mut file| file.write_all(self.keyset().as_bytes()));
        written.map_err(|cause| IssuerError::File {
            path: path.to_owned(),
            cause,
        })
    }

    /// The claims of a sound token.
    #[must_use]
    pub fn claims(&self, tenant: &Tenant, scopes: &[Scope]) -> Map<String, Value> {
        let tokens = &self.inner.tokens;
        let now = jiff::Timestamp::now().as_second();
        let names: Vec<&str> = scopes.iter().map(|scope| tokens.scopes.of(*scope)).collect();
        let scope = match tokens.scope_form {
            ScopeForm::String => json!(names.join(" ")),
            ScopeForm::Array => json!(names),
        };
        let mut claims = Map::new();
        claims.insert("iss".to_owned(), json!(tokens.issuer));
        claims.insert("aud".to_owned(), json!(tokens.audience));
        claims.insert("sub".to_owned(), json!(tenant.subject));
        claims.insert("iat".to_owned(), json!(now));
        claims.insert("exp".to_owned(), json!(now + 3600));
        claims.insert(tokens.claims.workspace.clone(), json!(tenant.workspace));
        claims.insert(tokens.claims.scope.clone(), scope);
        claims
    }

    /// These claims, signed with the primary key.
    #[must_use]
    pub fn sign(&self, claims: &Map<String, Value>) -> String {
        self.sign_with(self.primary(), claims)
    }

    /// These claims, signed with this key.
    #[must_use]
    pub fn sign_with(&self, key: &SigningKey, claims: &Map<String, Value>) -> String {
        let header = json!({"alg": key.algorithm.name(), "typ": "JWT", "kid": key.kid}).to_string();
        let payload = Value::Object(claims.clone()).to_string();
        let input = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(payload)
        );
        let signature = URL_SAFE_NO_PAD.encode(key.sign(input.as_bytes()));
        format!("{input}.{signature}")
    }

    /// The workspaces with ready-made tokens, where tokens are such.
    #[must_use]
    pub fn pool(&self) -> Option<&Pool> {
        self.inner.pool.as_ref()
    }

    /// A sound token, wherever such tokens come from.
    ///
    /// # Errors
    /// When there is none for this workspace with these scopes.
    pub fn lend(&self, tenant: &Tenant, scopes: &[Scope]) -> Result<String, TokenError> {
        let tokens = &self.inner.tokens;
        let token = match &self.inner.pool {
            Some(pool) => pool.token(&tenant.workspace, scopes)?,
            None if tokens.are_signed() => return Ok(self.token(tenant, scopes)),
            None => printer::printed(&tokens.command, tenant, scopes, &tokens.scopes)?,
        };
        self.inner.ledger.learn(&token, &tenant.name);
        Ok(token)
    }

    /// A sound token of the suite's own signing.
    #[must_use]
    pub fn token(&self, tenant: &Tenant, scopes: &[Scope]) -> String {
        let token = self.sign(&self.claims(tenant, scopes));
        self.inner.ledger.learn(&token, &tenant.name);
        token
    }
}

#[cfg(test)]
mod tests;
