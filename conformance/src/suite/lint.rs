//! What is wrong with feature files although they may load: steps that nobody defines, tags that nobody knows,
//! requirements that nobody shows, scenarios that show nothing. Loading is stricter about some of it and stops at the
//! first. The invariant: every finding has its place and its fix.

use std::collections::{BTreeMap, BTreeSet};

use cucumber::gherkin::{Step, StepType};
use serde::Serialize;

use super::error::SuiteError;
use super::keyword::Keyword;
use super::load::{INDEX, Texts, parse};
use super::phrases::{Definition, Phrases, Source};
use super::scenario::{Scenario, is_requirement, places};

/// Something to be fixed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// Its kind, in a word.
    pub kind: &'static str,
    /// What is wrong, and the fix.
    pub what: String,
}

/// Words by which a `Given` or a `When` makes a workspace take part. In a `Then` they say something else, as `no answer has` does.
const PREPARES: [&str; 2] = [" has ", "the workspaces "];

/// Words by which a step shows that somebody is served, without whom a refusal means nothing.
const CONTROLS: [&str; 10] = [
    "lists exactly its own",
    "served with what is",
    "enqueues a job",
    "gets each of its jobs",
    "is still served",
    "may list its jobs",
    "enqueues, lists and gets",
    "lists exactly its own jobs and gets",
    "starts in the phase",
    "has a copy that is its equal",
];

/// Everything that is wrong with these files, whose steps use these phrases.
///
/// # Errors
/// When one is not Gherkin.
pub fn lint(texts: &Texts, phrases: &impl Phrases) -> Result<Vec<Finding>, SuiteError> {
    let mut scenarios = Vec::new();
    for (file, text) in &texts.features {
        scenarios.extend(parse(file, text)?);
    }
    if scenarios.is_empty() {
        return Err(SuiteError::Empty(texts.place.clone()));
    }
    let mut findings = Vec::new();
    let used = steps(&scenarios, phrases, &mut findings);
    if texts.whole {
        unused(&used, phrases, &mut findings);
    }
    for scenario in &scenarios {
        tags(scenario, &mut findings);
        controls(scenario, &mut findings);
    }
    names(&scenarios, &mut findings);
    index(texts, &scenarios, &mut findings);
    findings.sort();
    findings.dedup();
    Ok(findings)
}

fn finding(scenario: &Scenario, kind: &'static str, what: &str) -> Finding {
    Finding {
        file: scenario.file.clone(),
        line: scenario.line,
        kind,
        what: format!("scenario `{}` {what}", scenario.name),
    }
}

// Gives the places in the code of all phrases that are used.
fn steps(scenarios: &[Scenario], phrases: &impl Phrases, findings: &mut Vec<Finding>) -> BTreeSet<Source> {
    let mut used = BTreeSet::new();
    for scenario in scenarios {
        for step in &scenario.steps {
            let (kind, what) = match phrases.definition(step) {
                Definition::Once(source) => {
                    used.extend(source);
                    continue;
                }
                Definition::Never => (
                    "undefined-step",
                    "is defined nowhere; write it as another feature does, or define it",
                ),
                Definition::Several => (
                    "ambiguous-step",
                    "is defined more than once; change one of the phrases",
                ),
            };
            findings.push(Finding {
                file: scenario.file.clone(),
                line: step.position.line,
                kind,
                what: format!("step `{}` {what}", step.value),
            });
        }
    }
    used
}

fn unused(used: &BTreeSet<Source>, phrases: &impl Phrases, findings: &mut Vec<Finding>) {
    for (source, phrase) in phrases.all() {
        if !used.contains(&source) {
            findings.push(Finding {
                file: source.file,
                line: source.line,
                kind: "unused-step",
                what: format!("phrase `{phrase}` is used by no feature; use it or remove it"),
            });
        }
    }
}

