//! Feature files to scenarios: outlines are expanded, backgrounds come first. The invariant: every scenario
//! bears a requirement, and every step of it is defined exactly once.

use std::path::Path;

use cucumber::feature::Ext as _;
use cucumber::gherkin::{Feature, GherkinEnv, Step};
use cucumber::{World as _, gherkin};
use include_dir::{Dir, include_dir};

use crate::target::Capability;
use crate::world::World;

static FEATURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../features");

/// One scenario, ready to run.
#[derive(Clone)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// Its feature's name.
    pub feature: String,
    /// Its file.
    pub file: String,
    /// Its line, or its outline's.
    pub line: usize,
    /// Its tags and its feature's.
    pub tags: Vec<String>,
    /// Its steps, the background's first.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// The requirement ids among its tags.
    pub fn requirements(&self) -> impl Iterator<Item = &str> {
        self.tags
            .iter()
            .map(String::as_str)
            .filter(|tag| is_requirement(tag))
    }

    /// `MUST` or `SHOULD`.
    #[must_use]
    pub fn keyword(&self) -> &'static str {
        if self.tags.iter().any(|tag| tag == "SHOULD") {
            "SHOULD"
        } else {
            "MUST"
        }
    }

    /// Its level, such as `L1`.
    #[must_use]
    pub fn level(&self) -> &str {
        self.tags
            .iter()
            .map(String::as_str)
            .find(|tag| matches!(*tag, "L1" | "L2" | "L3" | "L4"))
            .unwrap_or("L1")
    }

    /// The capabilities it depends on.
    pub fn needs(&self) -> impl Iterator<Item = (&str, Option<Capability>)> {
        self.tags
            .iter()
            .filter_map(|tag| tag.strip_prefix("cap:"))
            .map(|name| (name, Capability::named(name)))
    }
}

fn is_requirement(tag: &str) -> bool {
    let Some((subject, number)) = tag.split_once('-') else {
        return false;
    };
    (2..=4).contains(&subject.len())
        && subject.bytes().all(|b| b.is_ascii_uppercase())
        && subject != "CWE"
        && subject != "HIGH"
        && number.len() == 2
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// The specification cannot be used. Exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// A file or folder cannot be read.
    #[error("cannot read the features at {0}: {1}")]
    Read(String, std::io::Error),
    /// Not Gherkin.
    #[error("{0}: {1}")]
    Parse(String, String),
    /// There is no scenario at all.
    #[error("{0} holds no scenario; a run of nothing proves nothing")]
    Empty(String),
    /// A step has no definition, or several.
    #[error("{file}:{line}: {fault}: `{step}`")]
    Step {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// Undefined or ambiguous.
        fault: &'static str,
        /// Its text.
        step: String,
    },
    /// A scenario without a requirement or with an unknown capability.
    #[error("{0}:{1}: {2}")]
    Tag(String, usize, String),
    /// A selector that matches nothing.
    #[error("`{0}` selects no scenario; `watertight list` shows what there is")]
    Nothing(String),
    /// A selector that cannot be read.
    #[error("`{0}` is no selector: {1}")]
    Selector(String, String),
}

/// The scenarios that this program carries.
///
/// # Errors
/// When one of them is faulty.
pub fn embedded() -> Result<Vec<Scenario>, SuiteError> {
    let files = FEATURES
        .files()
        .filter(|file| file.path().extension().is_some_and(|e| e == "feature"));
    let texts = files.map(|file| {
        (
            format!("features/{}", file.path().display()),
            file.contents_utf8().unwrap_or_default().to_owned(),
        )
    });
    scenarios(texts.collect(), "features")
}

/// The scenarios of a folder.
///
/// # Errors
/// When it cannot be read, or holds none, or one is faulty.
pub fn folder(path: &Path) -> Result<Vec<Scenario>, SuiteError> {
    let shown = path.display().to_string();
    let failed = |cause| SuiteError::Read(shown.clone(), cause);
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|e| e == "feature") {
            texts.push((
                file.display().to_string(),
                std::fs::read_to_string(&file).map_err(failed)?,
            ));
        }
    }
    scenarios(texts, &shown)
}

fn scenarios(mut texts: Vec<(String, String)>, place: &str) -> Result<Vec<Scenario>, SuiteError> {
    texts.sort();
    let mut all = Vec::new();
    for (file, text) in texts {
        let feature = Feature::parse(&text, GherkinEnv::default())
            .map_err(|error| not_gherkin(&file, &error.to_string()))?
            .expand_examples()
            .map_err(|error| SuiteError::Parse(file.clone(), error.to_string()))?;
        let before = feature.background.as_ref();
        let ruled = feature.rules.iter().flat_map(|rule| {
            rule.scenarios
                .iter()
                .map(|scenario| (scenario, rule.background.as_ref(), rule.tags.as_slice()))
        });
        let bare = feature
            .scenarios
            .iter()
            .map(|scenario| (scenario, None, &[] as &[String]));
        for (scenario, background, tags) in bare.chain(ruled) {
            let steps = |background: Option<&gherkin::Background>| {
                background
                    .map(|background| background.steps.clone())
                    .unwrap_or_default()
            };
            let mut all_steps = steps(before);
            all_steps.extend(steps(background));
            all_steps.extend(scenario.steps.iter().cloned());
            let tags = feature
                .tags
                .iter()
                .chain(tags)
                .chain(&scenario.tags)
                .cloned()
                .collect();
            all.push(checked(Scenario {
                name: scenario.name.clone(),
                feature: feature.name.clone(),
                file: file.clone(),
                line: scenario.position.line,
                tags,
                steps: all_steps,
            })?);
        }
    }
    if all.is_empty() {
        Err(SuiteError::Empty(place.to_owned()))
    } else {
        Ok(all)
    }
}

// The parser says `Error at LINE:COLUMN: {what it expected}`.
fn not_gherkin(file: &str, said: &str) -> SuiteError {
    let place = said.strip_prefix("Error at ").and_then(|rest| rest.split_once(": "));
    match place {
        Some((place, expected)) => SuiteError::Parse(format!("{file}:{place}"), format!("not Gherkin; expected {expected}")),
        None => SuiteError::Parse(file.to_owned(), said.to_owned()),
    }
}

fn checked(scenario: Scenario) -> Result<Scenario, SuiteError> {
    let at = |what: String| SuiteError::Tag(scenario.file.clone(), scenario.line, what);
    if scenario.requirements().next().is_none() {
        return Err(at(format!(
            "scenario `{}` has no requirement tag such as @LST-03",
            scenario.name
        )));
    }
    if let Some((name, _)) = scenario.needs().find(|(_, capability)| capability.is_none()) {
        return Err(at(format!("there is no capability `{name}`")));
    }
    let defined = World::collection();
    for step in &scenario.steps {
        let fault = match defined.find(step) {
            Ok(Some(_)) => continue,
            Ok(None) => "undefined step",
            Err(_) => "ambiguous step",
        };
        let (file, line) = (scenario.file.clone(), step.position.line);
        return Err(SuiteError::Step {
            file,
            line,
            fault,
            step: step.value.clone(),
        });
    }
    Ok(scenario)
}
