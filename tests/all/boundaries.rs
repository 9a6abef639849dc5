//! The rules of ARCHITECTURE.md that no compiler holds: who may depend on whom, where dependencies come from, how long a
//! file may be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use watertight_tests::cargo::metadata;
use watertight_tests::repository;

/// Each of our crates with the others of ours that it reaches, through anything, tests included.
fn reach(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let name = |id: &str| {
        let package = metadata["packages"]
            .as_array()
            .unwrap()
            .iter()
            .find(|package| package["id"] == id)
            .unwrap();
        package["name"].as_str().unwrap().to_owned()
    };
    let members: Vec<&str> = metadata["workspace_members"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let mut reach = BTreeMap::new();
    for member in &members {
        let (mut seen, mut open) = (BTreeSet::new(), vec![*member]);
        while let Some(id) = open.pop() {
            let node = nodes.iter().find(|node| node["id"] == id).unwrap();
            for next in node["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
            {
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        let ours = members
            .iter()
            .filter(|id| seen.contains(**id))
            .map(|id| name(id))
            .collect();
        reach.insert(name(member), ours);
    }
    reach
}

#[test]
fn the_judge_shares_nothing_with_the_judged() {
    let reach = reach(&metadata());
    assert_eq!(
        reach["watertight"],
        BTreeSet::new(),
        "the suite depends on a crate of ours"
    );
    assert_eq!(
        reach["watertight-service"],
        BTreeSet::new(),
        "the service depends on a crate of ours"
    );
    assert_eq!(
        reach["watertight-faults"],
        BTreeSet::from(["watertight-service".to_owned()])
    );
    // Properties, the model of the protocol and the benches hold the service's own store; whatever judges a program sees
    // programs alone.
    assert_eq!(
        reach["watertight-tests"],
        BTreeSet::from(["watertight-service".to_owned()])
    );
}

#[test]
fn every_dependency_comes_from_the_one_registry() {
    let metadata = metadata();
    for package in metadata["packages"].as_array().unwrap() {
        if let Some(source) = package["source"].as_str() {
            assert_eq!(
                source, "registry+https://github.com/rust-lang/crates.io-index",
                "{}",
                package["name"]
            );
        }
    }
}

#[test]
fn no_banned_crate_is_in_the_tree() {
    let lock = std::fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    for banned in ["openssl-sys", "rsa"] {
        assert!(
            !lock.contains(&format!("name = \"{banned}\"\n")),
            "{banned} is in Cargo.lock; deny.toml says why not"
        );
    }
}

#[test]
fn no_source_is_hidden_from_git() {
    let mut git = Command::new("git");
    git.args([
        "ls-files",
        "--others",
        "--ignored",
        "--exclude-standard",
        "--",
        "*.rs",
        "*.toml",
        "*.feature",
    ]);
    let output = git
        .current_dir(repository())
        .output()
        .expect("git is on the PATH; install it with: apt-get install git");
    assert!(
        output.status.success(),
        "this test needs a git checkout, since it asks git what a clone would lack: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let hidden: Vec<_> = text.lines().filter(|path| !path.starts_with("target/")).collect();
    assert!(
        hidden.is_empty(),
        ".gitignore hides these, so a clone would lack them: {hidden:?}"
    );
}

#[test]
fn no_file_is_over_three_hundred_and_fifty_lines() {
    // A longer file stands here with its reason.
    let reasons: &[(&str, &str)] = &[];
    let mut files = Vec::new();
    for folder in [
        "service",
        "conformance",
        "fixtures",
        "tests",
        "features",
        "scripts",
    ] {
        collect(&repository().join(folder), &mut files);
    }
    let lines = |path: &PathBuf| std::fs::read_to_string(path).map_or(0, |text| text.lines().count());
    let long: Vec<_> = files
        .iter()
        .map(|path| {
            (
                path.strip_prefix(repository()).unwrap().display().to_string(),
                lines(path),
            )
        })
        .filter(|(path, lines)| *lines > 350 && !reasons.iter().any(|(known, _)| known == path))
        .collect();
    assert!(long.is_empty(), "split these, or give a reason: {long:?}");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "snapshots") {
                collect(&path, files);
            }
        } else if path
            .extension()
            .is_none_or(|extension| extension == "rs" || extension == "feature")
        {
            files.push(path);
        }
    }
}