fn tags(scenario: &Scenario, findings: &mut Vec<Finding>) {
    if scenario.requirements().next().is_none() {
        findings.push(finding(
            scenario,
            "no-requirement",
            "shows no requirement; tag it with an id such as @LST-03",
        ));
    }
    let keywords = scenario
        .tags
        .iter()
        .filter(|tag| Keyword::of_tag(tag).is_some())
        .count();
    if keywords != 1 {
        let what = format!("is tagged with {keywords} of @MUST and @SHOULD; tag it with one");
        findings.push(finding(scenario, "no-keyword", &what));
    }
    for tag in scenario.tags.iter().filter(|tag| !is_known(tag)) {
        let what = format!("is tagged @{tag}, which means nothing; fix or remove it");
        findings.push(finding(scenario, "unknown-tag", &what));
    }
}

fn is_known(tag: &str) -> bool {
    let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    is_requirement(tag)
        || Keyword::of_tag(tag).is_some()
        || places(tag)
        || ["CRITICAL-", "HIGH-", "CWE-"]
            .iter()
            .any(|start| tag.strip_prefix(start).is_some_and(number))
        || tag
            .strip_prefix("API")
            .is_some_and(|rest| rest.parse::<u8>().is_ok_and(|risk| (1..=10).contains(&risk)))
        || tag
            .strip_prefix("cap:")
            .is_some_and(|name| crate::profile::Capability::named(name).is_some())
        || tag
            .strip_prefix("plan:")
            .is_some_and(|test| test.starts_with("test_"))
}

fn controls(scenario: &Scenario, findings: &mut Vec<Finding>) {
    let prepares =
        |step: &Step| step.ty != StepType::Then && PREPARES.iter().any(|words| step.value.contains(words));
    let serves = |step: &Step| CONTROLS.iter().any(|words| step.value.contains(words));
    if !scenario.steps.iter().any(|step| prepares(step) || serves(step)) {
        let what = "lets nobody be served, so that a target which refuses everybody would pass; begin with `Given acme has 1 job and globex has 1 job`";
        findings.push(finding(scenario, "no-control", what));
    }
    if !scenario.steps.iter().any(|step| step.ty == StepType::Then) {
        findings.push(finding(
            scenario,
            "no-judgement",
            "has no Then, so it judges nothing",
        ));
    }
}

fn names(scenarios: &[Scenario], findings: &mut Vec<Finding>) {
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for scenario in scenarios {
        let first = known
            .entry((&scenario.feature, &scenario.name))
            .or_insert(scenario.outline);
        if *first != scenario.outline {
            findings.push(finding(
                scenario,
                "same-name",
                "has the name of another in its feature; name one otherwise",
            ));
        }
    }
}

fn index(texts: &Texts, scenarios: &[Scenario], findings: &mut Vec<Finding>) {
    let file = format!("{}/{INDEX}", texts.place);
    let Some(text) = &texts.index else {
        findings.push(Finding {
            what: format!(
                "there is no {INDEX}; list every requirement in it, an id and a title on each line"
            ),
            line: 1,
            kind: "no-index",
            file,
        });
        return;
    };
    let mut indexed: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
    {
        let id = line.split_whitespace().next().unwrap_or_default();
        let known = indexed.insert(id, number + 1).is_some();
        if known || !is_requirement(id) {
            findings.push(Finding {
                file: file.clone(),
                line: number + 1,
                kind: "index",
                what: format!("`{id}` is no requirement id, or stands there twice; fix the line"),
            });
        }
    }
    let shown: BTreeSet<&str> = scenarios.iter().flat_map(Scenario::requirements).collect();
    for (id, line) in &indexed {
        if !shown.contains(id) {
            findings.push(Finding {
                file: file.clone(),
                line: *line,
                kind: "no-scenario",
                what: format!("{id} is shown by no scenario; write one, or take it out"),
            });
        }
    }
    for scenario in scenarios {
        for id in scenario.requirements().filter(|id| !indexed.contains_key(id)) {
            findings.push(finding(
                scenario,
                "not-indexed",
                &format!("shows {id}, which {INDEX} does not list; add it there"),
            ));
        }
    }
}

#[cfg(test)]
mod tests;
