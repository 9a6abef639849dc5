//! The rules on every crate of this workspace, with the order that ARCHITECTURE.md draws.

use std::collections::BTreeMap;
use std::path::Path;

use rstest::rstest;
use watertight_tests::{cargo, repository};

use super::drawing::Drawing;
use super::files::Sources;
use super::findings::findings;

/// The sources of each crate, by its folder in the repository.
fn crates() -> BTreeMap<String, Sources> {
    let metadata = cargo::metadata();
    let members = metadata["workspace_members"].as_array().unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let ours = packages.iter().filter(|package| members.contains(&package["id"]));
    ours.map(|package| {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let folder = manifest.parent().unwrap();
        let below = |path: &Path, base: &Path| path.strip_prefix(base).unwrap().display().to_string();
        let roots = package["targets"].as_array().unwrap().iter().map(|target| {
            let path = Path::new(target["src_path"].as_str().unwrap());
            below(path, folder)
        });
        let name = below(folder, &repository());
        (name, Sources::read(folder, roots.collect()))
    })
    .collect()
}

fn drawings() -> BTreeMap<String, Drawing> {
    let page = std::fs::read_to_string(repository().join("ARCHITECTURE.md")).unwrap();
    Drawing::all(&page).unwrap()
}

#[test]
fn every_crate_is_drawn_and_nothing_else_is() {
    let (drawings, crates) = (drawings(), crates());
    let drawn: Vec<&String> = drawings.keys().collect();
    let there: Vec<&String> = crates.keys().collect();
    assert_eq!(drawn, there, "the blocks ```layers NAME of ARCHITECTURE.md");
    assert_eq!(
        there,
        ["conformance", "fixtures/faults", "service", "tests"],
        "each needs a case of the test below"
    );
}

#[rstest]
#[case::conformance("conformance")]
#[case::service("service")]
#[case::faults("fixtures/faults")]
#[case::tests("tests")]
fn a_crate_keeps_the_layout_rules(#[case] name: &str) {
    let found = findings(&crates()[name], drawings().get(name));
    assert!(
        found.is_empty(),
        "{} findings in {name}:\n{}",
        found.len(),
        found.join("\n")
    );
}
