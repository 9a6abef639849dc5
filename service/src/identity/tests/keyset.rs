//! Which keys may be configured.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rstest::rstest;
use serde_json::{Value, json};

use crate::identity::{KeyError, KeySet, SigningAlgorithm};

fn add(document: &Value) -> Result<usize, KeyError> {
    let mut keys = KeySet::new();
    keys.add_jwks(document.to_string().as_bytes())?;
    Ok(keys.len())
}

fn bytes(length: usize) -> String {
    URL_SAFE_NO_PAD.encode(vec![0xa5; length])
}

fn secret() -> Value {
    json!({"kty": "oct", "kid": "a", "alg": "HS256", "k": bytes(32)})
}

fn with(mut key: Value, name: &str, value: Value) -> Value {
    key[name] = value;
    key
}

#[test]
fn each_kind_is_accepted() {
    let keys = json!({"keys": [
        secret(),
        {"kty": "RSA", "kid": "b", "alg": "RS256", "n": bytes(256), "e": "AQAB", "use": "sig"},
        {"kty": "EC", "crv": "P-256", "kid": "c", "alg": "ES256", "x": bytes(32), "y": bytes(32)},
        {"kty": "OKP", "crv": "Ed25519", "kid": "d", "alg": "EdDSA", "x": bytes(32), "key_ops": ["verify"]},
    ]});
    assert_eq!(add(&keys), Ok(4));
}

#[rstest]
#[case::no_kid(with(secret(), "kid", json!(null)))]
#[case::empty_kid(with(secret(), "kid", json!("")))]
#[case::no_alg(with(secret(), "alg", json!(null)))]
#[case::unknown_alg(with(secret(), "alg", json!("HS512")))]
#[case::none(with(secret(), "alg", json!("none")))]
#[case::mismatch(with(secret(), "alg", json!("RS256")))]
#[case::short_secret(with(secret(), "k", json!(bytes(31))))]
#[case::not_base64url(with(secret(), "k", json!("!!")))]
#[case::for_encryption(with(secret(), "use", json!("enc")))]
#[case::only_signs(with(secret(), "key_ops", json!(["sign"])))]
#[case::small_modulus(json!({"kty": "RSA", "kid": "b", "alg": "RS256", "n": bytes(128), "e": "AQAB"}))]
#[case::private(json!({"kty": "RSA", "kid": "b", "alg": "RS256", "n": bytes(256), "e": "AQAB", "d": bytes(256)}))]
#[case::other_curve(json!({"kty": "EC", "crv": "P-384", "kid": "c", "alg": "ES256", "x": bytes(48), "y": bytes(48)}))]
#[case::short_point(json!({"kty": "OKP", "crv": "Ed25519", "kid": "d", "alg": "EdDSA", "x": bytes(31)}))]
#[case::not_an_object(json!("key"))]
fn unusable(#[case] key: Value) {
    assert!(matches!(
        add(&json!({"keys": [key]})),
        Err(KeyError::Entry { position: 0, .. })
    ));
}

#[rstest]
#[case(json!({}))]
#[case(json!([]))]
#[case(json!({"keys": {}}))]
fn not_a_key_set(#[case] document: Value) {
    assert_eq!(add(&document), Err(KeyError::NotAKeySet));
}

#[test]
fn ids_are_unique() {
    assert_eq!(
        add(&json!({"keys": [secret(), secret()]})),
        Err(KeyError::Repeated("a".to_owned()))
    );
}

#[rstest]
#[case(SigningAlgorithm::Hs256, b"short".as_slice())]
#[case(SigningAlgorithm::Rs256, b"not pem".as_slice())]
#[case(SigningAlgorithm::Es256, b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".as_slice())]
#[case(SigningAlgorithm::EdDsa, b"".as_slice())]
fn unusable_material(#[case] algorithm: SigningAlgorithm, #[case] material: &[u8]) {
    let refused = KeySet::new().add_key("a", algorithm, material);
    assert!(matches!(refused, Err(KeyError::Unusable(_))));
}

#[test]
fn a_key_set_does_not_print_its_keys() {
    let printed = format!("{:?}", crate::testing::keys());
    assert!(printed.contains("k1") && !printed.contains("0123") && !printed.contains("48"));
}
