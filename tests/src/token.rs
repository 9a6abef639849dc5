//! Tokens for the reference service: one HS256 key, minted here in ten lines, so that no library of the project vouches
//! for itself.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// The issuer that the service is told to trust.
pub const ISSUER: &str = "https://issuer.test";
/// The audience that the service is told it is.
pub const AUDIENCE: &str = "watertight-tests";

/// A fresh secret, as a key set file for the service and as a mint for the tests.
#[derive(Debug)]
pub struct Mint {
    secret: Vec<u8>,
}

impl Default for Mint {
    fn default() -> Self {
        let secret = [*uuid::Uuid::new_v4().as_bytes(), *uuid::Uuid::new_v4().as_bytes()].concat();
        Self { secret }
    }
}

impl Mint {
    /// Writes the key set into a folder.
    ///
    /// # Panics
    /// When the folder can't be written.
    #[must_use]
    pub fn write(&self, folder: &Path) -> PathBuf {
        let path = folder.join("keyset.json");
        let key =
            json!({"kty": "oct", "kid": "tests", "alg": "HS256", "k": URL_SAFE_NO_PAD.encode(&self.secret)});
        std::fs::write(&path, json!({ "keys": [key] }).to_string()).expect("the key set can be written");
        path
    }

    /// A token of a workspace with both scopes.
    #[must_use]
    pub fn token(&self, workspace: &str) -> String {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        self.sign(&json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": format!("user-of-{workspace}"), "iat": now, "exp": now + 3600,
            "workspace_id": workspace, "scope": "ai:jobs:read ai:execute",
        }))
    }

    fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": "HS256", "typ": "JWT", "kid": "tests"});
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let tag = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, &self.secret),
            signed.as_bytes(),
        );
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
    }
}

/// A workspace that nobody used before.
#[must_use]
pub fn fresh_workspace() -> String {
    format!("wt{}", &uuid::Uuid::new_v4().simple().to_string()[..14])
}
