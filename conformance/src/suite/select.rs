//! Choosing scenarios: requirement ids, tag expressions, `file:line`. The invariant: each selector matches
//! something, or the whole choice is an error.

use super::load::{Scenario, SuiteError};

/// The scenarios that any of the selectors names, and all of them without selectors.
///
/// # Errors
/// When a selector matches nothing or cannot be read.
pub fn select(
    all: Vec<Scenario>,
    selectors: &[String],
    levels: &[String],
) -> Result<Vec<Scenario>, SuiteError> {
    for level in levels {
        if !all.iter().any(|scenario| scenario.level() == level) {
            return Err(SuiteError::Nothing(format!("--level {level}")));
        }
    }
    let mut chosen = vec![selectors.is_empty(); all.len()];
    for selector in selectors {
        let mut any = false;
        for (scenario, chosen) in all.iter().zip(&mut chosen) {
            if matches(scenario, selector)? {
                any = true;
                *chosen = true;
            }
        }
        if !any {
            return Err(SuiteError::Nothing(selector.clone()));
        }
    }
    let in_level =
        |scenario: &Scenario| levels.is_empty() || levels.iter().any(|level| scenario.level() == level);
    let picked: Vec<Scenario> = all
        .into_iter()
        .zip(chosen)
        .filter(|(scenario, chosen)| *chosen && in_level(scenario))
        .map(|(scenario, _)| scenario)
        .collect();
    if picked.is_empty() {
        Err(SuiteError::Nothing(selectors.join(" ")))
    } else {
        Ok(picked)
    }
}

fn matches(scenario: &Scenario, selector: &str) -> Result<bool, SuiteError> {
    if let Some((file, line)) = selector.rsplit_once(':')
        && file.ends_with(".feature")
    {
        let line: usize = line
            .parse()
            .map_err(|_| SuiteError::Selector(selector.to_owned(), "the line is no number".to_owned()))?;
        return Ok(scenario.file.ends_with(file) && scenario.line == line);
    }
    // Disjunctions of conjunctions, which is what people write.
    for clause in selector.split(" or ") {
        let mut holds = true;
        for term in clause.split(" and ") {
            let (wanted, tag) = match term.trim().strip_prefix("not ") {
                Some(rest) => (false, rest.trim()),
                None => (true, term.trim()),
            };
            if tag.is_empty() || tag.contains([' ', '(', ')']) {
                let hint = "write tags joined by `and`, `or` and `not`, without parentheses";
                return Err(SuiteError::Selector(selector.to_owned(), hint.to_owned()));
            }
            let tag = tag.trim_start_matches('@');
            holds &= scenario.tags.iter().any(|known| known == tag) == wanted;
        }
        if holds {
            return Ok(true);
        }
    }
    Ok(false)
}
