//! `mod.rs` files that hold more than a list, names without a subject, and what the check cannot follow.

use rstest::rstest;

use super::small::of;

#[test]
fn a_mod_rs_holds_a_header_declarations_and_re_exports_only() {
    let code = "mod run;\n\npub use run::Run;\n\n/// Code.\npub fn help() {}\npub struct S;\n\n#[cfg(test)]\nmod tests { fn f() {} }";
    let found = of(&[
        ("src/lib.rs", "mod run;"),
        ("src/run/mod.rs", code),
        ("src/run/run.rs", "pub struct Run;"),
    ]);
    assert_eq!(
        found,
        [
            "src/run/mod.rs:1: no `//!` header says what belongs here and what does not",
            "src/run/mod.rs:5,7: a mod.rs only declares and re-exports; move this to a file of its own",
        ]
    );
}

#[rstest]
#[case("src/paging_odd.rs", "_odd")]
#[case("src/bodies_beside.rs", "_beside")]
#[case("src/backfilling_left/mod.rs", "_left")]
fn a_name_without_a_subject_is_refused(#[case] path: &str, #[case] end: &str) {
    let found = of(&[("src/lib.rs", ""), (path, "//! A header.")]);
    assert_eq!(
        found,
        [format!(
            "{path}: a name that ends in {end} does not say its subject"
        )]
    );
}

#[test]
fn what_cannot_be_followed_is_said() {
    let found = of(&[
        ("src/lib.rs", "mod one; mod gone;"),
        ("src/one.rs", "use crate::nothing::X;"),
    ]);
    assert_eq!(
        found,
        [
            "src/gone.rs: there is no such file",
            "src/one.rs:1: `crate::nothing::X` leads to nothing that this check can see",
        ]
    );
}
