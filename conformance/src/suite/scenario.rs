//! One scenario and what its tags say. Where it came from on disk belongs to `load`.
//! The invariant: what a tag means is decided here and nowhere else.

use cucumber::gherkin::Step;

use super::keyword::Keyword;
use super::level::Level;
use crate::profile::Capability;

/// What a scenario is played on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The target as it is started.
    Plain,
    /// Its replicas in all phases, together with other scenarios.
    AllPhases,
    /// A store of its own without a replica: for a target's backfill.
    EmptyStore,
    /// Replicas on a database of its own, since it changes what others would see: tag `@alone`.
    Isolated,
}

/// One scenario, ready to run: an outline's row is one of its own.
#[derive(Clone)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// Its feature's name.
    pub feature: String,
    /// The promise it shows: its rule's name.
    pub rule: Option<String>,
    /// Its file.
    pub file: String,
    /// Its line; for an outline, the row's.
    pub line: usize,
    /// Its line; for an outline, the outline's.
    pub outline: usize,
    /// Its tags, its rule's and its feature's, without `@`.
    pub tags: Vec<String>,
    /// Its steps, the backgrounds' first.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// Its place, as a selector.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    /// The requirement ids among its tags.
    pub fn requirements(&self) -> impl Iterator<Item = &str> {
        self.tags
            .iter()
            .map(String::as_str)
            .filter(|tag| is_requirement(tag))
    }

    /// How binding it is: required, unless a tag says that it is only recommended.
    #[must_use]
    pub fn keyword(&self) -> Keyword {
        let keywords = self.tags.iter().filter_map(|tag| Keyword::of_tag(tag));
        keywords.min().unwrap_or(Keyword::Must)
    }

    /// Its level: the first of its tags that is one.
    #[must_use]
    pub fn level(&self) -> Level {
        let mut levels = self.tags.iter().filter_map(|tag| Level::of_tag(tag));
        levels.next().unwrap_or(Level::L1)
    }

    /// The capabilities it depends on; `None` where a tag names one that does not exist.
    pub fn needs(&self) -> impl Iterator<Item = (&str, Option<Capability>)> {
        self.tags
            .iter()
            .filter_map(|tag| tag.strip_prefix("cap:"))
            .map(|name| (name, Capability::named(name)))
    }

    /// On which stage it is played.
    #[must_use]
    pub fn stage(&self) -> Stage {
        let has = |wanted: &str| self.tags.iter().any(|tag| tag == wanted);
        if has("alone") {
            Stage::Isolated
        } else if has("cap:phases") {
            Stage::AllPhases
        } else if has("cap:backfill") {
            Stage::EmptyStore
        } else {
            Stage::Plain
        }
    }

    /// Whether nothing else may run meanwhile, since it tells what concurrent requests do to each other: tag
    /// `@undisturbed`. What others send at the same moment would disturb its givens.
    #[must_use]
    pub fn is_undisturbed(&self) -> bool {
        self.tags.iter().any(|tag| tag == "undisturbed")
    }

    /// The first capability it depends on that this profile does not declare.
    #[must_use]
    pub fn lacks(&self, profile: &crate::profile::Profile) -> Option<&str> {
        self.needs()
            .find(|(_, capability)| !capability.is_some_and(|known| profile.has(known)))
            .map(|(name, _)| name)
    }
}

/// Whether a tag says on which level a scenario is, or how it is played.
pub(crate) fn places(tag: &str) -> bool {
    Level::of_tag(tag).is_some() || matches!(tag, "alone" | "undisturbed")
}

/// Whether a tag is a requirement id such as `LST-03`; `CWE-20` and `HIGH-4` look alike but are none.
pub(super) fn is_requirement(tag: &str) -> bool {
    let Some((subject, number)) = tag.split_once('-') else {
        return false;
    };
    (2..=4).contains(&subject.len())
        && subject.bytes().all(|b| b.is_ascii_uppercase())
        && !matches!(subject, "CWE" | "HIGH")
        && (2..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// A scenario for tests: no steps, `file` at `line`, tags split at spaces.
#[cfg(test)]
pub(crate) fn example(place: &str, name: &str, tags: &str) -> Scenario {
    let (file, line) = place.split_once(':').expect("FILE:LINE");
    let line = line.parse().expect("a number");
    Scenario {
        name: name.to_owned(),
        feature: "A feature".to_owned(),
        rule: Some(format!("{name}, promised")),
        file: file.to_owned(),
        line,
        outline: line,
        tags: tags.split(' ').map(str::to_owned).collect(),
        steps: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("LST-03", true)]
    #[case("LEAK-01", true)]
    #[case("CWE-20", false)]
    #[case("CWE-639", false)]
    #[case("HIGH-4", false)]
    #[case("CRITICAL-2", false)]
    #[case("API1", false)]
    #[case("lst-03", false)]
    fn knows_requirement_ids(#[case] tag: &str, #[case] expected: bool) {
        assert_eq!(is_requirement(tag), expected);
    }

    #[test]
    fn a_capability_that_is_not_declared_is_lacking() {
        let mut profile = crate::profile::Profile::reference().unwrap();
        let scenario = example("f.feature:1", "Paging", "PAG-01 cap:cursor");
        assert_eq!(scenario.lacks(&profile), None);
        profile.capabilities.cursor = false;
        assert_eq!(scenario.lacks(&profile), Some("cursor"));
    }
}
