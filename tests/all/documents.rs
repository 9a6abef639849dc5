//! The pages of the project: links lead somewhere, indexes are whole, words that confused readers stay away, and the failure
//! that README shows is one that the suite prints. What the walk-through says is tested in `walkthrough`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use watertight_tests::redis_server::Redis;
use watertight_tests::{cli, repository};

/// Words that readers stumbled on, and what to write instead.
const OLD_WORDS: &[(&str, &str)] = &[
    ("mend", "fix"),
    ("mends", "fixes"),
    ("mended", "fixed"),
    ("mending", "fixing"),
    ("put up with", "an expected failure"),
    ("puts up with", "an expected failure"),
    ("relay", "Redis proxy"),
    ("relays", "Redis proxies"),
    ("lure", "callback trap"),
    ("lures", "callback traps"),
    ("crowd", "all phases"),
    ("storeroom", "empty store"),
    ("untold", "without evidence"),
    ("unfit", "unsupported"),
    ("carried over", "copied"),
    ("carries over", "copies"),
    ("on loan", "given to one at a time"),
    ("in the same breath", "right before and after"),
];

/// All Markdown files of the project, by path from its root.
fn pages() -> BTreeMap<PathBuf, String> {
    let mut pages = BTreeMap::new();
    collect(&repository(), &mut pages);
    let names: Vec<_> = pages.keys().map(|path| path.display().to_string()).collect();
    for known in ["README.md", "docs/profile.md", "docs/decisions/README.md"] {
        assert!(
            names.iter().any(|name| name == known),
            "{known} was not found: {names:?}"
        );
    }
    pages
}

fn collect(folder: &Path, pages: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            let skipped = [".git", "target", "node_modules", "venv", ".venv"];
            if !skipped.iter().any(|skipped| name == *skipped) {
                collect(&path, pages);
            }
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = std::fs::read_to_string(&path).unwrap();
            pages.insert(path.strip_prefix(repository()).unwrap().to_owned(), text);
        }
    }
}

/// A page without its fenced blocks, line by line; `code` says what becomes of `inline code`.
fn prose(text: &str, code: impl Fn(&str) -> String) -> Vec<String> {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        if fenced || fence {
            lines.push(String::new());
            continue;
        }
        let parts = line.split('`').enumerate();
        lines.push(
            parts
                .map(|(at, part)| if at % 2 == 1 { code(part) } else { part.to_owned() })
                .collect(),
        );
    }
    lines
}

/// What a heading is called in a link, as GitHub makes it: lower-case letters, digits, hyphens; a number where it is not the first.
fn anchors(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchors = Vec::new();
    for line in prose(text, str::to_owned) {
        let title = line.trim_start_matches('#');
        if title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let slug: String = title
            .trim()
            .to_lowercase()
            .chars()
            .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'))
            .map(|letter| if letter == ' ' { '-' } else { letter })
            .collect();
        let count = seen.entry(slug.clone()).or_default();
        anchors.push(if *count == 0 {
            slug
        } else {
            format!("{slug}-{count}")
        });
        *count += 1;
    }
    anchors
}

/// The links of a page: line and target.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    for (number, line) in prose(text, |_| "code".to_owned()).iter().enumerate() {
        for rest in line.split("](").skip(1) {
            let target = rest.split(')').next().unwrap();
            links.push((number + 1, target.to_owned()));
        }
    }
    links
}

fn is_elsewhere(target: &str) -> bool {
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| target.starts_with(scheme))
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let mut followed = 0;
    let mut dead = Vec::new();
    for (page, text) in &pages {
        for (line, target) in links(text) {
            if is_elsewhere(&target) {
                continue;
            }
            followed += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let place = if file.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(file)
            };
            let place = repository().join(place);
            let known = |text: String| anchors(&text).iter().any(|known| known == anchor);
            let leads = if anchor.is_empty() {
                place.exists()
            } else {
                std::fs::read_to_string(&place).is_ok_and(known)
            };
            if !leads {
                dead.push(format!("{}:{line}: {target}", page.display()));
            }
        }
    }
    assert!(followed > 40, "only {followed} links were found");
    assert!(dead.is_empty(), "these links lead nowhere:\n{}", dead.join("\n"));
}

