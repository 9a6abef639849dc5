//! The keys that the suite signs with, made anew for each run. The invariant: private halves never leave here;
//! the target is given public halves, and the shared secret where the algorithm has no other way.

use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding,
};
use aws_lc_rs::{hmac, rand::SecureRandom as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::error::KeyError;
use crate::profile::Algorithm;

enum Half {
    Secret(Vec<u8>),
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

/// A key that the target is told to trust.
pub struct SigningKey {
    /// Its id.
    pub kid: String,
    /// Its one algorithm.
    pub algorithm: Algorithm,
    half: Half,
}

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    /// When the system yields no randomness.
    pub fn generate(kid: &str, algorithm: Algorithm) -> Result<Self, KeyError> {
        let failed = |_| KeyError(algorithm.name());
        let half = match algorithm {
            Algorithm::Hs256 => {
                let mut secret = [0_u8; 24];
                SystemRandom::new().fill(&mut secret).map_err(failed)?;
                // As text, since many targets take their secret from the environment.
                Half::Secret(URL_SAFE_NO_PAD.encode(secret).into_bytes())
            }
            Algorithm::Rs256 => Half::Rsa(rsa_pair().ok_or(KeyError(algorithm.name()))?),
            Algorithm::Es256 => {
                Half::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?)
            }
            Algorithm::EdDsa => Half::Ed(Ed25519KeyPair::generate().map_err(failed)?),
        };
        Ok(Self {
            kid: kid.to_owned(),
            algorithm,
            half,
        })
    }

    /// The signature of these bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.half {
            Half::Secret(secret) => mac(hmac::HMAC_SHA256, secret, bytes),
            Half::Rsa(pair) => rsa(pair, &RSA_PKCS1_SHA256, bytes).unwrap_or_default(),
            Half::Ec(pair) => pair
                .sign(&random, bytes)
                .map(|s| s.as_ref().to_vec())
                .unwrap_or_default(),
            Half::Ed(pair) => pair.sign(bytes).as_ref().to_vec(),
        }
    }

    /// The signature under another algorithm that fits the same key, such as HS512 or PS256.
    #[must_use]
    pub fn sign_as(&self, algorithm: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        match (&self.half, algorithm) {
            (Half::Secret(secret), "HS512") => Some(mac(hmac::HMAC_SHA512, secret, bytes)),
            (Half::Secret(secret), "HS384") => Some(mac(hmac::HMAC_SHA384, secret, bytes)),
            (Half::Rsa(pair), "PS256") => rsa(pair, &RSA_PSS_SHA256, bytes),
            _ => None,
        }
    }

    /// The shared secret, where there is one.
    #[must_use]
    pub fn secret(&self) -> Option<&str> {
        match &self.half {
            Half::Secret(secret) => std::str::from_utf8(secret).ok(),
            Half::Rsa(_) | Half::Ec(_) | Half::Ed(_) => None,
        }
    }

    /// The public half as a `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn public_der(&self) -> Option<Vec<u8>> {
        let der: PublicKeyX509Der<'_> = match &self.half {
            Half::Secret(_) => return None,
            Half::Rsa(pair) => pair.public_key().as_der().ok()?,
            Half::Ec(pair) => pair.public_key().as_der().ok()?,
            Half::Ed(pair) => pair.public_key().as_der().ok()?,
        };
        Some(der.as_ref().to_vec())
    }

    /// The public half as PEM, a newline at its end.
    #[must_use]
    pub fn public_pem(&self) -> Option<String> {
        let text = STANDARD.encode(self.public_der()?);
        let mut pem = "-----BEGIN PUBLIC KEY-----\n".to_owned();
        for line in text.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END PUBLIC KEY-----\n");
        Some(pem)
    }

    /// The public half as a JWK.
    #[must_use]
    pub fn public_jwk(&self) -> Option<Value> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut jwk = match &self.half {
            Half::Secret(_) => return None,
            Half::Rsa(pair) => json!({
                "kty": "RSA",
                "n": text(pair.public_key().modulus().big_endian_without_leading_zero()),
                "e": text(pair.public_key().exponent().big_endian_without_leading_zero()),
            }),
            Half::Ec(pair) => {
                let point = pair.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "x": text(point.get(1..33)?), "y": text(point.get(33..65)?)})
            }
            Half::Ed(pair) => json!({"kty": "OKP", "crv": "Ed25519", "x": text(pair.public_key().as_ref())}),
        };
        jwk["kid"] = json!(self.kid);
        jwk["alg"] = json!(self.algorithm.name());
        jwk["use"] = json!("sig");
        Some(jwk)
    }

    /// What the target's keyset file holds of this key.
    pub(crate) fn entry(&self) -> Value {
        match &self.half {
            Half::Secret(secret) => json!({
                "kty": "oct", "kid": self.kid, "alg": self.algorithm.name(), "use": "sig",
                "k": URL_SAFE_NO_PAD.encode(secret),
            }),
            Half::Rsa(_) | Half::Ec(_) | Half::Ed(_) => self.public_jwk().unwrap_or_default(),
        }
    }
}

/// The RSA key of this process. One takes long to make, and hundreds of twins are each given keys; that all of them trust
/// the same one tells nothing of any.
fn rsa_pair() -> Option<RsaKeyPair> {
    static MADE: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).ok()?;
        let der: Pkcs8V1Der<'_> = pair.as_der().ok()?;
        Some(der.as_ref().to_vec())
    });
    RsaKeyPair::from_pkcs8(made.as_ref()?).ok()
}

fn mac(algorithm: hmac::Algorithm, secret: &[u8], bytes: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, secret), bytes)
        .as_ref()
        .to_vec()
}

fn rsa(pair: &RsaKeyPair, padding: &'static dyn RsaEncoding, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(padding, &SystemRandom::new(), bytes, &mut signature)
        .ok()?;
    Some(signature)
}
