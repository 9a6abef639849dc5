//! Which tokens are believed.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::signature::{self, KeyPair as _};
use aws_lc_rs::{hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rstest::rstest;
use serde_json::{Map, Value, json};

use crate::identity::{Bearer, Claims, KeySet, KeysetVerifier, SigningAlgorithm, TokenFault, Verifier as _};
use crate::testing::{KID, SECRET, bearer, claims, keys, now, rules, sign};

fn verify(token: &str) -> Result<Claims, TokenFault> {
    KeysetVerifier::new(keys(), rules()).verify(&bearer(token))
}

fn encode(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// A token out of raw parts, rightly signed with HS256.
fn raw(header: &str, payload: &str) -> String {
    let message = format!("{}.{}", encode(header), encode(payload));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), message.as_bytes());
    format!("{message}.{}", encode(tag))
}

fn good_payload() -> String {
    Value::Object(claims("acme", "ai:execute")).to_string()
}

fn with_header(header: &Value) -> String {
    raw(&header.to_string(), &good_payload())
}

/// A good token but for one claim; `null` takes it away.
fn with_claim(name: &str, value: Value) -> String {
    let mut claims = claims("acme", "ai:execute");
    if value.is_null() {
        claims.remove(name)
    } else {
        claims.insert(name.to_owned(), value)
    };
    sign(&claims)
}

#[test]
fn a_good_token() {
    let claims = claims("acme", "ai:execute");
    assert_eq!(verify(&sign(&claims)), Ok(Claims(claims)));
}

#[rstest]
#[case::typ(json!({"alg": "HS256", "kid": KID, "typ": "at+jwt"}))]
#[case::no_typ(json!({"alg": "HS256", "kid": KID}))]
#[case::only_key_without_kid(json!({"alg": "HS256"}))]
fn good_headers(#[case] header: Value) {
    assert!(verify(&with_header(&header)).is_ok());
}

#[rstest]
#[case::none(json!({"alg": "none", "kid": KID}), TokenFault::Algorithm)]
#[case::hs512(json!({"alg": "HS512", "kid": KID}), TokenFault::Algorithm)]
#[case::rs256(json!({"alg": "RS256", "kid": KID}), TokenFault::Algorithm)]
#[case::no_alg(json!({"kid": KID}), TokenFault::Algorithm)]
#[case::alg_in_array(json!({"alg": ["HS256"], "kid": KID}), TokenFault::Algorithm)]
#[case::other_kid(json!({"alg": "HS256", "kid": "k2"}), TokenFault::UnknownKey)]
#[case::path_as_kid(json!({"alg": "HS256", "kid": "../../dev/null"}), TokenFault::UnknownKey)]
#[case::empty_kid(json!({"alg": "HS256", "kid": ""}), TokenFault::UnknownKey)]
#[case::kid_not_text(json!({"alg": "HS256", "kid": 1}), TokenFault::Malformed)]
#[case::critical(json!({"alg": "HS256", "kid": KID, "crit": ["x"], "x": 1}), TokenFault::Malformed)]
#[case::unencoded(json!({"alg": "HS256", "kid": KID, "b64": false}), TokenFault::Malformed)]
#[case::own_key(json!({"alg": "HS256", "kid": KID, "jwk": {"kty": "oct", "k": "AA"}}), TokenFault::Malformed)]
#[case::own_key_url(json!({"alg": "HS256", "kid": KID, "jku": "http://127.0.0.1/"}), TokenFault::Malformed)]
#[case::compressed(json!({"alg": "HS256", "kid": KID, "zip": "DEF"}), TokenFault::Malformed)]
#[case::id_token(json!({"alg": "HS256", "kid": KID, "typ": "id+jwt"}), TokenFault::Malformed)]
#[case::not_an_object(json!(["HS256"]), TokenFault::Malformed)]
fn refused_headers(#[case] header: Value, #[case] fault: TokenFault) {
    assert_eq!(verify(&with_header(&header)), Err(fault));
}

