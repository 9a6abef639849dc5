//! The parts of a line of a metrics page: names, labels, numbers and what parts them. What a line is belongs to `line`. The
//! invariant: what is read is passed, and what cannot be read is an error.

use std::collections::BTreeMap;

use super::line_error::LineError;

/// Which grammar a page follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Prometheus text 0.0.4: free comments, empty lines, blanks at will.
    Text,
    /// OpenMetrics 1.0: single spaces, exemplars, units, and an end that is said.
    OpenMetrics,
}

/// Labels and their values, unescaped.
pub(super) type Labels = BTreeMap<String, String>;

/// Where the reading of one line is.
pub(super) struct Cursor<'a> {
    /// What is left of it.
    pub(super) rest: &'a str,
    /// The grammar it follows.
    pub(super) format: Format,
}

impl<'a> Cursor<'a> {
    /// Whether this character is next; if so, it is passed.
    pub(super) fn takes(&mut self, wanted: char) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// As many blanks as there are, where the format lets them be.
    pub(super) fn blanks(&mut self) {
        if self.format == Format::Text {
            self.rest = self.rest.trim_start_matches([' ', '\t']);
        }
    }

    /// What parts two things from each other.
    pub(super) fn gap(&mut self) -> Result<(), LineError> {
        let before = self.rest.len();
        match self.format {
            Format::Text => self.blanks(),
            Format::OpenMetrics => {
                self.takes(' ');
            }
        }
        if self.rest.len() == before {
            Err(LineError::Gap)
        } else {
            Ok(())
        }
    }

    /// The name of a metric or of a label, by what is wrong where there is none.
    pub(super) fn name(&mut self, wrong: LineError) -> Result<&'a str, LineError> {
        let colons = wrong == LineError::Name;
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || (colons && c == ':')))
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(wrong);
        }
        self.rest = rest;
        Ok(name)
    }

    /// Whatever stands before the next blank.
    pub(super) fn word(&mut self) -> &'a str {
        let end = self.rest.find([' ', '\t']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// What was read, where nothing follows it.
    pub(super) fn over<T>(&mut self, read: T) -> Result<T, LineError> {
        self.blanks();
        if self.rest.is_empty() {
            Ok(read)
        } else {
            Err(LineError::Rest)
        }
    }

    /// Whether nothing is left; in text, blanks at the end of a line are nothing.
    pub(super) fn at_end(&self) -> bool {
        match self.format {
            Format::Text => self.rest.trim_start_matches([' ', '\t']).is_empty(),
            Format::OpenMetrics => self.rest.is_empty(),
        }
    }

    /// A time, read and not kept.
    pub(super) fn time(&mut self) -> Option<()> {
        let word = self.word();
        match self.format {
            Format::Text => word.parse::<i64>().ok().map(drop),
            Format::OpenMetrics => number(word).filter(|time| time.is_finite()).map(drop),
        }
    }

    /// A name, and the labels that it may have.
    pub(super) fn series(&mut self) -> Result<(&'a str, Labels), LineError> {
        let name = self.name(LineError::Name)?;
        let bare = self.rest;
        self.blanks();
        if self.takes('{') {
            return Ok((name, self.labels()?));
        }
        self.rest = bare;
        Ok((name, Labels::new()))
    }

    /// What stands behind the opening brace, and the closing one.
    pub(super) fn labels(&mut self) -> Result<Labels, LineError> {
        let mut labels = Labels::new();
        self.blanks();
        if self.takes('}') {
            return Ok(labels);
        }
        loop {
            let name = self.name(LineError::LabelName)?;
            self.blanks();
            if !self.takes('=') {
                return Err(LineError::LabelValue);
            }
            self.blanks();
            if !self.takes('"') {
                return Err(LineError::LabelValue);
            }
            if labels.insert(name.to_owned(), self.quoted()?).is_some() {
                return Err(LineError::LabelTwice);
            }
            self.blanks();
            let more = self.takes(',');
            self.blanks();
            // Prometheus text allows a comma behind the last.
            if (!more || self.format == Format::Text) && self.takes('}') {
                return Ok(labels);
            }
            if !more {
                return Err(LineError::LabelsEnd);
            }
        }
    }

    // What stands behind the opening quote, and the closing one.
    fn quoted(&mut self) -> Result<String, LineError> {
        let mut value = String::new();
        let mut letters = self.rest.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => {
                    self.rest = letters.as_str();
                    return Ok(value);
                }
                '\\' => value.push(match letters.next() {
                    Some('n') => '\n',
                    Some(plain @ ('\\' | '"')) => plain,
                    Some(_) => return Err(LineError::Escape),
                    None => return Err(LineError::Unclosed),
                }),
                plain => value.push(plain),
            }
        }
        Err(LineError::Unclosed)
    }
}

/// A number as both formats write it. Rust reads a signed NaN and what is too large for it; the formats know neither.
pub(super) fn number(word: &str) -> Option<f64> {
    let plain = word.strip_prefix(['+', '-']).unwrap_or(word);
    let number: f64 = word.parse().ok()?;
    let named = plain.starts_with(|c: char| c.is_ascii_alphabetic());
    let sound = match (number.is_nan(), number.is_infinite()) {
        (true, _) => plain == word,
        (_, true) => named,
        _ => true,
    };
    sound.then_some(number)
}