#[test]
fn anchors_are_made_as_github_makes_them() {
    let page = "# `[tokens]`: one of three sources\n```sh\n# no heading\n```\n## A b\n#hash\n## A b\n";
    assert_eq!(anchors(page), ["tokens-one-of-three-sources", "a-b", "a-b-1"]);
    assert_eq!(
        links("[a](b.md#c) `[x](y)` [`d`](e)\n```\n[f](g)\n```\n"),
        [(1, "b.md#c".to_owned()), (1, "e".to_owned())]
    );
}

#[test]
fn each_index_names_every_page_beside_it() {
    let pages = pages();
    for folder in ["docs", "docs/decisions"] {
        let index = Path::new(folder).join("README.md");
        let named: Vec<String> = links(&pages[&index])
            .into_iter()
            .map(|(_, target)| target)
            .collect();
        for page in pages
            .keys()
            .filter(|page| page.parent() == Some(Path::new(folder)))
        {
            let name = page.file_name().unwrap().to_str().unwrap();
            assert!(
                name == "README.md" || named.iter().any(|target| target == name),
                "{} does not name {name}",
                index.display()
            );
        }
    }
}

#[test]
fn words_that_confused_readers_do_not_come_back() {
    let pages = pages();
    let mut found = Vec::new();
    let read = |page: &Path| {
        let folder = page.parent().unwrap();
        folder == Path::new("docs") || (folder == Path::new("") && page != Path::new("ARCHITECTURE.md"))
    };
    for (page, text) in pages.iter().filter(|(page, _)| read(page)) {
        // As one text with single spaces, since a phrase may stand over the end of a line.
        let lines = prose(text, |_| "code".to_owned()).join(" ").to_lowercase();
        let words: Vec<&str> = lines
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let words = format!(" {} ", words.join(" "));
        for (old, new) in OLD_WORDS {
            if words.contains(&format!(" {old} ")) {
                found.push(format!("{}: `{old}`; write `{new}`", page.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_glossary_is_in_order_one_line_a_word() {
    let text = std::fs::read_to_string(repository().join("docs/glossary.md")).unwrap();
    let words: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .skip(1)
        .map(|word| word.trim_matches('`').to_lowercase())
        .collect();
    assert!(words.len() > 50, "{words:?}");
    for pair in words.windows(2) {
        assert!(pair[0] < pair[1], "`{}` stands before `{}`", pair[0], pair[1]);
    }
}

#[test]
fn the_failure_in_the_readme_is_one_that_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let twin = r#""watertight-faults", "serve", "--fault", "query-workspace-trusted""#;
    let profile = cli::reference_profile("").replacen(r#""watertight-service", "serve""#, twin, 1);
    std::fs::write(folder.path().join("twin.toml"), profile).unwrap();
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let (_, shown) = readme
        .split_once("```console\n$ ")
        .expect("README shows a failure");
    let (shown, _) = shown.split_once("\n```").unwrap();
    let (command, shown) = shown.split_once('\n').unwrap();
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();

    let mut run = cli::watertight(folder.path(), &arguments);
    let outcome = cli::run(run.env("WATERTIGHT_REDIS_URL", &Redis::shared().url));
    outcome.expect_code(1);
    super::cli_snapshots::snapshot("verdict-leak", &without_ends_of_bodies(&outcome.stdout));

    // The excerpt is taken from the snapshot, where what differs from run to run is in brackets.
    let snapshot = std::fs::read_to_string(
        repository().join("tests/all/snapshots/all__cli_snapshots__verdict-leak.snap"),
    )
    .unwrap();
    let mut printed = snapshot.lines();
    for line in shown.lines().filter(|line| *line != "…") {
        assert!(
            printed.any(|printed| printed == line),
            "README shows what is not printed, or not in this order: {line}\n{snapshot}"
        );
    }
}

// A long body is broken in the middle of random texts, which no filter then knows; its first line is enough.
fn without_ends_of_bodies(text: &str) -> String {
    let mut in_body = false;
    let mut kept = String::new();
    for line in text.lines() {
        let goes_on = in_body && line.starts_with("    ");
        in_body = goes_on || line.starts_with("    → ");
        if !goes_on {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}
