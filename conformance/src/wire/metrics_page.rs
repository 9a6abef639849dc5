//! A metrics page as figures: Prometheus text 0.0.4 or OpenMetrics 1.0. What a figure should be belongs to the steps, what one
//! line may hold to `line`. The invariant: a page with a line that is none of its format is an error, so that no page
//! is half understood.

use std::collections::{BTreeMap, HashMap, HashSet};

use cursor::Format;
use line::{Kind, Line, Sample, series};

pub use line_error::LineError;

mod cursor;
mod line;
mod line_error;

/// Series and their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures(pub BTreeMap<Series, f64>);

/// A metric and its labels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its labels, unescaped.
    pub labels: BTreeMap<String, String>,
}

/// Why a page is not understood. It quotes nothing of the page, which may hold secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct PageError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub wrong: LineError,
}

impl Series {
    /// A series as it is written, such as `a_total{b="c"}`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, labels) = series(text).ok()?;
        Some(Self {
            name: name.to_owned(),
            labels,
        })
    }
}

impl std::fmt::Display for Series {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let escaped = |text: &str| {
            text.replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n")
        };
        let labels: Vec<String> = (self.labels.iter())
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        write!(f, "{}{{{}}}", self.name, labels.join(","))
    }
}

impl Figures {
    /// Reads a page. It is OpenMetrics where its last line is `# EOF`, and Prometheus text otherwise.
    ///
    /// # Errors
    /// With the first line that is none of its format, or is at odds with one before it.
    pub fn parse(page: &str) -> Result<Self, PageError> {
        let format = match page.trim_end_matches('\n').rsplit('\n').next() {
            Some("# EOF") => Format::OpenMetrics,
            _ => Format::Text,
        };
        let mut reading = Reading::default();
        for (index, whole) in page.split_inclusive('\n').enumerate() {
            let wrong = |wrong| PageError {
                line: index + 1,
                wrong,
            };
            let line = match whole.strip_suffix('\n') {
                Some(line) => line,
                // The only line that needs no end is the one that is an end.
                None if whole == "# EOF" => whole,
                None => return Err(wrong(LineError::Cut)),
            };
            if reading.ended {
                return Err(wrong(LineError::AfterEnd));
            }
            let line = Line::read(line, format).map_err(wrong)?;
            reading.take(line).map_err(wrong)?;
        }
        Ok(Self(reading.figures))
    }

    /// How much a series has grown since; one that was not there was 0.
    #[must_use]
    pub fn grown(&self, since: &Self, series: &Series) -> f64 {
        let at = |figures: &Self| figures.0.get(series).copied().unwrap_or(0.0);
        at(self) - at(since)
    }
}

// What the lines so far have said.
#[derive(Default)]
struct Reading<'a> {
    figures: BTreeMap<Series, f64>,
    named: HashSet<&'a str>,
    helped: HashSet<&'a str>,
    units: HashSet<&'a str>,
    kinds: HashMap<&'a str, Kind>,
    ended: bool,
}

impl<'a> Reading<'a> {
    fn take(&mut self, line: Line<'a>) -> Result<(), LineError> {
        let new = match line {
            Line::Nothing => true,
            Line::End => {
                self.ended = true;
                true
            }
            Line::Help(name) => self.helped.insert(name),
            Line::Unit(name) => self.units.insert(name),
            Line::Type(name, kind) => {
                let counted: &[&str] = match kind {
                    Kind::Counter => &["", "_total"],
                    Kind::Histogram => &["_bucket", "_count", "_sum"],
                    Kind::Other => &[""],
                };
                let is_early = |end: &&str| self.named.contains(format!("{name}{end}").as_str());
                if counted.iter().any(is_early) {
                    return Err(LineError::Late);
                }
                self.kinds.insert(name, kind).is_none()
            }
            Line::Sample(sample) => return self.sample(sample),
        };
        if new { Ok(()) } else { Err(LineError::Twice) }
    }

    fn sample(&mut self, sample: Sample<'a>) -> Result<(), LineError> {
        if sample.value.is_nan() && self.counts(sample.name) {
            return Err(LineError::NotCounted);
        }
        self.named.insert(sample.name);
        let series = Series {
            name: sample.name.to_owned(),
            labels: sample.labels,
        };
        match self.figures.insert(series, sample.value) {
            None => Ok(()),
            Some(_) => Err(LineError::SeriesTwice),
        }
    }

    // Whether a sample of this name is one that only grows.
    fn counts(&self, name: &str) -> bool {
        let kind = |name: Option<&str>| name.and_then(|name| self.kinds.get(name)).copied();
        let without = |end: &str| kind(name.strip_suffix(end));
        kind(Some(name)) == Some(Kind::Counter)
            || without("_total") == Some(Kind::Counter)
            || without("_bucket") == Some(Kind::Histogram)
            || without("_count") == Some(Kind::Histogram)
    }
}

#[cfg(test)]
mod tests;
