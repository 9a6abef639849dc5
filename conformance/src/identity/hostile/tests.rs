//! Tests of forged tokens: each departs from a good one in the way that its phrase says.

use std::collections::BTreeSet;

use super::phrases::PHRASES;
use super::*;
use crate::identity::{Issuer, Tenant};

#[test]
fn no_phrase_is_defined_twice() {
    let phrases: BTreeSet<&str> = PHRASES.iter().map(|(phrase, _)| *phrase).collect();
    assert_eq!(phrases.len(), PHRASES.len());
}

#[test]
fn every_phrase_of_the_features_is_known() {
    let features = [
        include_str!("../../../../features/tokens.feature"),
        include_str!("../../../../features/keys.feature"),
        include_str!("../../../../features/token_text.feature"),
    ];
    // Only tables of tokens; those of examples hold other words.
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for feature in features {
        let mut tokens = false;
        for line in feature.lines().map(str::trim) {
            let cell = line
                .strip_prefix('|')
                .and_then(|row| row.strip_suffix('|'))
                .map(str::trim);
            match cell {
                Some("token") => tokens = true,
                Some(cell) if tokens => drop(used.insert(cell)),
                Some(_) => {}
                None => tokens = false,
            }
        }
    }
    used.retain(|cell| !cell.starts_with("the claim ") && !cell.starts_with("the header "));
    let known: BTreeSet<&str> = PHRASES.iter().map(|(phrase, _)| *phrase).collect();
    assert_eq!(used, known);
}

fn forged(phrase: &str) -> Vec<Forged> {
    let tokens = crate::profile::Profile::reference().unwrap().tokens;
    let issuer = Issuer::new(&tokens).unwrap();
    let (victim, forger) = (Tenant::fresh("acme"), Tenant::fresh("globex"));
    let cast = Cast {
        issuer: &issuer,
        victim: &victim,
        forger: &forger,
    };
    let forged = forge(&cast, phrase).unwrap();
    // Every test here loops over them.
    assert!(!forged.is_empty(), "`{phrase}` makes no token");
    forged
}

fn json(segment: &str) -> serde_json::Value {
    serde_json::from_slice(&bytes::unsegment(segment)).unwrap()
}

#[test]
fn every_phrase_makes_a_token_for_the_reference() {
    for (phrase, _) in PHRASES {
        let tokens = forged(phrase);
        assert!(tokens.iter().all(|forged| !forged.token.is_empty()), "{phrase}");
    }
}

#[test]
fn an_unsigned_token_says_so_in_the_given_letters() {
    for Forged { token, .. } in forged("the algorithm `nOnE`") {
        let [header, payload, signature] = bytes::split(&token).unwrap();
        assert_eq!(json(&header)["alg"], "nOnE");
        assert!(json(&payload)["exp"].is_i64());
        assert!(signature.is_empty());
    }
}

#[test]
fn segments_are_as_many_as_the_phrase_says() {
    for (phrase, count) in [
        ("only two segments", 2),
        ("four segments", 4),
        ("six segments", 6),
    ] {
        assert!(
            forged(phrase)
                .iter()
                .all(|forged| forged.token.split('.').count() == count),
            "{phrase}"
        );
    }
}

#[test]
fn a_rewritten_token_names_the_victim_under_the_forgers_signature() {
    for Forged { token, lender, .. } in forged("the forger's token rewritten to name the victim") {
        let ([_, payload, signature], [_, lent, lenders]) = (
            bytes::split(&token).unwrap(),
            bytes::split(&lender.unwrap()).unwrap(),
        );
        assert_eq!(signature, lenders);
        assert_ne!(json(&payload)["workspace_id"], json(&lent)["workspace_id"]);
        assert_eq!(json(&payload)["sub"], json(&lent)["sub"]);
    }
}

#[test]
fn one_claim_is_wrong_and_the_others_are_there() {
    for (phrase, claim) in [("no expiry", "exp"), ("no audience", "aud"), ("no issuer", "iss")] {
        let [_, payload, _] = bytes::split(&forged(phrase)[0].token).unwrap();
        let missing: Vec<&str> = ["exp", "aud", "iss", "sub"]
            .into_iter()
            .filter(|claim| json(&payload).get(claim).is_none())
            .collect();
        assert_eq!(missing, [claim]);
    }
}

#[test]
fn public_keys_are_tried_as_secrets_under_their_id_and_under_none() {
    let forged = forged("the public key as a shared secret: JWK");
    assert_eq!(forged.len(), 6, "three asymmetric keys, twice each");
    for Forged { token, .. } in forged {
        let [header, _, signature] = bytes::split(&token).unwrap();
        assert_eq!(
            (json(&header)["alg"].as_str(), bytes::unsegment(&signature).len()),
            (Some("HS256"), 32)
        );
    }
}