#[rstest]
#[case::expired("exp", json!(now() - 10), TokenFault::Expired)]
#[case::exp_absent("exp", json!(null), TokenFault::Claims)]
#[case::exp_text("exp", json!((now() + 600).to_string()), TokenFault::Claims)]
#[case::exp_negative("exp", json!(-1), TokenFault::Claims)]
#[case::exp_array("exp", json!([now() + 600]), TokenFault::Malformed)]
#[case::exp_huge("exp", json!(9_223_372_036_854_775_808_u64), TokenFault::Claims)]
#[case::exp_bool("exp", json!(true), TokenFault::Claims)]
#[case::not_yet("nbf", json!(now() + 60), TokenFault::NotYetValid)]
#[case::nbf_text("nbf", json!("0"), TokenFault::Claims)]
#[case::issued_tomorrow("iat", json!(now() + 86_400), TokenFault::NotYetValid)]
#[case::other_issuer("iss", json!("https://issuer.test/"), TokenFault::Issuer)]
#[case::issuer_suffix("iss", json!("https://issuer.test.evil"), TokenFault::Issuer)]
#[case::issuer_case("iss", json!("HTTPS://issuer.test"), TokenFault::Issuer)]
#[case::issuer_array("iss", json!(["https://issuer.test"]), TokenFault::Issuer)]
#[case::issuer_absent("iss", json!(null), TokenFault::Claims)]
#[case::other_audience("aud", json!("other"), TokenFault::Audience)]
#[case::audience_without("aud", json!(["other"]), TokenFault::Audience)]
#[case::audience_empty("aud", json!([]), TokenFault::Audience)]
#[case::audience_object("aud", json!({"jobs": 1}), TokenFault::Claims)]
#[case::audience_mixed("aud", json!(["jobs", 1]), TokenFault::Claims)]
#[case::audience_absent("aud", json!(null), TokenFault::Claims)]
#[case::subject_absent("sub", json!(null), TokenFault::Claims)]
#[case::subject_number("sub", json!(7), TokenFault::Claims)]
fn refused_claims(#[case] name: &str, #[case] value: Value, #[case] fault: TokenFault) {
    assert_eq!(verify(&with_claim(name, value)), Err(fault));
}

#[rstest]
#[case("aud", json!(["other", "jobs"]))]
#[case("exp", json!(now() - 2))]
#[case("exp", json!(now() as f64 + 0.5))]
#[case("nbf", json!(now() + 2))]
#[case("nbf", json!(now() - 60))]
fn accepted_claims(#[case] name: &str, #[case] value: Value) {
    assert!(verify(&with_claim(name, value)).is_ok());
}

#[rstest]
#[case::array("[]")]
#[case::null("null")]
#[case::text("\"x\"")]
#[case::repeated_claim(r#"{"workspace_id":"acme","workspace_id":"globex"}"#)]
#[case::not_json("{")]
fn refused_payloads(#[case] payload: &str) {
    let header = json!({"alg": "HS256", "kid": KID}).to_string();
    assert_eq!(verify(&raw(&header, payload)), Err(TokenFault::Malformed));
}

