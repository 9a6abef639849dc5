//! The grammar of the header.

use axum::http::HeaderValue;
use proptest::prelude::*;
use rstest::rstest;

use crate::identity::{Bearer, BearerFault};

fn parse(text: &str) -> Result<String, BearerFault> {
    Bearer::parse(&HeaderValue::from_bytes(text.as_bytes()).unwrap()).map(|bearer| bearer.expose().to_owned())
}

#[rstest]
#[case("Bearer abc", "abc")]
#[case("bearer abc", "abc")]
#[case("BEARER abc", "abc")]
#[case("bEaReR   a.b-c_d~e+f/g==", "a.b-c_d~e+f/g==")]
fn accepted(#[case] header: &str, #[case] token: &str) {
    assert_eq!(parse(header).as_deref(), Ok(token));
}

#[rstest]
#[case("", BearerFault::Empty)]
#[case("   ", BearerFault::Empty)]
#[case("Bearer", BearerFault::Malformed)]
#[case("Bearer ", BearerFault::Malformed)]
#[case("Bearer ==", BearerFault::Malformed)]
#[case("Bearer Bearer abc", BearerFault::Malformed)]
#[case("Bearer abc def", BearerFault::Malformed)]
#[case("Bearer abc,def", BearerFault::Malformed)]
#[case("Bearer abc;x=1", BearerFault::Malformed)]
#[case("Bearer\tabc", BearerFault::Malformed)]
#[case("Bearer a=b", BearerFault::Malformed)]
#[case("Bearer \u{e9}", BearerFault::Malformed)]
#[case("Basic abc", BearerFault::Malformed)]
#[case("abc.def.ghi", BearerFault::Malformed)]
fn refused(#[case] header: &str, #[case] fault: BearerFault) {
    assert_eq!(parse(header), Err(fault));
}

#[test]
fn a_bearer_does_not_print_itself() {
    let bearer = Bearer::parse(&HeaderValue::from_static("Bearer hush")).unwrap();
    assert!(!format!("{bearer:?}").contains("hush"));
}

#[test]
fn too_long() {
    assert_eq!(
        parse(&format!("Bearer {}", "a".repeat(33 * 1024))),
        Err(BearerFault::Malformed)
    );
}

proptest! {
    #[test]
    fn every_token68_survives_as_it_is(
        scheme in "[bB][eE][aA][rR][eE][rR]",
        spaces in " {1,3}",
        token in "[A-Za-z0-9._~+/-]{1,60}={0,2}",
    ) {
        prop_assert_eq!(parse(&format!("{scheme}{spaces}{token}")), Ok(token));
    }

    #[test]
    fn nothing_else_does(header in "[ -~]{0,40}") {
        let looks_right = header.to_ascii_lowercase().strip_prefix("bearer ").is_some_and(|rest| {
            let token = rest.trim_start_matches(' ').trim_end_matches('=');
            !token.is_empty() && token.chars().all(|c| c.is_ascii_alphanumeric() || "-._~+/".contains(c))
        });
        prop_assert_eq!(parse(&header).is_ok(), looks_right);
    }
}
