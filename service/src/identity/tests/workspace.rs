//! The grammar of workspaces, scopes and subjects.

use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use crate::identity::{NoWorkspace, Scope, TokenFault, Workspace};
use crate::testing::{verified, workspace};

fn workspace_of(claim: &Value) -> Result<String, NoWorkspace> {
    let token = verified(&json!({"sub": "ada", "workspace_id": claim})).unwrap();
    Workspace::of(&token).map(|workspace| workspace.as_str().to_owned())
}

#[rstest]
#[case("a")]
#[case("0")]
#[case("acme-eu_1")]
#[case("default")]
#[case("null")]
#[case("abcdefghijklmnopqrstuvwxyz012345")]
fn usable(#[case] name: &str) {
    assert_eq!(workspace_of(&json!(name)).as_deref(), Ok(name));
}

#[rstest]
#[case(json!(null))]
#[case(json!(""))]
#[case(json!(" "))]
#[case(json!(" acme"))]
#[case(json!("acme "))]
#[case(json!("acme\n"))]
#[case(json!("acme\u{0}"))]
#[case(json!("ACME"))]
#[case(json!("-acme"))]
#[case(json!("_acme"))]
#[case(json!("ac:me"))]
#[case(json!("*"))]
#[case(json!("{acme}"))]
#[case(json!("аcme"))]
#[case(json!("ａcme"))]
#[case(json!("ac\u{200d}me"))]
#[case(json!("abcdefghijklmnopqrstuvwxyz0123456"))]
#[case(json!(["acme"]))]
#[case(json!({"id": "acme"}))]
#[case(json!(1))]
#[case(json!(true))]
fn unusable(#[case] claim: Value) {
    assert_eq!(workspace_of(&claim), Err(NoWorkspace));
}

#[test]
fn absent() {
    assert_eq!(
        Workspace::of(&verified(&json!({"sub": "ada"})).unwrap()),
        Err(NoWorkspace)
    );
}

#[test]
fn compared_byte_for_byte() {
    let acme = workspace("acme");
    assert!(acme.is(b"acme"));
    assert!(!acme.is(b"ACME") && !acme.is(b"acme ") && !acme.is(b"") && !acme.is(b"acm"));
}

#[rstest]
#[case(json!("ai:jobs:read"), true)]
#[case(json!("x ai:jobs:read y"), true)]
#[case(json!("ai:jobs:read ai:jobs:read"), true)]
#[case(json!(""), false)]
#[case(json!(null), false)]
#[case(json!("ai:jobs:readonly"), false)]
#[case(json!("xai:jobs:read"), false)]
#[case(json!("ai:jobs"), false)]
#[case(json!("ai:*"), false)]
#[case(json!("*"), false)]
#[case(json!("AI:JOBS:READ"), false)]
#[case(json!("ai:jobs:read\n"), false)]
#[case(json!("x,ai:jobs:read"), false)]
#[case(json!(["ai:jobs:read"]), false)]
#[case(json!({"ai:jobs:read": true}), false)]
fn scopes(#[case] claim: Value, #[case] granted: bool) {
    let token = verified(&json!({"sub": "ada", "scope": claim})).unwrap();
    assert_eq!(token.grants(Scope::ReadJobs), granted);
    assert!(!token.grants(Scope::Execute));
}

#[rstest]
#[case(json!({}))]
#[case(json!({"sub": ""}))]
#[case(json!({"sub": 1}))]
#[case(json!({"sub": "x".repeat(257)}))]
fn unusable_subject(#[case] claims: Value) {
    assert_eq!(verified(&claims).unwrap_err(), TokenFault::Claims);
}

proptest! {
    #[test]
    fn the_grammar_is_all_there_is(name in "[a-z0-9][a-z0-9_-]{0,31}") {
        prop_assert_eq!(workspace_of(&json!(name)), Ok(name));
    }

    #[test]
    fn everything_else_is_refused(name in "[a-cA-C0-2 _:\u{e9}\n-]{0,34}") {
        let ordinary = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let fits = name.chars().next().is_some_and(ordinary)
            && name.chars().count() <= 32
            && name.chars().all(|c| ordinary(c) || c == '_' || c == '-');
        prop_assert_eq!(workspace_of(&json!(name)).is_ok(), fits);
    }
}