#[test]
fn a_repeated_header_member() {
    let token = raw(r#"{"alg":"none","alg":"HS256","kid":"k1"}"#, &good_payload());
    assert_eq!(verify(&token), Err(TokenFault::Malformed));
}

#[test]
fn the_signature_counts() {
    let token = sign(&claims("acme", "ai:execute"));
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = message.split_once('.').unwrap();
    let foreign = encode(Value::Object(claims("globex", "ai:execute")).to_string());
    let mut flipped = URL_SAFE_NO_PAD.decode(signature).unwrap();
    flipped[0] ^= 1;

    assert_eq!(
        verify(&format!("{header}.{foreign}.{signature}")),
        Err(TokenFault::Signature)
    );
    assert_eq!(
        verify(&format!("{message}.{}", encode(&flipped))),
        Err(TokenFault::Signature)
    );
    assert_eq!(
        verify(&format!("{message}.{}", encode(&flipped[..16]))),
        Err(TokenFault::Signature)
    );
    for spoilt in [
        format!("{message}."),
        message.to_owned(),
        format!("{token}.x"),
        format!(".{token}"),
        format!("{token}="),
        format!("{message}.{}", STANDARD.encode([0xff; 32])),
    ] {
        assert_eq!(verify(&spoilt), Err(TokenFault::Malformed), "{spoilt}");
    }
}

#[test]
fn keys_are_never_tried_in_turn() {
    let mut two = keys();
    two.add_key("k2", SigningAlgorithm::Hs256, &[1; 32]).unwrap();
    let verifier = KeysetVerifier::new(two, rules());
    let verdict = |header: Value| verifier.verify(&bearer(&with_header(&header))).map(|_| ());
    assert_eq!(verdict(json!({"alg": "HS256", "kid": KID})), Ok(()));
    assert_eq!(
        verdict(json!({"alg": "HS256", "kid": "k2"})),
        Err(TokenFault::Signature)
    );
    assert_eq!(verdict(json!({"alg": "HS256"})), Err(TokenFault::UnknownKey));
}

fn pem(der: &[u8]) -> String {
    format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(der)
    )
}

fn asymmetric(algorithm: SigningAlgorithm, public_pem: &str, signer: impl Fn(&[u8]) -> Vec<u8>) {
    let mut keys = KeySet::new();
    keys.add_key("p", algorithm, public_pem.as_bytes()).unwrap();
    let verifier = KeysetVerifier::new(keys, rules());
    let verdict = |token: &str| verifier.verify(&bearer(token)).map(|_| ());
    let message = |alg: &str| {
        let header = json!({"alg": alg, "kid": "p", "typ": "JWT"}).to_string();
        format!("{}.{}", encode(header), encode(good_payload()))
    };

    let good = message(algorithm.as_str());
    assert_eq!(
        verdict(&format!("{good}.{}", encode(signer(good.as_bytes())))),
        Ok(())
    );
    assert_eq!(
        verdict(&format!("{good}.{}", encode([0; 64]))),
        Err(TokenFault::Signature)
    );
    // The public key is public: as an HMAC secret it must be worth nothing.
    let confused = message("HS256");
    let tag = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, public_pem.as_bytes()),
        confused.as_bytes(),
    );
    assert_eq!(
        verdict(&format!("{confused}.{}", encode(tag))),
        Err(TokenFault::Algorithm)
    );
}

#[test]
fn ed25519() {
    let pair = signature::Ed25519KeyPair::generate().unwrap();
    let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    asymmetric(SigningAlgorithm::EdDsa, &pem(der.as_ref()), |message| {
        pair.sign(message).as_ref().to_vec()
    });
}

#[test]
fn p256() {
    let pair = signature::EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let random = rand::SystemRandom::new();
    asymmetric(SigningAlgorithm::Es256, &pem(der.as_ref()), |message| {
        pair.sign(&random, message).unwrap().as_ref().to_vec()
    });
}

#[test]
fn rsa() {
    let pair = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let random = rand::SystemRandom::new();
    asymmetric(SigningAlgorithm::Rs256, &pem(der.as_ref()), |message| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut signature)
            .unwrap();
        signature
    });
}

#[test]
fn a_wrong_length_of_claims_is_not_a_panic() {
    let empty: Map<String, Value> = Map::new();
    assert_eq!(verify(&sign(&empty)), Err(TokenFault::Claims));
    let dots = Bearer::parse(&"Bearer ...".parse().unwrap()).unwrap();
    assert_eq!(
        KeysetVerifier::new(keys(), rules()).verify(&dots),
        Err(TokenFault::Malformed)
    );
}
