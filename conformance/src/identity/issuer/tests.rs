use std::os::unix::fs::PermissionsExt as _;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
    VerificationAlgorithm,
};
use aws_lc_rs::{digest, hmac};

use crate::identity::issuer::*;
use crate::profile::Algorithm;

fn tokens(more: &str) -> Tokens {
    toml::from_str(&format!(
        "algorithm = \"HS256\"\nalso = [\"RS256\", \"ES256\", \"EdDSA\"]\n{more}"
    ))
    .unwrap()
}

fn keys(issuer: &Issuer) -> Vec<Value> {
    let set: Value = serde_json::from_str(&issuer.keyset()).unwrap();
    set["keys"].as_array().unwrap().clone()
}

fn bytes(member: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(member.as_str().unwrap()).unwrap()
}

#[test]
fn the_keyset_holds_public_halves_and_one_shared_secret() {
    let issuer = Issuer::new(&tokens("")).unwrap();
    let shapes: Vec<(String, String, Vec<String>)> = keys(&issuer)
        .iter()
        .map(|key| {
            let text = |name: &str| key[name].as_str().unwrap().to_owned();
            let mut own: Vec<String> = key.as_object().unwrap().keys().cloned().collect();
            own.retain(|name| !["kty", "kid", "alg", "use"].contains(&name.as_str()));
            own.sort();
            (text("kty"), text("alg"), own)
        })
        .collect();
    let shape = |kty: &str, alg: &str, own: &[&str]| {
        let own = own.iter().map(|&name| name.to_owned()).collect();
        (kty.to_owned(), alg.to_owned(), own)
    };
    assert_eq!(
        shapes,
        [
            shape("oct", "HS256", &["k"]),
            shape("RSA", "RS256", &["e", "n"]),
            shape("EC", "ES256", &["crv", "x", "y"]),
            shape("OKP", "EdDSA", &["crv", "x"]),
        ]
    );
    let mut kids: Vec<&str> = issuer.keys().iter().map(|key| key.kid.as_str()).collect();
    kids.dedup();
    assert_eq!(kids.len(), 4);
}

#[test]
fn a_signature_is_good_by_the_key_that_the_keyset_shows() {
    let issuer = Issuer::new(&tokens("")).unwrap();
    let shown = keys(&issuer);
    assert_eq!((issuer.keys().len(), shown.len()), (4, 4));
    for (key, jwk) in issuer.keys().iter().zip(shown) {
        let signature = key.sign(b"message");
        let by = |algorithm: &'static dyn VerificationAlgorithm, public: Vec<u8>| {
            UnparsedPublicKey::new(algorithm, public).verify(b"message", &signature)
        };
        let good = match key.algorithm {
            Algorithm::Hs256 => {
                let secret = hmac::Key::new(hmac::HMAC_SHA256, &bytes(&jwk["k"]));
                hmac::verify(&secret, b"message", &signature).is_ok()
            }
            Algorithm::Rs256 => {
                let (n, e) = (bytes(&jwk["n"]), bytes(&jwk["e"]));
                RsaPublicKeyComponents { n: &n, e: &e }
                    .verify(&RSA_PKCS1_2048_8192_SHA256, b"message", &signature)
                    .is_ok()
            }
            Algorithm::Es256 => {
                let point = [vec![4], bytes(&jwk["x"]), bytes(&jwk["y"])].concat();
                by(&ECDSA_P256_SHA256_FIXED, point).is_ok()
            }
            Algorithm::EdDsa => by(&ED25519, bytes(&jwk["x"])).is_ok(),
        };
        assert!(good, "{}", key.kid);
        let pem = key.public_pem().unwrap_or_default();
        assert_eq!(pem.is_empty(), key.algorithm == Algorithm::Hs256);
    }
}

#[test]
fn two_runs_share_no_key() {
    let [a, b] = [(), ()].map(|()| Issuer::new(&tokens("")).unwrap().keyset());
    assert_ne!(
        digest::digest(&digest::SHA256, a.as_bytes()).as_ref(),
        digest::digest(&digest::SHA256, b.as_bytes()).as_ref()
    );
}

#[test]
fn the_keyset_file_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyset.json");
    let issuer = Issuer::new(&tokens("")).unwrap();
    issuer.write_keyset(&path).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), issuer.keyset());
    let again = issuer.write_keyset(&path).unwrap_err().to_string();
    assert!(again.contains("keyset.json"), "{again}");
}

#[test]
fn claims_have_the_names_and_the_form_of_the_profile() {
    let named = tokens(
        "issuer = \"i\"\naudience = \"a\"\nscope_form = \"array\"\nclaims = { workspace = \"org\", scope = \"scp\" }\n\
         scopes = { read = \"r\", execute = \"x\" }",
    );
    let tenant = Tenant::fresh("acme");
    let claims = Issuer::new(&named)
        .unwrap()
        .claims(&tenant, &[Scope::Read, Scope::Execute]);
    assert_eq!(
        (&claims["iss"], &claims["aud"], &claims["org"], &claims["scp"]),
        (
            &json!("i"),
            &json!("a"),
            &json!(tenant.workspace),
            &json!(["r", "x"])
        )
    );
    let plain = Issuer::new(&tokens("")).unwrap().claims(&tenant, &[Scope::Read]);
    assert_eq!(
        (&plain["workspace_id"], &plain["scope"]),
        (&json!(tenant.workspace), &json!("ai:jobs:read"))
    );
}
