//! What can be wrong with a line of a metrics page. The invariant: no message quotes the line, since a page that is not
//! understood may hold secrets.

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The last line has no end.
    #[error("the page ends within it")]
    Cut,
    /// An empty line where there may be none.
    #[error("it is empty, which OpenMetrics does not allow")]
    Empty,
    /// Something after the end.
    #[error("it comes after `# EOF`")]
    AfterEnd,
    /// `# UNIT` or an exemplar, without an end.
    #[error("it is OpenMetrics, and the page does not end with `# EOF`")]
    NoEnd,
    /// A comment of no known kind.
    #[error("it is none of the comments of OpenMetrics: `# HELP`, `# TYPE`, `# UNIT` and `# EOF`")]
    Comment,
    /// Not the name of a metric.
    #[error("it lacks the name of a metric: a letter, `_` or `:`, then letters, digits, `_` and `:`")]
    Name,
    /// Not the name of a label.
    #[error("a label has no name: a letter or `_`, then letters, digits and `_`")]
    LabelName,
    /// A label is not followed by its value.
    #[error("a label lacks `=` and a value in double quotes")]
    LabelValue,
    /// The quote that ends a value is missing.
    #[error("the value of a label does not end")]
    Unclosed,
    /// A backslash before something else.
    #[error("a backslash stands before something else than a backslash, a double quote or `n`")]
    Escape,
    /// A label is not followed by another, or by the end of all.
    #[error("labels are not parted by commas, or do not end with `}}`")]
    LabelsEnd,
    /// A label twice.
    #[error("a label is there twice")]
    LabelTwice,
    /// No single space in OpenMetrics, no blank in text.
    #[error(
        "its parts are not parted as they should be: in OpenMetrics by one space, in Prometheus text by blanks"
    )]
    Gap,
    /// Not a number.
    #[error("its value is no number")]
    Value,
    /// Not a time.
    #[error("its time is no number: whole milliseconds in Prometheus text, seconds in OpenMetrics")]
    Time,
    /// More than a line holds.
    #[error("something follows where it should end")]
    Rest,
    /// An exemplar that is none.
    #[error("its exemplar is none: `# {{label=\"value\"}} number`, and a time where there is one")]
    Exemplar,
    /// An exemplar where there may be none.
    #[error("only a `_total` or a `_bucket` has an exemplar")]
    ExemplarPlace,
    /// An exemplar that is too long.
    #[error("the labels of its exemplar are longer than 128 characters")]
    ExemplarLength,
    /// An unknown type.
    #[error("its type is none of this format")]
    Kind,
    /// A unit that is not that of the name.
    #[error("its unit is not the end of the name of its metric")]
    Unit,
    /// Help, type or unit twice.
    #[error("its metric has one already")]
    Twice,
    /// A type after the values.
    #[error("values of its metric come before their type")]
    Late,
    /// The same series twice.
    #[error("its series has a value already")]
    SeriesTwice,
    /// A count that is none.
    #[error("what is counted is not a number")]
    NotCounted,
}
