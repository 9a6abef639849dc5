//! Arrows and folders against a drawing, and drawings that cannot be read.

use rstest::rstest;

use super::small::drawn;
use crate::structure::drawing::Drawing;

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
