//! Whoever cites a paper, in a comment, a twin's source or a document, cites one that a reader can open.
//!
//! That is the contract by its section, a requirement, or a public source: an RFC, a CWE, OWASP, a public repository.
//! The invariant: a section of the contract that is cited is there.

use std::path::Path;

use regex::Regex;
use rstest::rstest;
use watertight_tests::repository;

use super::page::page;
use super::rules::sections;

/// How papers that are not in the project were cited, and where that is looked for.
const PRIVATE: [(&str, &str); 8] = [
    ("", r"(?i)\bedge[- ]cases?\s+[A-Z]+-\d"),
    ("", r"\bedge-cases\b"),
    ("", r"\b(anchors|design|layout|libraries|plan|redis|style)\.md\b"),
    ("", r"(?i)\bcontract(\.md)? section\b"),
    ("", r"\bplan \d\.\d"),
    ("", r"\bdecision D-\d"),
    ("", r"\bG-\d\b"),
    ("fixtures/faults", r"(?i)\bupstream\b|\bMT-CS\b"),
];

/// The citations in a text that no reader can follow, with their lines.
fn unreadable(path: &str, text: &str, sections: &[String]) -> Vec<String> {
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let mut found = Vec::new();
    for (folder, pattern) in PRIVATE {
        if path.starts_with(folder) {
            let all = Regex::new(pattern).unwrap();
            let all = all.find_iter(text);
            found.extend(all.map(|one| format!("{path}:{}: {}", line(one.start()), one.as_str())));
        }
    }
    let cited =
        Regex::new(r"(?i)\bcontract(?:\.md)?, sections? (\d+(?:\.\d+)?)(?: and (\d+(?:\.\d+)?))?").unwrap();
    for one in cited.captures_iter(text) {
        for number in one.iter().skip(1).flatten() {
            if !sections.iter().any(|known| known == number.as_str()) {
                found.push(format!(
                    "{path}:{}: the contract has no section {}",
                    line(number.start()),
                    number.as_str()
                ));
            }
        }
    }
    found
}

#[test]
fn only_what_a_reader_can_open_is_cited() {
    let sections = sections(&page());
    let mut found = Vec::new();
    let mut open: Vec<_> = [
        "features",
        "fixtures",
        "conformance",
        "service",
        "tests",
        "docs",
        "scripts",
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ]
    .map(|name| repository().join(name))
    .into();
    let mut files = 0;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            files += 1;
            let name = path
                .strip_prefix(repository())
                .unwrap_or(Path::new(""))
                .display()
                .to_string();
            // The patterns themselves.
            if name != "tests/all/contract/citations.rs" {
                found.extend(unreadable(&name, &text, &sections));
            }
        }
    }
    assert!(files > 300, "only {files} files were looked at");
    assert!(
        found.is_empty(),
        "cite docs/contract.md (\"contract, section 4.2\"), a requirement, or a public source instead of:\n{}",
        found.join("\n")
    );
}

#[rstest]
#[case("a/b.rs", "// edge case BF-12: bytes", 1)]
#[case("a/b.rs", "// Edge cases DW-04, EXE-25", 1)]
#[case("a/b.rs", "// see redis.md, section 3", 1)]
#[case("a/b.rs", "//\n// plan 3.1 and design.md", 2)]
#[case("a/b.rs", "// contract section 2", 1)]
#[case("a/b.rs", "// holds always (G-2)", 1)]
#[case("a/b.rs", "// contract, section 2.9", 1)]
#[case("a/b.rs", "// docs/contract.md, sections 2.1 and 7", 1)]
#[case("fixtures/faults/src/a.rs", "\"upstream, reproduced\"", 1)]
#[case("service/src/a.rs", "let upstream = 1;", 0)]
#[case(
    "a/b.rs",
    "// contract, section 2.1; the plan, task 3.1; BF-12; CWE-459; RFC 9110 section 5.3",
    0
)]
#[case("a/b.rs", "// an edge case that a plan forgot", 0)]
fn what_cannot_be_opened_is_noticed(#[case] path: &str, #[case] text: &str, #[case] count: usize) {
    let sections = ["2", "2.1"].map(str::to_owned);
    assert_eq!(unreadable(path, text, &sections).len(), count, "{text}");
}
