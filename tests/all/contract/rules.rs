//! Every requirement has its rule in `docs/contract.md`, and every rule its requirements.
//!
//! Whether a rule says the right thing is for a reviewer to judge.
//! The invariant: a list item or a table row is a rule, unless its section is marked as informative.

use std::collections::BTreeSet;

use rstest::rstest;

use super::page::{page, read};

const INFORMATIVE: &str = "(informative)";

/// A list item or a table row of a normative section.
#[derive(Debug, PartialEq, Eq)]
struct Rule {
    /// Its first line, from 1.
    line: usize,
    /// The requirements that hold it.
    ids: Vec<String>,
}

/// The level, the number and the text of a heading such as `### 4.2 Form`.
fn heading(line: &str) -> Option<(usize, &str, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let (number, title) = text.strip_prefix(' ')?.split_once(' ')?;
    let number = number.strip_suffix('.').unwrap_or(number);
    let numbered = number.split('.').all(|part| part.parse::<u32>().is_ok());
    (level > 0 && numbered).then_some((level, number, title))
}

pub(super) fn sections(page: &str) -> Vec<String> {
    let headings = page.lines().filter_map(heading);
    headings.map(|(_, number, _)| number.to_owned()).collect()
}

/// The rules of a page. An item may go on over several lines; it ends with its ids in brackets. A row has them in its
/// last column.
fn rules(page: &str) -> Vec<Rule> {
    let lines: Vec<&str> = page.lines().collect();
    let mut rules = Vec::new();
    // The level of the heading that made what stands here informative, or none. What stands before the first
    // numbered section introduces the page.
    let mut informative = Some(1);
    for (at, line) in lines.iter().enumerate() {
        if let Some((level, _, title)) = heading(line) {
            if informative.is_none_or(|outer| level <= outer || outer == 1) {
                informative = title.ends_with(INFORMATIVE).then_some(level);
            }
        } else if informative.is_none() {
            let ids = if line.trim_start().starts_with("- ") {
                Some(ids_of_item(&item(&lines[at..])))
            } else {
                row(&lines, at).map(ids_of_list)
            };
            rules.extend(ids.map(|ids| Rule { line: at + 1, ids }));
        }
    }
    rules
}

/// A whole item: its first line and all that go on from it.
fn item(lines: &[&str]) -> String {
    let more = lines[1..]
        .iter()
        .take_while(|line| line.starts_with(' ') && !line.trim_start().starts_with("- "));
    let whole: Vec<&str> = lines[..1].iter().chain(more).map(|line| line.trim()).collect();
    whole.join(" ")
}

/// The last cell of a table's row; `None` for its head, the line below that, and whatever is no row.
fn row<'p>(lines: &[&'p str], at: usize) -> Option<&'p str> {
    let is_rule = |line: &str| line.starts_with("|-");
    let line = lines[at];
    let head = lines.get(at + 1).is_some_and(|below| is_rule(below));
    if !line.starts_with('|') || is_rule(line) || head {
        return None;
    }
    line.trim_end_matches('|').rsplit('|').next()
}

fn ids_of_item(item: &str) -> Vec<String> {
    let list = item.strip_suffix(']').and_then(|item| item.rsplit_once('['));
    list.map(|(_, list)| ids_of_list(list)).unwrap_or_default()
}

/// The ids of a list with commas; none where anything in it is not written as an id.
fn ids_of_list(list: &str) -> Vec<String> {
    let ids: Vec<&str> = list.split(',').map(str::trim).collect();
    if ids.iter().all(|id| is_id(id)) {
        ids.into_iter().map(str::to_owned).collect()
    } else {
        Vec::new()
    }
}

