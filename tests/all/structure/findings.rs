//! Everything that is wrong with the layout of one crate, as messages for whoever has to move something.

use syn::spanned::Spanned;

use super::attributes::{attributes, is_for_tests};
use super::circles::circles;
use super::drawing::Drawing;
use super::files::Sources;
use super::modules::Modules;

/// Ends of names that say when a file was made, or that another was full, and not what is in it.
const EMPTY_ENDS: [&str; 10] = [
    "_beside", "_odd", "_left", "_more", "_quiet", "_said", "_found", "_misc", "_extra", "_other",
];

/// What is wrong with a crate. Without a drawing, the order of its folders is not asked.
pub(crate) fn findings(sources: &Sources, drawing: Option<&Drawing>) -> Vec<String> {
    let modules = Modules::of(sources);
    let (arrows, nowhere) = modules.arrows();
    let mut findings = modules.unread.clone();
    findings.extend(nowhere);
    findings.extend(circles(&arrows));
    if let Some(drawing) = drawing {
        findings.extend(drawing.upward(&arrows));
        let files = modules.all.iter().map(|module| module.file.as_str());
        findings.extend(drawing.differences(files));
    }
    for (path, text) in &sources.files {
        findings.extend(empty_name(path));
        if path.ends_with("/mod.rs") {
            findings.extend(not_a_list(path, text));
        }
    }
    findings
}

/// A file or a folder whose name ends without a subject.
fn empty_name(path: &str) -> Option<String> {
    let parts = path.trim_end_matches(".rs").split('/');
    let end = parts
        .flat_map(|part| EMPTY_ENDS.iter().filter(|end| part.ends_with(**end)))
        .next()?;
    Some(format!(
        "{path}: a name that ends in {end} does not say its subject"
    ))
}

/// What a `mod.rs` holds beyond a header, declarations of modules and re-exports.
fn not_a_list(path: &str, text: &str) -> Vec<String> {
    let Ok(file) = syn::parse_file(text) else {
        return vec![format!("{path}: this is not Rust")];
    };
    let mut messages = Vec::new();
    if !file
        .attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("doc"))
    {
        messages.push(format!(
            "{path}:1: no `//!` header says what belongs here and what does not"
        ));
    }
    let beyond = file.items.iter().filter(|item| match item {
        syn::Item::Use(_) => false,
        syn::Item::Mod(module) => module.content.is_some() && !is_for_tests(attributes(item)),
        _ => true,
    });
    let lines: Vec<String> = beyond
        .map(|item| Spanned::span(item).start().line.to_string())
        .collect();
    if !lines.is_empty() {
        messages.push(format!(
            "{path}:{}: a mod.rs only declares and re-exports; move this to a file of its own",
            lines.join(",")
        ));
    }
    messages
}
