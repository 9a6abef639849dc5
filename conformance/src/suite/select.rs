//! Choosing scenarios: requirement ids, tag expressions, `FILE:LINE`. The invariant: each part of each selector
//! names something, or the whole choice is an error. A typo must never narrow a run in silence.

use std::path::Path;

use cucumber::gherkin::tagexpr::TagOperation;

use super::error::SuiteError;
use super::level::Level;
use super::scenario::Scenario;

/// The scenarios that any of the selectors names, and all of them without selectors; then only those of the levels.
///
/// # Errors
/// When a part matches nothing or cannot be read.
pub fn select(
    all: Vec<Scenario>,
    selectors: &[String],
    levels: &[Level],
) -> Result<Vec<Scenario>, SuiteError> {
    for level in levels {
        if !all.iter().any(|scenario| scenario.level() == *level) {
            let selector = format!("--level {level}");
            let known = all.iter().map(|scenario| scenario.level().name());
            return Err(unknown(&selector, level.name(), known));
        }
    }
    let mut chosen = vec![selectors.is_empty(); all.len()];
    for text in selectors {
        let selector = Selector::parse(text, &all)?;
        let mut any = false;
        for (scenario, chosen) in all.iter().zip(&mut chosen) {
            if selector.names(scenario) {
                any = true;
                *chosen = true;
            }
        }
        if !any {
            return Err(SuiteError::Nothing(text.clone()));
        }
    }
    let in_level = |scenario: &Scenario| levels.is_empty() || levels.contains(&scenario.level());
    let picked: Vec<Scenario> = all
        .into_iter()
        .zip(chosen)
        .filter(|(scenario, chosen)| *chosen && in_level(scenario))
        .map(|(scenario, _)| scenario)
        .collect();
    if picked.is_empty() {
        let words: Vec<String> = selectors
            .iter()
            .cloned()
            .chain(levels.iter().map(|level| format!("--level {level}")))
            .collect();
        return Err(SuiteError::Nothing(words.join(" ")));
    }
    Ok(picked)
}

/// One part of a whole that was cut into equal parts, such as `2/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub part: usize,
    /// How many parts there are.
    pub of: usize,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            || format!("`{text}` is not a part of a whole; write I/N with I from 1 to N, such as 2/5");
        let (part, of) = text.split_once('/').ok_or_else(wrong)?;
        match (part.parse(), of.parse()) {
            (Ok(part), Ok(of)) if (1..=of).contains(&part) => Ok(Self { part, of }),
            _ => Err(wrong()),
        }
    }
}

impl Shard {
    /// The scenarios of this part. Every scenario is in exactly one part of a whole.
    #[must_use]
    pub fn of(self, all: Vec<Scenario>) -> Vec<Scenario> {
        let own = |(index, _): &(usize, Scenario)| index % self.of == self.part - 1;
        all.into_iter()
            .enumerate()
            .filter(own)
            .map(|(_, scenario)| scenario)
            .collect()
    }
}

enum Selector {
    Place(String, usize),
    Tags(TagOperation),
}

impl Selector {
    fn parse(text: &str, all: &[Scenario]) -> Result<Self, SuiteError> {
        if let Some((file, line)) = text.rsplit_once(':')
            && file.ends_with(".feature")
        {
            let line = line.parse().map_err(|_| SuiteError::Selector(text.to_owned()))?;
            let selector = Self::Place(file.to_owned(), line);
            if all.iter().any(|scenario| selector.names(scenario)) {
                return Ok(selector);
            }
            let places: Vec<String> = nearest(all, file, line);
            return Err(unknown(text, text, places.iter().map(String::as_str)));
        }
        let tags: TagOperation = with_at_signs(text)
            .parse()
            .map_err(|_| SuiteError::Selector(text.to_owned()))?;
        let mut words = Vec::new();
        atoms(&tags, &mut words);
        let known = || all.iter().flat_map(|scenario| &scenario.tags).map(String::as_str);
        match words.into_iter().find(|word| !known().any(|tag| tag == *word)) {
            Some(word) => Err(unknown(text, word, known())),
            None => Ok(Self::Tags(tags)),
        }
    }

    fn names(&self, scenario: &Scenario) -> bool {
        match self {
            Self::Place(file, line) => {
                Path::new(&scenario.file).ends_with(file)
                    && (scenario.line == *line
                        || scenario.outline == *line
                        || scenario
                            .steps
                            .iter()
                            .any(|step| step.position.line == *line && *line > scenario.outline))
            }
            Self::Tags(tags) => holds(tags, &scenario.tags),
        }
    }
}

// People write ids without `@`; the grammar wants each tag to have one.
fn with_at_signs(text: &str) -> String {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let words = spaced.split_whitespace().map(|word| match word {
        "and" | "or" | "not" | "(" | ")" => word.to_owned(),
        tag if tag.starts_with('@') => tag.to_owned(),
        bare => format!("@{bare}"),
    });
    words
        .collect::<Vec<_>>()
        .join(" ")
        .replace("( ", "(")
        .replace(" )", ")")
}

fn atoms<'a>(tags: &'a TagOperation, into: &mut Vec<&'a str>) {
    match tags {
        TagOperation::And(left, right) | TagOperation::Or(left, right) => {
            atoms(left, into);
            atoms(right, into);
        }
        TagOperation::Not(inner) => atoms(inner, into),
        TagOperation::Tag(tag) => into.push(tag),
    }
}

