//! One line of a metrics page, by the grammar of Prometheus text 0.0.4 or of OpenMetrics 1.0. What lines say to each other
//! belongs to `metrics_page`. The invariant: a line is understood to its end, or it is an error.

use super::cursor::{Cursor, Format, Labels, number};
use super::line_error::LineError;

/// What a line is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line<'a> {
    /// A comment, or nothing at all.
    Nothing,
    /// The help of this metric.
    Help(&'a str),
    /// The type of this metric.
    Type(&'a str, Kind),
    /// The unit of this metric.
    Unit(&'a str),
    /// The end of the page.
    End,
    /// A value of a series.
    Sample(Sample<'a>),
}

/// A value of a series. Its time is read, and not kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sample<'a> {
    /// The metric.
    pub(super) name: &'a str,
    /// Its labels.
    pub(super) labels: Labels,
    /// The value.
    pub(super) value: f64,
    /// What an exemplar beside it is labelled with; its value and its time are read, and not kept.
    pub(super) exemplar: Option<Labels>,
}

/// The types of which something is known about values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It only grows.
    Counter,
    /// Its buckets and its count only grow.
    Histogram,
    /// Any other.
    Other,
}

impl<'a> Line<'a> {
    /// Reads a line.
    ///
    /// # Errors
    /// With what is wrong.
    pub(super) fn read(text: &'a str, format: Format) -> Result<Self, LineError> {
        let mut cursor = Cursor { rest: text, format };
        match format {
            Format::OpenMetrics if text.is_empty() => return Err(LineError::Empty),
            Format::OpenMetrics if text == "# EOF" => return Ok(Self::End),
            Format::OpenMetrics => {}
            Format::Text => cursor.blanks(),
        }
        if cursor.rest.is_empty() {
            Ok(Self::Nothing)
        } else if cursor.takes('#') {
            comment(&mut cursor)
        } else {
            sample(&mut cursor).map(Self::Sample)
        }
    }
}

/// A series alone, as `name{label="value"}`.
pub(super) fn series(text: &str) -> Result<(&str, Labels), LineError> {
    let mut cursor = Cursor {
        rest: text,
        format: Format::Text,
    };
    let series = cursor.series()?;
    cursor.over(series)
}

fn comment<'a>(cursor: &mut Cursor<'a>) -> Result<Line<'a>, LineError> {
    let spaced = cursor.gap().is_ok();
    let word = cursor.word();
    if !spaced || !["HELP", "TYPE", "UNIT"].contains(&word) {
        return match cursor.format {
            Format::Text => Ok(Line::Nothing),
            Format::OpenMetrics => Err(LineError::Comment),
        };
    }
    if cursor.format == Format::Text && word == "UNIT" {
        return Err(LineError::NoEnd);
    }
    cursor.gap()?;
    let name = cursor.name(LineError::Name)?;
    if word == "HELP" {
        if !cursor.rest.is_empty() {
            cursor.gap()?;
        }
        escapes(cursor.rest)?;
        return Ok(Line::Help(name));
    }
    cursor.gap()?;
    let said = cursor.word();
    if word == "TYPE" {
        let kind = kind(said, cursor.format)?;
        return cursor.over(Line::Type(name, kind));
    }
    let whole = said.is_empty() || name.strip_suffix(said).is_some_and(|rest| rest.ends_with('_'));
    if whole {
        cursor.over(Line::Unit(name))
    } else {
        Err(LineError::Unit)
    }
}

fn sample<'a>(cursor: &mut Cursor<'a>) -> Result<Sample<'a>, LineError> {
    let (name, labels) = cursor.series()?;
    cursor.gap()?;
    let value = number(cursor.word()).ok_or(LineError::Value)?;
    let mut sample = Sample {
        name,
        labels,
        value,
        exemplar: None,
    };
    if cursor.at_end() {
        return Ok(sample);
    }
    cursor.gap()?;
    if !cursor.rest.starts_with('#') {
        cursor.time().ok_or(LineError::Time)?;
        if cursor.at_end() {
            return Ok(sample);
        }
        cursor.gap()?;
    }
    if !cursor.takes('#') {
        return Err(LineError::Rest);
    }
    if cursor.format == Format::Text {
        return Err(LineError::NoEnd);
    }
    if !(name.ends_with("_total") || name.ends_with("_bucket")) {
        return Err(LineError::ExemplarPlace);
    }
    sample.exemplar = Some(exemplar(cursor)?);
    cursor.over(sample)
}

// What stands behind the `#`.
fn exemplar(cursor: &mut Cursor<'_>) -> Result<Labels, LineError> {
    cursor.gap().map_err(|_| LineError::Exemplar)?;
    if !cursor.takes('{') {
        return Err(LineError::Exemplar);
    }
    let labels = cursor.labels()?;
    cursor.gap().map_err(|_| LineError::Exemplar)?;
    number(cursor.word()).ok_or(LineError::Exemplar)?;
    if !cursor.rest.is_empty() {
        cursor.gap()?;
        cursor.time().ok_or(LineError::Time)?;
    }
    let length = |text: &String| text.chars().count();
    let whole: usize = labels
        .iter()
        .map(|(name, value)| length(name) + length(value))
        .sum();
    if whole > 128 {
        Err(LineError::ExemplarLength)
    } else {
        Ok(labels)
    }
}

fn kind(word: &str, format: Format) -> Result<Kind, LineError> {
    match (word, format) {
        ("counter", _) => Ok(Kind::Counter),
        ("histogram", _) => Ok(Kind::Histogram),
        ("gauge" | "summary", _)
        | ("untyped", Format::Text)
        | ("unknown" | "info" | "stateset" | "gaugehistogram", Format::OpenMetrics) => Ok(Kind::Other),
        _ => Err(LineError::Kind),
    }
}

fn escapes(text: &str) -> Result<(), LineError> {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' && !matches!(letters.next(), Some('\\' | 'n' | '"')) {
            return Err(LineError::Escape);
        }
    }
    Ok(())
}
