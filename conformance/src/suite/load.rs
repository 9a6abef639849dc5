//! Feature files to scenarios: outlines are expanded, backgrounds come first. Choosing belongs to `select`. The
//! invariant: every scenario bears a requirement, and every step of it is defined exactly once.

use std::path::Path;

use cucumber::feature::Ext as _;
use cucumber::gherkin::{self, Feature, GherkinEnv, Step};
use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

use super::error::SuiteError;
use super::phrases::{Definition, Phrases};
use super::scenario::Scenario;

/// The index of requirements beside the feature files: an id and a title on each line.
pub(super) const INDEX: &str = "requirements.txt";

static FEATURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../features");

/// The specification as it was loaded.
pub struct Suite {
    /// Its scenarios, in order of file and line.
    pub scenarios: Vec<Scenario>,
    /// SHA-256 over names and texts of all files: which specification a report is about.
    pub digest: String,
}

/// The specification as text.
pub struct Texts {
    /// Where it is.
    pub place: String,
    /// The feature files: where each is, and what it holds.
    pub features: Vec<(String, String)>,
    /// The index of requirements, if there is one.
    pub index: Option<String>,
    /// Whether it is all there is, so that what it leaves unused nobody uses.
    pub whole: bool,
}

/// The specification that this program carries, as text.
#[must_use]
pub fn embedded_texts() -> Texts {
    let files = FEATURES
        .files()
        .filter(|file| file.path().extension().is_some_and(|e| e == "feature"));
    let texts = files.map(|file| {
        let text = file.contents_utf8().unwrap_or_default().to_owned();
        (format!("features/{}", file.path().display()), text)
    });
    let index = FEATURES.get_file(INDEX).and_then(|file| file.contents_utf8());
    Texts {
        place: "features".to_owned(),
        features: texts.collect(),
        index: index.map(str::to_owned),
        whole: true,
    }
}

/// The specification that this program carries.
///
/// # Errors
/// When it is faulty, or a step of it is not defined by exactly one of these phrases.
pub fn embedded(phrases: &impl Phrases) -> Result<Suite, SuiteError> {
    suite(embedded_texts().features, "the embedded specification", phrases)
}

/// The specification of a folder.
///
/// # Errors
/// When it cannot be read, or holds no scenario, or one is faulty, or a step is not defined by exactly one of these phrases.
pub fn folder(path: &Path, phrases: &impl Phrases) -> Result<Suite, SuiteError> {
    let texts = folder_texts(path)?;
    suite(texts.features, &texts.place, phrases)
}

/// The specification of a folder, as text.
///
/// # Errors
/// When it cannot be read.
pub fn folder_texts(path: &Path) -> Result<Texts, SuiteError> {
    let failed = |path: &Path, cause| SuiteError::Read {
        place: path.display().to_string(),
        cause,
    };
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|cause| failed(path, cause))? {
        let file = entry.map_err(|cause| failed(path, cause))?.path();
        if file.extension().is_some_and(|e| e == "feature") {
            let text = std::fs::read_to_string(&file).map_err(|cause| failed(&file, cause))?;
            texts.push((file.display().to_string(), text));
        }
    }
    let index = std::fs::read_to_string(path.join(INDEX)).ok();
    Ok(Texts {
        place: path.display().to_string(),
        features: texts,
        index,
        whole: false,
    })
}

fn suite(mut texts: Vec<(String, String)>, place: &str, phrases: &impl Phrases) -> Result<Suite, SuiteError> {
    texts.sort();
    let mut scenarios = Vec::new();
    let mut digest = Sha256::new();
    for (file, text) in &texts {
        // The file's name alone: the same specification from elsewhere is the same.
        let name = Path::new(file).file_name().unwrap_or_default().as_encoded_bytes();
        for part in [name, text.as_bytes()] {
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        for scenario in parse(file, text)? {
            check(&scenario, phrases)?;
            scenarios.push(scenario);
        }
    }
    if scenarios.is_empty() {
        return Err(SuiteError::Empty(place.to_owned()));
    }
    let digest = digest.finalize();
    let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Suite { scenarios, digest })
}

pub(super) fn parse(file: &str, text: &str) -> Result<Vec<Scenario>, SuiteError> {
    let fault = |line, fault: String| SuiteError::Parse {
        file: file.to_owned(),
        line,
        fault,
    };
    let feature = Feature::parse(text, GherkinEnv::default()).map_err(|error| {
        let (line, said) = located(&error.to_string());
        fault(line, said)
    })?;
    let written = |feature: &Feature| {
        let ruled = feature.rules.iter().flat_map(|rule| &rule.scenarios);
        feature
            .scenarios
            .iter()
            .chain(ruled)
            .map(|one| one.position.line)
            .collect::<Vec<_>>()
    };
    let outlines = written(&feature);
    let feature = feature
        .expand_examples()
        .map_err(|error| fault(error.pos.line, error.to_string()))?;
    let outline = |line| outlines.iter().copied().filter(|start| *start <= line).max();
    let before = steps(feature.background.as_ref());
    let mut all = Vec::new();
    let bare = feature.scenarios.iter().map(|scenario| (scenario, None));
    let ruled = feature
        .rules
        .iter()
        .flat_map(|rule| rule.scenarios.iter().map(move |scenario| (scenario, Some(rule))));
    for (scenario, rule) in bare.chain(ruled) {
        let line = scenario.position.line;
        let own = rule
            .map(|rule| steps(rule.background.as_ref()))
            .unwrap_or_default();
        let tags = rule.map(|rule| rule.tags.as_slice()).unwrap_or_default();
        all.push(Scenario {
            name: scenario.name.clone(),
            feature: feature.name.clone(),
            rule: rule.map(|rule| rule.name.clone()),
            file: file.to_owned(),
            line,
            outline: outline(line).unwrap_or(line),
            tags: [&feature.tags, tags, &scenario.tags].concat(),
            steps: [before.clone(), own, scenario.steps.clone()].concat(),
        });
    }
    Ok(all)
}