fn holds(tags: &TagOperation, known: &[String]) -> bool {
    match tags {
        TagOperation::And(left, right) => holds(left, known) && holds(right, known),
        TagOperation::Or(left, right) => holds(left, known) || holds(right, known),
        TagOperation::Not(inner) => !holds(inner, known),
        TagOperation::Tag(tag) => known.iter().any(|one| one == tag),
    }
}

fn nearest(all: &[Scenario], file: &str, line: usize) -> Vec<String> {
    let same = all
        .iter()
        .filter(|scenario| Path::new(&scenario.file).ends_with(file));
    same.min_by_key(|scenario| scenario.line.abs_diff(line))
        .map(Scenario::place)
        .into_iter()
        .collect()
}

fn unknown<'a>(selector: &str, word: &str, known: impl Iterator<Item = &'a str>) -> SuiteError {
    let wanted = word.to_ascii_uppercase();
    let near = known
        .map(|tag| {
            (
                strsim::damerau_levenshtein(&wanted, &tag.to_ascii_uppercase()),
                tag,
            )
        })
        .filter(|(distance, tag)| *distance <= 2 || (tag.contains(':') && *distance <= tag.len() / 2))
        .min()
        .map(|(_, tag)| tag.to_owned());
    SuiteError::Unknown {
        selector: selector.to_owned(),
        word: word.to_owned(),
        near,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::suite::scenario::example;

    fn all() -> Vec<Scenario> {
        vec![
            example(
                "features/list.feature:3",
                "one",
                "L1 LST-03 MUST CRITICAL-2 plan:test_list",
            ),
            example("features/list.feature:9", "two", "L1 LST-04 SHOULD HIGH-4"),
            example("features/keys.feature:5", "three", "L2 KEY-01 MUST cap:cursor"),
        ]
    }

    fn names(selectors: &[&str], levels: &[Level]) -> Result<Vec<String>, String> {
        let selectors: Vec<String> = selectors.iter().map(|&text| text.to_owned()).collect();
        select(all(), &selectors, levels)
            .map(|picked| picked.into_iter().map(|scenario| scenario.name).collect())
            .map_err(|error| error.to_string())
    }

    #[rstest]
    #[case::all(&[], &[], &["one", "two", "three"])]
    #[case::id(&["LST-03"], &[], &["one"])]
    #[case::tag(&["@LST-03"], &[], &["one"])]
    #[case::finding(&["HIGH-4"], &[], &["two"])]
    #[case::several(&["KEY-01", "LST-04"], &[], &["two", "three"])]
    #[case::or(&["@CRITICAL-2 or @HIGH-4"], &[], &["one", "two"])]
    #[case::not(&["L1 and not SHOULD"], &[], &["one"])]
    #[case::brackets(&["(@LST-03 or @KEY-01) and not (@L2)"], &[], &["one"])]
    #[case::plan(&["@plan:test_list"], &[], &["one"])]
    #[case::capability(&["cap:cursor"], &[], &["three"])]
    #[case::place(&["list.feature:9"], &[], &["two"])]
    #[case::long_place(&["features/keys.feature:5"], &[], &["three"])]
    #[case::level(&[], &[Level::L2], &["three"])]
    fn chooses(#[case] selectors: &[&str], #[case] levels: &[Level], #[case] expected: &[&str]) {
        assert_eq!(names(selectors, levels).unwrap(), expected);
    }

    #[rstest]
    #[case::typo(&["@NO-SUCH-ID"], "nothing is called `NO-SUCH-ID`")]
    #[case::near(&["LTS-03"], "did you mean `LST-03`?")]
    #[case::lower(&["lst-04"], "did you mean `LST-04`?")]
    #[case::half(&["LST-03", "@LST-0"], "nothing is called `LST-0`")]
    #[case::negated(&["not @LST-99"], "nothing is called `LST-99`")]
    #[case::contradiction(&["@MUST and @SHOULD"], "selects no scenario")]
    #[case::place(&["list.feature:8"], "features/list.feature:9")]
    #[case::file(&["lists.feature:9"], "nothing is called `lists.feature:9`")]
    #[case::line(&["list.feature:x"], "cannot be read")]
    #[case::grammar(&["@LST-03 and and @MUST"], "cannot be read")]
    #[case::bracket(&["(@LST-03"], "cannot be read")]
    #[case::empty(&[""], "cannot be read")]
    fn refuses(#[case] selectors: &[&str], #[case] said: &str) {
        let error = names(selectors, &[]).unwrap_err();
        assert!(error.contains(said), "{error}");
    }

    #[test]
    fn refuses_a_level_without_scenarios() {
        assert!(names(&[], &[Level::L3]).unwrap_err().contains("--level L3"));
        assert!(
            names(&["LST-03"], &[Level::L2])
                .unwrap_err()
                .contains("selects no scenario")
        );
    }

    #[test]
    fn shards_make_up_the_whole_and_share_nothing() {
        let all: Vec<Scenario> = (1..=17)
            .map(|line| example(&format!("f.feature:{line}"), "x", "LST-01"))
            .collect();
        for of in 1..=5 {
            let mut lines: Vec<usize> = (1..=of)
                .flat_map(|part| Shard { part, of }.of(all.clone()))
                .map(|scenario| scenario.line)
                .collect();
            lines.sort_unstable();
            assert_eq!(lines, (1..=17).collect::<Vec<_>>(), "{of}");
        }
        for bad in ["0/5", "6/5", "5", "a/b", "1/0", "-1/2", ""] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
    }
}
