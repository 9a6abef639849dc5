use clap::{CommandFactory as _, Parser as _};

use crate::cli::command::{Cli, guarded};
use crate::cli::error::CliError;
use crate::report::ReportError;
use crate::run::Outcome;

fn help(command: Option<&str>) -> String {
    let mut cli = Cli::command().term_width(100);
    cli.build();
    let shown = match command {
        None => &mut cli,
        Some(name) => cli.find_subcommand_mut(name).unwrap(),
    };
    shown.clone().term_width(100).render_help().to_string()
}

#[test]
fn the_arguments_are_consistent() {
    Cli::command().debug_assert();
}

#[rstest::rstest]
#[case::watertight(None)]
#[case::run(Some("run"))]
#[case::prove(Some("prove"))]
#[case::list(Some("list"))]
#[case::doctor(Some("doctor"))]
#[case::init(Some("init"))]
#[case::explain(Some("explain"))]
#[case::replay(Some("replay"))]
#[case::baseline(Some("baseline"))]
#[case::diff(Some("diff"))]
#[case::lint(Some("lint"))]
fn help_fits_and_shows_examples(#[case] command: Option<&str>) {
    let text = help(command);
    assert!(text.contains("Examples:"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn the_help_of_a_run() {
    insta::assert_snapshot!(help(Some("run")));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for arguments in [
        &["watertight"][..],
        &["watertight", "run", "--colour"],
        &["watertight", "run", "--jobs", "0"],
        &["watertight", "prove", "--jobs", "some"],
        &["watertight", "list", "--format", "yaml"],
        &["watertight", "run", "--shard", "6/5"],
        &["watertight", "explain"],
        &[
            "watertight",
            "baseline",
            "add",
            "--from",
            "x",
            "--check",
            "y",
            "--owner",
            "z",
            "--expires",
            "soon",
        ],
        &["watertight", "init", "--start", "x", "--url", "y"],
    ] {
        let error = Cli::try_parse_from(arguments).map(|_| ()).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{arguments:?}");
    }
}

#[test]
fn each_error_has_its_exit_code() {
    let path = || "x".to_owned();
    let cause = || std::io::Error::other("no");
    let code = |error: CliError| error.outcome().code();
    assert_eq!(code(crate::suite::SuiteError::Nothing(path()).into()), 2);
    assert_eq!(code(crate::prove::CatalogueError::Missing.into()), 2);
    assert_eq!(code(crate::under_test::TargetError::PortTaken(1).into()), 4);
    assert_eq!(
        code(
            ReportError::Form {
                given: path(),
                expected: "y"
            }
            .into()
        ),
        2
    );
    assert_eq!(
        code(
            ReportError::Write {
                path: path(),
                cause: cause()
            }
            .into()
        ),
        5
    );
    assert_eq!(code(CliError::Suite(path())), 5);
}

#[tokio::test]
async fn a_panic_is_the_suites_own_fault() {
    let ended = guarded(async { panic!("unheard of") }).await;
    assert_eq!(ended.map_err(|error| error.outcome()), Err(Outcome::Suite));
}

fn sources(folder: &std::path::Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_page_on_errors_names_every_error_type() {
    let page = include_str!("../../../docs/errors.md");
    let (_, suite) = page.split_once("\n## The suite").unwrap();
    let (suite, _) = suite.split_once("\n## ").unwrap();
    let mut texts = Vec::new();
    sources(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut texts,
    );
    // In two parts, or else this line would be one of them.
    let derived = concat!("thiserror", "::Error)]");
    let types: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split(derived).skip(1))
        .map(|rest| {
            let mut words = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            words.find(|word| matches!(*word, "enum" | "struct"));
            words.next().unwrap_or_default()
        })
        .collect();
    assert!(
        types.contains(&"CliError") && types.contains(&"Stop"),
        "{types:?}"
    );
    for name in &types {
        assert!(
            suite.contains(&format!("`{name}`")),
            "docs/errors.md does not name {name}"
        );
    }
}
