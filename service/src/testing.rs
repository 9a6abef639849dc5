//! What tests of several modules share: tokens, workspaces, a service in memory.
//!
//! Compiled for tests only. Tokens are signed with the library that also verifies them; tokens that no library would make
//! are built by hand in the tests that need them.
//! Invariant: a workspace is made the way the service makes it, from a verified token.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use crate::http::{CursorKey, Limits, Parts};
use crate::identity::{
    Bearer, Claims, KeySet, KeysetVerifier, Rules, SigningAlgorithm, TokenFault, VerifiedToken, Verifier,
    Workspace,
};
use crate::migration::Phase;
use crate::store::{Backend, MemoryBackend};
use crate::telemetry::Telemetry;

pub(crate) const ISSUER: &str = "https://issuer.test";
pub(crate) const AUDIENCE: &str = "jobs";
pub(crate) const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";
pub(crate) const KID: &str = "k1";

pub(crate) fn rules() -> Rules {
    Rules {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        leeway: 5,
    }
}

pub(crate) fn keys() -> KeySet {
    let mut keys = KeySet::new();
    keys.add_key(KID, SigningAlgorithm::Hs256, SECRET).unwrap();
    keys
}

pub(crate) fn now() -> u64 {
    jsonwebtoken::get_current_timestamp()
}

/// Valid claims, for tests to change.
pub(crate) fn claims(workspace: &str, scope: &str) -> Map<String, Value> {
    let claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "iat": now(), "exp": now() + 600,
        "workspace_id": workspace, "scope": scope,
    });
    claims.as_object().unwrap().clone()
}

pub(crate) fn sign(claims: &Map<String, Value>) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(KID.to_owned());
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(SECRET)).unwrap()
}

/// A token with both scopes.
pub(crate) fn token(workspace: &str) -> String {
    sign(&claims(workspace, "ai:jobs:read ai:execute"))
}

pub(crate) fn bearer(token: &str) -> Bearer {
    Bearer::parse(&format!("Bearer {token}").parse().unwrap()).unwrap()
}

/// Accepts every token, and returns the same claims for all.
struct AcceptsAll(Map<String, Value>);

impl Verifier for AcceptsAll {
    fn verify(&self, _: &Bearer) -> Result<Claims, TokenFault> {
        Ok(Claims(self.0.clone()))
    }
}

pub(crate) fn verified(claims: &Value) -> Result<VerifiedToken, TokenFault> {
    VerifiedToken::verify(&AcceptsAll(claims.as_object().unwrap().clone()), &bearer("x"))
}

pub(crate) fn workspace(name: &str) -> Workspace {
    Workspace::of(&verified(&json!({"sub": "ada", "workspace_id": name})).unwrap()).unwrap()
}

pub(crate) fn parts(backend: Arc<dyn Backend>) -> Parts {
    Parts {
        verifier: Arc::new(KeysetVerifier::new(keys(), rules())),
        backend,
        phase: Phase::default(),
        lifetime: None,
        cursors: CursorKey::from_bytes(&[7; 32]).unwrap(),
        telemetry: Arc::new(Telemetry::new()),
        limits: Limits {
            body: 1024,
            ..Limits::default()
        },
    }
}

pub(crate) fn memory_parts() -> Parts {
    parts(Arc::new(MemoryBackend::new()))
}
