//! The words that phrases share: names of workspaces, kinds of refusal, and the marks by which a table cell
//! writes what text cannot show. What to do with them is left to the steps. The invariant: an unknown word is
//! an error of the phrase, never a guess.

use std::str::FromStr;

use cucumber::Parameter;
use cucumber::gherkin;

use crate::profile::Refusal;
use crate::wire::percent_encoded_whole;
use crate::world::{Step, World};

/// The workspace whose good tokens a forger may use.
pub(crate) const FORGER: &str = "globex";

/// A workspace by its name in the scenario, such as `acme` or `acme's prefix`.
#[derive(Debug, Clone, PartialEq, Eq, Parameter)]
#[param(name = "tenant", regex = "[a-z]+(?:'s prefix)?")]
pub(crate) struct Name(pub(crate) String);

impl FromStr for Name {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// A word of a phrase, as it stands.
#[derive(Debug, Clone)]
pub(crate) struct Word(pub(crate) String);

impl FromStr for Word {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// A phase by its name.
#[derive(Debug, Clone, Parameter)]
#[param(name = "phase", regex = "legacy|dual-write|read-new|new-only")]
pub(crate) struct Phase(pub(crate) String);

impl FromStr for Phase {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// A kind of refusal, in the words of a phrase.
#[derive(Clone, Copy, Parameter)]
#[param(
    name = "refusal",
    regex = "unauthenticated|lacking a workspace|lacking scope|foreign|not found|invalid|of the wrong media type|too large|conflicting"
)]
pub(crate) struct Kind(pub(crate) Refusal);

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(match text {
            "unauthenticated" => Refusal::Unauthenticated,
            "lacking a workspace" => Refusal::NoWorkspace,
            "lacking scope" => Refusal::Scope,
            "foreign" => Refusal::Foreign,
            "not found" => Refusal::NotFound,
            "invalid" => Refusal::Invalid,
            "of the wrong media type" => Refusal::MediaType,
            "too large" => Refusal::TooLarge,
            "conflicting" => Refusal::Conflict,
            other => return Err(format!("`{other}` is no kind of refusal")),
        }))
    }
}

/// The rows of a step's table without the heading; none if there is no table.
pub(crate) fn rows(step: &gherkin::Step) -> Vec<Vec<String>> {
    step.table
        .as_ref()
        .map(|table| table.rows.iter().skip(1).cloned().collect())
        .unwrap_or_default()
}

/// The same, for a step that judges each of them.
///
/// # Errors
/// Inconclusive where there are none.
pub(crate) fn rows_to_judge(world: &mut World, step: &gherkin::Step) -> Step<Vec<Vec<String>>> {
    let rows = rows(step);
    if rows.is_empty() {
        return Err(world.inconclusive("the step has no table with rows"));
    }
    Ok(rows)
}

/// A cell with its marks replaced: `␠` is a space, `␉` a tab, `␊` a line feed, `␍` a carriage return.
pub(crate) fn unmarked(cell: &str) -> String {
    cell.replace('␠', " ")
        .replace('␉', "\t")
        .replace('␊', "\n")
        .replace('␍', "\r")
}

/// A cell with `$ACME`, `$ACME_IN_CAPITALS` and `$ACME_TOKEN` replaced by the id and a good token of the
/// workspace acme, and likewise for every workspace that takes part.
pub(crate) fn filled(world: &mut World, cell: &str) -> Step<String> {
    let mut names: Vec<String> = world.tenants().map(|tenant| tenant.name.clone()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut text = cell.to_owned();
    for name in names {
        let mark = format!("${}", name.to_uppercase());
        if text.contains(&mark) {
            let workspace = world.tenant(&name).workspace;
            let token = world.token(&name)?;
            text = text
                .replace(&format!("{mark}_IN_CAPITALS"), &workspace.to_uppercase())
                .replace(&format!("{mark}_FULL_WIDTH"), &full_width(&workspace))
                .replace(&format!("{mark}_LOOK_ALIKE"), &look_alike(&workspace))
                .replace(&format!("{mark}_PERCENT"), &percent(&workspace))
                .replace(&format!("{mark}_TOKEN"), &token)
                .replace(&mark, &workspace);
        }
    }
    Ok(text)
}

/// The same letters as wide as those of East Asian scripts, which compatibility folding (NFKC) makes plain again.
fn full_width(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '!'..='~' => char::from_u32(u32::from(letter) + 0xfee0).unwrap_or(letter),
            other => other,
        })
        .collect()
}

/// The same to the eye: some Latin letters replaced by Cyrillic ones.
fn look_alike(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            'a' => '\u{430}',
            'c' => '\u{441}',
            'e' => '\u{435}',
            'o' => '\u{43e}',
            'w' => '\u{51d}',
            other => other,
        })
        .collect()
}

/// Its first letter percent-encoded.
fn percent(text: &str) -> String {
    let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
    percent_encoded_whole(first) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_phrase_is_understood() {
        use cucumber::codegen::Regex;
        let kinds = <Kind as Parameter>::REGEX;
        assert!(Regex::new(kinds).is_ok());
        for kind in kinds.split('|') {
            assert!(kind.parse::<Kind>().is_ok(), "{kind}");
        }
    }

    #[test]
    fn look_alikes_are_other_texts() {
        assert_eq!(full_width("w1"), "\u{ff57}\u{ff11}");
        assert_ne!(look_alike("wt"), "wt");
        assert_eq!(percent("wt"), "%77t");
        assert_eq!(percent(""), "");
    }

    #[test]
    fn marks_stand_for_what_text_cannot_show() {
        assert_eq!(unmarked("a␠␉␍␊"), "a \t\r\n");
    }
}