// The parser keeps the place to itself and says `Error at LINE:COLUMN: {what it expected}`.
fn located(said: &str) -> (usize, String) {
    let place = said
        .strip_prefix("Error at ")
        .and_then(|rest| rest.split_once(": "));
    place
        .and_then(|(place, expected)| {
            let (line, column) = place.split_once(':')?;
            Some((
                line.parse().ok()?,
                format!("column {column}, expected {expected}"),
            ))
        })
        .unwrap_or_else(|| (1, said.to_owned()))
}

fn steps(background: Option<&gherkin::Background>) -> Vec<Step> {
    background
        .map(|background| background.steps.clone())
        .unwrap_or_default()
}

fn check(scenario: &Scenario, phrases: &impl Phrases) -> Result<(), SuiteError> {
    let at = |fault: String| SuiteError::Scenario {
        file: scenario.file.clone(),
        line: scenario.line,
        name: scenario.name.clone(),
        fault,
    };
    if scenario.requirements().next().is_none() {
        return Err(at("has no requirement tag such as @LST-03".to_owned()));
    }
    if scenario.steps.is_empty() {
        return Err(at("has no step, so it judges nothing".to_owned()));
    }
    if let Some((name, _)) = scenario.needs().find(|(_, capability)| capability.is_none()) {
        return Err(at(format!(
            "is tagged @cap:{name}, but there is no such capability"
        )));
    }
    for step in &scenario.steps {
        let fault = match phrases.definition(step) {
            Definition::Once(_) => continue,
            Definition::Never => "undefined",
            Definition::Several => "ambiguous",
        };
        return Err(SuiteError::Step {
            file: scenario.file.clone(),
            line: step.position.line,
            fault,
            step: step.value.clone(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::phrases::Beginnings;

    fn load(text: &str) -> Result<Suite, SuiteError> {
        let phrases = Beginnings(&["acme has", "it rains", "it rains cats"]);
        suite(vec![("x.feature".to_owned(), text.to_owned())], "here", &phrases)
    }

    fn fault(text: &str) -> String {
        load(text).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn an_outline_gives_a_scenario_for_each_row() {
        let text = "@L1\nFeature: f\n  Rule: r\n    @AUTH-01\n    Scenario Outline: o\n      Given <who> has 1 job\n\n      \
                    Examples:\n        | who    |\n        | acme   |\n        | globex |\n";
        let scenarios = parse("x.feature", text).unwrap();
        let lines: Vec<_> = scenarios.iter().map(|one| (one.outline, one.line)).collect();
        assert_eq!(lines, [(5, 10), (5, 11)]);
        assert_eq!(scenarios[1].steps[0].value, "globex has 1 job");
        assert_eq!(scenarios[0].tags, ["L1", "AUTH-01"]);
    }

    #[test]
    fn faults_name_file_and_line() {
        assert!(fault("Feature: f\n  Scenario: s\n    Whenever it rains\n").starts_with("x.feature:"));
        assert!(fault("Feature: f\n").contains("here holds no scenario"));
        let untagged = "Feature: f\n  Scenario: s\n    Given acme has 1 job\n";
        assert!(fault(untagged).starts_with("x.feature:2: scenario `s` has no requirement"));
        let empty = "Feature: f\n  @AUTH-01\n  Scenario: s\n";
        assert!(fault(empty).contains("has no step"), "{}", fault(empty));
        let undefined = "Feature: f\n  @AUTH-01\n  Scenario: s\n    Given the moon is made of cheese\n";
        assert!(fault(undefined).starts_with("x.feature:4: undefined step: `the moon"));
        let ambiguous = "Feature: f\n  @AUTH-01\n  Scenario: s\n    Given it rains cats and dogs\n";
        assert!(fault(ambiguous).starts_with("x.feature:4: ambiguous step: `it rains"));
        let capability = "Feature: f\n  @AUTH-01 @cap:flying\n  Scenario: s\n    Given acme has 1 job\n";
        assert!(fault(capability).contains("@cap:flying"));
    }

    #[test]
    fn the_digest_follows_the_text() {
        let text = "Feature: f\n  @AUTH-01\n  Scenario: s\n    Given acme has 1 job\n";
        let digest = |text: &str| load(text).unwrap().digest;
        assert_eq!(digest(text), digest(text));
        assert_ne!(digest(text), digest(&text.replace("1 job", "2 jobs")));
    }
}
