//! Circles of files, and every way in which one file can name what is in another.

use rstest::rstest;

use super::small::of;

#[test]
fn two_files_that_use_each_other_are_a_circle() {
    let found = of(&[
        ("src/lib.rs", "mod one; mod two;"),
        ("src/one.rs", "use crate::two::Two;\npub struct One(Two);"),
        ("src/two.rs", "pub struct Two;\n\nfn f(_: super::one::One) {}"),
    ]);
    assert_eq!(
        found,
        ["a circle of 2 files:\n  \
             src/one.rs:1 -> src/two.rs  (crate::two::Two)\n  \
             src/two.rs:3 -> src/one.rs  (super::one::One)"]
    );
}

#[test]
fn three_files_in_a_ring_are_a_circle_and_a_fourth_beside_it_is_not() {
    let found = of(&[
        ("src/lib.rs", "mod a; mod b; mod c; mod d;"),
        (
            "src/a.rs",
            "use crate::{d, b::{self, B as Other}};\npub struct A;",
        ),
        ("src/b.rs", "pub struct B;\nfn f() { vec![crate::c::f()]; }"),
        ("src/c.rs", "pub fn f() -> Vec<crate::a::A> { Vec::new() }"),
        ("src/d.rs", "pub struct D;"),
    ]);
    assert_eq!(
        found,
        ["a circle of 3 files:\n  \
             src/a.rs:1 -> src/b.rs  (crate::b, crate::b::B)\n  \
             src/b.rs:2 -> src/c.rs  (crate::c::f)\n  \
             src/c.rs:1 -> src/a.rs  (crate::a::A)"]
    );
}

/// Ways to name `two::Two` in `one`, which `two` uses.
#[rstest]
#[case::a_rename("use crate::two::Two as Other;")]
#[case::a_group("use crate::{two::{Two}};")]
#[case::a_star("use crate::two::*;")]
#[case::a_star_of_the_facade("use crate::*; struct S(Two);")]
#[case::the_facade("use crate::Two;")]
#[case::the_module_and_then_the_path("use crate::two; fn f(_: two::Two) {}")]
#[case::inside_a_function("fn f() { use crate::two::Two; }")]
#[case::in_an_expression("fn f() { let _ = crate::two::Two::default(); }")]
#[case::in_a_macro_call("fn f() { println!(\"{:?}\", [crate::two::Two]); }")]
#[case::in_an_attribute("#[derive(Default)] struct S { #[arg(value_parser = crate::two::Two)] x: u8 }")]
#[case::in_a_text_for_serde("struct S { #[serde(with = \"crate::two\")] x: u8 }")]
#[case::behind_a_trait("impl crate::two::Two for u8 {}")]
#[case::through_an_inner_module("mod inner { use super::super::two::Two; }")]
fn no_way_to_name_a_thing_is_overlooked(#[case] code: &str) {
    let found = of(&[
        ("src/lib.rs", "mod one; mod two; pub use two::Two;"),
        ("src/one.rs", &format!("pub struct One; {code}")),
        ("src/two.rs", "use crate::one::One; pub struct Two;"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("a circle of 2 files:\n"), "{found:?}");
}

/// What `one` may say although `two` uses `one`.
#[rstest]
#[case::for_tests("#[cfg(test)] mod tests { use crate::two::Two; }")]
#[case::for_tests_among_others("#[cfg(all(test, unix))] fn f(_: crate::two::Two) {}")]
#[case::of_another_crate("use ::two::Two; fn f(_: ::two::Two, _: two::Two) {}")]
#[case::in_a_comment("/// See [`crate::two::Two`].\nfn f() {}")]
#[case::in_who_may_see_it("pub(in crate::two) fn f() {}")]
fn what_is_no_arrow_makes_no_circle(#[case] code: &str) {
    let found = of(&[
        ("src/lib.rs", "mod one; mod two;"),
        ("src/one.rs", &format!("pub struct One; {code}")),
        ("src/two.rs", "use crate::one::One; pub struct Two;"),
    ]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn of_a_large_circle_the_shortest_way_round_is_said() {
    let found = of(&[
        ("src/lib.rs", "mod a; mod b; mod c; mod d;"),
        ("src/a.rs", "use crate::b::B; pub struct A;"),
        ("src/b.rs", "use crate::c::C; pub struct B;"),
        ("src/c.rs", "use crate::{b::B, d::D}; pub struct C;"),
        ("src/d.rs", "use crate::a::A; pub struct D;"),
    ]);
    let lines: Vec<&str> = found[0].lines().collect();
    assert_eq!(
        lines[..2],
        [
            "a circle of 4 files:",
            "  shortest: src/b.rs -> src/c.rs -> src/b.rs"
        ]
    );
    assert_eq!(lines.len(), 2 + 5, "{found:?}");
}

#[test]
fn a_module_is_found_where_its_path_says() {
    let found = of(&[
        ("src/lib.rs", "mod one; #[path = \"../shared/two.rs\"] mod two;"),
        ("src/one.rs", "use crate::two::Two; pub struct One;"),
        ("shared/two.rs", "use crate::one::One; pub struct Two;"),
    ]);
    assert_eq!(
        found,
        ["a circle of 2 files:\n  \
             shared/two.rs:1 -> src/one.rs  (crate::one::One)\n  \
             src/one.rs:1 -> shared/two.rs  (crate::two::Two)"]
    );
}

#[test]
fn a_facade_is_no_part_of_a_circle_but_what_it_re_exports_is() {
    let facade =
        "//! A store.\n\nmod memory;\nmod record;\n\npub use memory::Memory;\npub use record::Record;";
    let mut files = [
        ("src/lib.rs", "mod store;"),
        ("src/store/mod.rs", facade),
        (
            "src/store/memory.rs",
            "use super::Record;\npub struct Memory(Record);",
        ),
        ("src/store/record.rs", "pub struct Record;"),
    ];
    assert_eq!(of(&files), [""; 0]);

    files[3].1 = "use crate::store::Memory;\npub struct Record(Box<Memory>);";
    assert_eq!(
        of(&files),
        ["a circle of 2 files:\n  \
             src/store/memory.rs:1 -> src/store/record.rs  (super::Record)\n  \
             src/store/record.rs:1 -> src/store/memory.rs  (crate::store::Memory)"]
    );
}
