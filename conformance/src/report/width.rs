//! How wide text for people is, and how it is broken into lines. The invariant: no word is lost or cut, so that whoever reads
//! an id, a URL or a command can copy it.

use std::io::IsTerminal as _;

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Below this, nothing could be told in columns.
const LEAST: usize = 40;
/// Beyond this, lines are hard to follow.
const MOST: usize = 120;
/// However far a line is indented, so much is left of it.
const ROOM: usize = 16;

/// So many columns a line has; only what cannot be broken is longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Width(usize);

impl Width {
    /// That of a file or a pipe, the same on every machine.
    pub const PLAIN: Self = Self(100);

    /// That of standard output.
    #[must_use]
    pub fn of_stdout() -> Self {
        if std::io::stdout().is_terminal() {
            Self::of_terminal(textwrap::termwidth())
        } else {
            Self::PLAIN
        }
    }

    fn of_terminal(columns: usize) -> Self {
        Self(columns.clamp(LEAST, MOST))
    }

    /// The columns that are left of a line behind `taken` ones.
    #[must_use]
    pub fn behind(self, taken: usize) -> usize {
        self.0.saturating_sub(taken).max(ROOM)
    }

    /// The words of a text in lines, each line behind `indent` columns.
    #[must_use]
    pub fn wrap(self, text: &str, indent: usize) -> Vec<String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        self.broken(&words.join(" "), indent, WordSeparator::AsciiSpace)
    }

    /// The beginning of a text that may have no spaces, such as JSON, in lines that end behind a comma or a space.
    #[must_use]
    pub(super) fn wrap_data(self, text: &str, indent: usize, lines: usize) -> Vec<String> {
        let some: String = text.chars().take(lines * self.behind(indent)).collect();
        let mut broken = self.broken(&some, indent, WordSeparator::Custom(behind_commas));
        broken.truncate(lines);
        broken
    }

    fn broken(self, text: &str, indent: usize, separator: WordSeparator) -> Vec<String> {
        if text.is_empty() {
            return Vec::new();
        }
        let options = Options::new(self.behind(indent))
            .break_words(false)
            .word_separator(separator)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        let lines = textwrap::wrap(text, options);
        lines.into_iter().map(std::borrow::Cow::into_owned).collect()
    }
}

fn behind_commas(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(line.split_inclusive([',', ' ']).map(Word::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_only() {
        let text = "well-known word ".repeat(30) + &"x".repeat(120);
        let lines = Width::PLAIN.wrap(&text, 10);
        assert!(lines.iter().take(lines.len() - 1).all(|line| line.len() <= 90));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn what_is_to_be_copied_stays_whole_on_the_narrowest_terminal() {
        let (id, url) = (
            "9d39bdc8-99a5-4fbb-8d7e-0d8f4c1e2a3b",
            "http://127.0.0.1:8080/ai/jobs?limit=3&workspace_id=acme",
        );
        let lines =
            Width::of_terminal(0).wrap(&format!("job {id} of acme is shown by\n  {url} - and  so on"), 24);
        assert_eq!(lines, ["job", id, "of acme is shown", "by", url, "- and so on"]);
    }

    #[test]
    fn a_terminal_is_taken_as_it_is_within_reason() {
        for (columns, taken) in [(0, 40), (40, 40), (79, 79), (120, 120), (300, 120)] {
            assert_eq!(Width::of_terminal(columns), Width(taken));
        }
        assert_eq!(Width::of_terminal(80).behind(24), 56);
    }

    #[test]
    fn data_is_broken_behind_its_commas_and_has_an_end() {
        let id = "9d39bdc8-99a5-4fbb-8d7e-0d8f4c1e2a3b";
        let data = format!("{{\"job_id\":\"{id}\"}},").repeat(9);
        let lines = Width::of_terminal(80).wrap_data(&data, 4, 3);
        assert_eq!(lines, vec![format!("{{\"job_id\":\"{id}\"}},"); 3]);
        assert!(Width::PLAIN.wrap_data("", 4, 3).is_empty());
    }
}
