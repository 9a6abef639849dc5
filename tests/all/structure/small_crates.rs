//! Each rule on a crate of a few lines: what breaks it is named with its file and line, what keeps it is let pass.

use rstest::rstest;

use super::drawing::Drawing;
use super::files::Sources;
use super::findings::findings;

/// What is wrong with these files, without a drawing.
fn of(files: &[(&str, &str)]) -> Vec<String> {
    findings(&Sources::of(files), None)
}

/// What is wrong with these files in the order of these lines.
fn drawn(lines: &[&str], files: &[(&str, &str)]) -> Vec<String> {
    findings(&Sources::of(files), Some(&Drawing::of(lines).unwrap()))
}

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

#[test]
fn a_function_with_the_name_of_its_module_is_found() {
    let found = drawn(
        &["low", "high"],
        &[
            ("src/lib.rs", "mod high; mod low;"),
            ("src/high/mod.rs", "//! High.\n\nmod run;\n\npub use run::run;"),
            ("src/high/run.rs", "pub fn run() { crate::low::f() }"),
            ("src/low.rs", "use crate::high::run;\npub fn f() { run() }"),
        ],
    );
    assert!(
        found.contains(&"an arrow that runs up: src/high/run.rs:1 -> src/low.rs  (crate::low::f)".to_owned()),
        "{found:?}"
    );
    assert_eq!(found.len(), 2, "{found:?}");
}

const THREE: [(&str, &str); 4] = [
    ("src/lib.rs", "mod cli; mod run; mod wire;"),
    (
        "src/cli.rs",
        "use crate::run::Run; use crate::wire::Wire; pub struct Cli;",
    ),
    ("src/run.rs", "use crate::wire::Wire; pub struct Run;"),
    ("src/wire.rs", "pub struct Wire;"),
];

#[test]
fn arrows_that_run_down_the_drawing_are_right() {
    assert_eq!(drawn(&["cli", "run", "wire"], &THREE), [""; 0]);
}

#[test]
fn an_arrow_up_the_drawing_is_named() {
    assert_eq!(
        drawn(&["cli", "wire", "run"], &THREE),
        ["an arrow that runs up: src/run.rs:1 -> src/wire.rs  (crate::wire::Wire)"]
    );
}

#[test]
fn an_arrow_between_neighbours_on_one_line_is_named() {
    assert_eq!(
        drawn(&["cli", "run wire"], &THREE),
        ["an arrow between two names on one line of the drawing: \
             src/run.rs:1 -> src/wire.rs  (crate::wire::Wire)"]
    );
}

#[test]
fn what_is_not_drawn_and_what_is_not_there_is_named() {
    assert_eq!(
        drawn(&["cli", "prove", "run"], &THREE),
        [
            "the drawing does not name src/wire",
            "the drawing names src/prove, which is not there"
        ]
    );
}

#[test]
fn a_re_export_from_above_runs_up_although_a_facade_is_no_file() {
    let found = drawn(
        &["high", "low"],
        &[
            ("src/lib.rs", "mod high; mod low;"),
            ("src/high.rs", "pub struct High;"),
            ("src/low/mod.rs", "//! Low.\n\npub use crate::high::High;"),
        ],
    );
    assert_eq!(
        found,
        ["an arrow that runs up: src/low/mod.rs:3 -> src/high.rs  (crate::high::High)"]
    );
}

#[test]
fn what_the_root_defines_lies_above_everything() {
    let found = drawn(
        &["low"],
        &[
            ("src/lib.rs", "mod low; pub fn help() {}"),
            ("src/low.rs", "pub fn f() { crate::help() }"),
        ],
    );
    assert_eq!(
        found,
        ["an arrow that runs up: src/low.rs:1 -> src/lib.rs  (crate::help)"]
    );
}

#[test]
fn the_order_inside_a_folder_is_held_where_it_is_drawn() {
    let files = [
        ("src/lib.rs", "mod steps; mod world;"),
        ("src/steps/mod.rs", "//! Steps.\n\nmod jobs;\nmod shared;"),
        ("src/steps/jobs/mod.rs", "//! Jobs.\n\nmod paging;"),
        (
            "src/steps/jobs/paging.rs",
            "use crate::steps::shared::Name; use crate::world::World;",
        ),
        ("src/steps/shared.rs", "pub struct Name;"),
        ("src/world.rs", "pub struct World;"),
    ];
    let right = ["steps", "  jobs", "  shared", "world"];
    let wrong = ["steps", "  shared", "  jobs", "world"];
    assert_eq!(drawn(&right, &files), [""; 0]);
    assert_eq!(
        drawn(&["steps", "world"], &files),
        [""; 0],
        "not drawn, not asked"
    );
    assert_eq!(
        drawn(&wrong, &files),
        ["an arrow that runs up: \
             src/steps/jobs/paging.rs:1 -> src/steps/shared.rs  (crate::steps::shared::Name)"]
    );
    assert_eq!(
        drawn(&["steps", "  jobs", "world"], &files),
        ["the drawing does not name src/steps/shared"]
    );
}

#[rstest]
#[case::twice(&["a", "b a"], "a stands twice in one folder")]
#[case::below_two(&["a b", "  c"], "\"  c\" is inside of no folder: the line above names [\"a\", \"b\"]")]
#[case::too_far_in(&["a", "    c"], "\"    c\" is not two spaces further in than its folder")]
#[case::between(&["a", " c"], "\" c\" is not two spaces further in than its folder")]
fn a_drawing_that_cannot_be_read_says_why(#[case] lines: &[&str], #[case] fault: &str) {
    assert_eq!(Drawing::of(lines).unwrap_err(), fault);
}

#[test]
fn drawings_are_found_on_a_page_by_the_folder_of_their_crate() {
    let page =
        "# A\n\n```text\ncli\n```\n\n```layers fixtures/faults\ntwins\n```\n\n```layers service\napp\n```\n";
    let drawings = Drawing::all(page).unwrap();
    assert_eq!(
        drawings.keys().collect::<Vec<_>>(),
        ["fixtures/faults", "service"]
    );
    let twice = format!("{page}\n```layers service\n```\n");
    assert_eq!(
        Drawing::all(&twice).unwrap_err(),
        "there are two drawings of service"
    );
}

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
        ("src/lib.rs", "mod one; mod gone;\n#[path = \"x.rs\"]\nmod moved;"),
        ("src/one.rs", "use crate::nothing::X;"),
    ]);
    assert_eq!(
        found,
        [
            "src/gone.rs: there is no such file",
            "src/lib.rs:3: `mod moved` says #[path]; move the file",
            "src/one.rs:1: `crate::nothing::X` leads to nothing that this check can see",
        ]
    );
}
