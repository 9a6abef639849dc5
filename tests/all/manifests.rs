//! What manifests ask for, somebody uses: a dependency that no source file names costs every build, and is one more to trust.
//!
//! Here belongs what manifests say beside the sources. Which crates may depend on which belongs to `boundaries`.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;
use watertight_tests::cargo::metadata;
use watertight_tests::repository;

/// Dependencies that no source has to name: the crate, the dependency, and why.
const UNNAMED: [(&str, &str, &str); 0] = [];

/// The crates that a source file names: each `name::` in its code, in attributes and macros, too. Comments name nothing.
fn named(code: &TokenStream, names: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = code.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => named(&group.stream(), names),
            TokenTree::Ident(ident) => {
                let is_colon =
                    |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(one)) if one.as_char() == ':');
                let is_inside = at >= 2 && is_colon(at - 1) && is_colon(at - 2);
                if is_colon(at + 1) && is_colon(at + 2) && !is_inside {
                    names.insert(ident.to_string());
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn named_by(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    named(&text.parse().unwrap(), &mut names);
    names
}

fn named_under(folder: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(named_under(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            names.extend(named_by(&std::fs::read_to_string(path).unwrap()));
        }
    }
    names
}

/// The names by which a package asks for its dependencies, as its sources would spell them beside as its manifest does.
fn asked(package: &Value) -> Vec<(String, String)> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    let names = dependencies.map(|one| one["rename"].as_str().or(one["name"].as_str()).unwrap());
    names
        .map(|name| (name.to_owned(), name.replace('-', "_")))
        .collect()
}

fn members(metadata: &Value) -> Vec<&Value> {
    let members = metadata["workspace_members"].as_array().unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .filter(|package| members.contains(&package["id"]))
        .collect()
}

#[test]
fn every_dependency_of_a_crate_is_named_in_its_sources() {
    let metadata = metadata();
    let mut unused = Vec::new();
    for package in members(&metadata) {
        let name = package["name"].as_str().unwrap();
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let named = named_under(manifest.parent().unwrap());
        for (dependency, spelled) in asked(package) {
            let is_excepted = UNNAMED
                .iter()
                .any(|(package, excepted, _)| *package == name && *excepted == dependency);
            if named.contains(&spelled) == is_excepted {
                unused.push(format!("{name}: {dependency}"));
            }
        }
    }
    assert!(unused.is_empty(), "take out, or out of UNNAMED: {unused:#?}");
}

#[test]
fn every_dependency_of_the_workspace_is_asked_for_by_a_crate() {
    let metadata = metadata();
    let asked: BTreeSet<String> = members(&metadata)
        .into_iter()
        .flat_map(asked)
        .map(|(name, _)| name)
        .collect();
    let manifest = std::fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let shared = manifest["workspace"]["dependencies"].as_table().unwrap();
    let unused: Vec<&String> = shared.keys().filter(|name| !asked.contains(*name)).collect();
    assert!(
        unused.is_empty(),
        "no crate asks for {unused:?}; take them out of [workspace.dependencies]"
    );
}

#[test]
fn a_name_is_found_where_code_uses_it_and_nowhere_else() {
    let text = "//! a::b\n/// a::b\n#[c::d] fn f() { g!(e::h(\"i::j\")); let _ = x.k::<u8>(); m::n::o(); /* p::q */ }";
    let names: Vec<String> = named_by(text).into_iter().collect();
    assert_eq!(names, ["c", "e", "k", "m"]);
}
