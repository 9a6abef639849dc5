//! `docs/add-a-requirement.md`, followed as a contributor would, on a copy of the features. What a block is for is said by the
//! line above it, which readers see too. The invariant: a block that is neither run, added nor found in the sources
//! fails the test, so that nothing on the page can go stale unseen.

use std::path::Path;
use std::process::Command;

use watertight_tests::cli::{self, Outcome, report};
use watertight_tests::redis_server::Redis;
use watertight_tests::{binaries, repository};

const PAGE: &str = "docs/add-a-requirement.md";
const ID: &str = "LST-99";
const TWIN: &str = "status-skips-owner";

/// A fenced block: the last words before it, its language and its text.
struct Block {
    before: String,
    language: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut before = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(Block {
                before: std::mem::take(&mut before),
                language: language.to_owned(),
                text: inside.join("\n") + "\n",
            });
        } else if !line.is_empty() {
            line.clone_into(&mut before);
        }
    }
    blocks
}

/// The folder that the page's commands are run in.
struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    fn with_features() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let features = folder.path().join("features");
        std::fs::create_dir(&features).unwrap();
        for entry in std::fs::read_dir(repository().join("features")).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, features.join(path.file_name().unwrap())).unwrap();
        }
        Self { folder }
    }

    fn add(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        let before =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{PAGE} adds to {file}: {error}"));
        std::fs::write(path, before + text).unwrap();
    }

    fn run(&self, script: &str) -> Outcome {
        let programs = binaries::watertight();
        let mut path = vec![programs.parent().unwrap().to_owned()];
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        let mut bash = Command::new("bash");
        bash.args(["-euc", script])
            .current_dir(self.folder.path())
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("WATERTIGHT_REDIS_URL", &Redis::shared().url)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "160");
        cli::run(&mut bash)
    }
}

#[test]
fn a_requirement_is_added_as_the_page_says() {
    let page = std::fs::read_to_string(repository().join(PAGE)).unwrap();
    let scratch = Scratch::with_features();
    let mut blocks = blocks(&page).into_iter().peekable();
    let mut commands = 0;
    while let Some(block) = blocks.next() {
        let Block {
            before,
            language,
            text,
        } = block;
        if let Some((file, _)) = before
            .strip_prefix("Add this to `")
            .and_then(|rest| rest.split_once('`'))
        {
            scratch.add(file, &text);
        } else if language == "rust" {
            assert!(
                is_in_the_sources(&text),
                "no source has this code of {PAGE} any more:\n{text}"
            );
        } else if language == "sh" && !before.contains("ot run by the test") {
            let printed = blocks.next_if(|next| next.language == "text");
            let printed = printed.map(|block| block.text).unwrap_or_default();
            let code = i32::from(printed.contains("(exit 1)"));
            let outcome = scratch.run(&text);
            outcome.expect_code(code);
            prints(&outcome, &printed);
            commands += text.lines().count();
        } else {
            assert_eq!(language, "sh", "{PAGE} has a block that nothing checks:\n{text}");
        }
    }
    assert!(commands >= 6, "{PAGE} runs {commands} commands only");

    let proof = report(&scratch.folder.path().join("proof.json"));
    assert_eq!(proof["twins"][0]["id"], TWIN);
    let killers = proof["twins"][0]["killed_by"].as_array().unwrap();
    assert!(
        killers
            .iter()
            .any(|killer| killer["requirement"] == ID && killer["beside"] == false),
        "{ID} does not catch {TWIN} by a step of its own: {killers:?}"
    );
}

// Whether every line is printed; `…` stands for anything, and several spaces for one.
fn prints(outcome: &Outcome, expected: &str) {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let printed: Vec<String> = outcome.text().lines().map(words).collect();
    for line in expected.lines().map(words) {
        let matches = |printed: &String| {
            let mut rest = printed.as_str();
            line.split('…').map(str::trim).all(|part| match rest.find(part) {
                Some(at) => {
                    rest = &rest[at + part.len()..];
                    true
                }
                None => false,
            })
        };
        assert!(
            printed.iter().any(matches),
            "{PAGE} says that this is printed: {line}\n{}",
            outcome.text()
        );
    }
}

fn is_in_the_sources(code: &str) -> bool {
    ["conformance/src", "fixtures/faults/src"]
        .iter()
        .any(|folder| has(&repository().join(folder), code))
}

fn has(folder: &Path, code: &str) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            has(&path, code)
        } else {
            std::fs::read_to_string(path).is_ok_and(|text| text.contains(code))
        }
    })
}

#[test]
fn the_page_s_example_is_no_requirement_yet() {
    let index = std::fs::read_to_string(repository().join("features/requirements.txt")).unwrap();
    assert!(
        !index.contains(ID),
        "{ID} is kept free for {PAGE}; take another id, or change the page"
    );
}