fn is_id(text: &str) -> bool {
    text.split_once('-').is_some_and(|(topic, number)| {
        !topic.is_empty()
            && topic.bytes().all(|byte| byte.is_ascii_uppercase())
            && number.len() == 2
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The ids of `features/requirements.txt`.
fn required(requirements: &str) -> BTreeSet<String> {
    let lines = requirements.lines().filter(|line| !line.starts_with('#'));
    let ids = lines.filter_map(|line| line.split_whitespace().next());
    ids.map(str::to_owned).collect()
}

/// What is wrong between the list of requirements and the contract.
fn faults(requirements: &str, page: &str) -> Vec<String> {
    let (required, rules) = (required(requirements), rules(page));
    let mut faults = Vec::new();
    for Rule { line, ids } in &rules {
        if ids.is_empty() {
            faults.push(format!(
                "line {line} names no requirement: end it with ids such as [LST-03, LST-05], or move it to an informative section"
            ));
        }
        for id in ids.iter().filter(|id| !required.contains(*id)) {
            faults.push(format!(
                "line {line} names {id}, which features/requirements.txt does not have: it was retired, or never was"
            ));
        }
    }
    for id in required {
        if !rules.iter().any(|rule| rule.ids.contains(&id)) {
            faults.push(format!(
                "{id} has no rule in the contract: write the rule that it holds, or add it to one"
            ));
        }
    }
    let mut numbers = BTreeSet::new();
    for number in sections(page) {
        if !numbers.insert(number.clone()) {
            faults.push(format!("there are two sections {number}"));
        }
    }
    faults
}

#[test]
fn every_requirement_has_its_rule_and_every_rule_its_requirements() {
    let page = page();
    assert!(
        !rules(&page).is_empty(),
        "the contract has no rule that was understood"
    );
    let faults = faults(&read("features/requirements.txt"), &page);
    assert!(faults.is_empty(), "docs/contract.md:\n{}", faults.join("\n"));
}

const REQUIREMENTS: &str = "# Requirements\nLST-01  A list\nLST-02  Another\n";
const PAGE: &str = "\
# The contract

- What this page is.

## 1. About (informative)

- No rule.

### 1.1 More

- No rule either.

## 2. Lists

Some words.

- A rule that goes on
  over two lines. [LST-01]

| Parameter | Requirements |
|---|---|
| `limit` | LST-01, LST-02 |

### 2.1 The reference (informative)

- No rule.

### 2.2 Order

- A rule. [LST-02]
";

#[test]
fn a_page_that_names_each_requirement_is_right() {
    assert_eq!(faults(REQUIREMENTS, PAGE), Vec::<String>::new());
    let found: Vec<usize> = rules(PAGE).iter().map(|rule| rule.line).collect();
    assert_eq!(found, [17, 22, 30]);
}

#[rstest]
#[case::a_requirement_without_its_rule(
    "LST-02  Another\n",
    "LST-02  Another\nLST-03  A new one\n",
    "LST-03 has no rule"
)]
#[case::a_requirement_that_was_retired("LST-02  Another\n", "", "line 22 names LST-02, which")]
fn a_list_of_requirements_that_the_page_does_not_follow(
    #[case] from: &str,
    #[case] to: &str,
    #[case] fault: &str,
) {
    let changed = REQUIREMENTS.replace(from, to);
    let faults = faults(&changed, PAGE);
    assert!(faults.iter().any(|one| one.starts_with(fault)), "{faults:?}");
}

#[rstest]
#[case::an_item_without_ids("over two lines. [LST-01]", "over two lines.", "line 17 names no requirement")]
#[case::a_row_without_ids("| LST-01, LST-02 |", "| |", "line 22 names no requirement")]
#[case::a_row_with_words("| LST-01, LST-02 |", "| LST-01 and others |", "line 22 names no requirement")]
#[case::ids_before_the_end("[LST-01]", "[LST-01] And more.", "line 17 names no requirement")]
#[case::an_id_that_never_was("[LST-01]", "[LST-01, LST-99]", "line 17 names LST-99, which")]
#[case::a_number_twice("### 2.2 Order", "### 2.1 Order", "there are two sections 2.1")]
fn a_page_that_the_list_of_requirements_does_not_know(
    #[case] from: &str,
    #[case] to: &str,
    #[case] fault: &str,
) {
    let faults = faults(REQUIREMENTS, &PAGE.replace(from, to));
    assert!(faults.iter().any(|one| one.starts_with(fault)), "{faults:?}");
}
