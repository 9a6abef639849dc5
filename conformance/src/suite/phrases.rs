//! What the specification asks about the phrases of its steps. The phrases themselves, and what they do, are where the steps
//! are. The invariant: nothing here runs a step.

use cucumber::gherkin::Step;

/// Where a phrase is defined in the source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
}

/// How a step is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Definition {
    /// By one phrase; where that is, if it is known.
    Once(Option<Source>),
    /// By none.
    Never,
    /// By several.
    Several,
}

/// All phrases that steps may use.
pub trait Phrases {
    /// How this step is defined.
    fn definition(&self, step: &Step) -> Definition;

    /// Every phrase: where it is defined, and its pattern.
    fn all(&self) -> Vec<(Source, String)>;
}

/// Phrases for tests: a step that begins with one of these words is defined, by as many as fit.
#[cfg(test)]
pub(super) struct Beginnings(pub(super) &'static [&'static str]);

#[cfg(test)]
impl Phrases for Beginnings {
    fn definition(&self, step: &Step) -> Definition {
        let mut fitting = self
            .all()
            .into_iter()
            .filter(|(_, begin)| step.value.starts_with(begin));
        match (fitting.next(), fitting.next()) {
            (Some((source, _)), None) => Definition::Once(Some(source)),
            (None, _) => Definition::Never,
            (Some(_), Some(_)) => Definition::Several,
        }
    }

    fn all(&self) -> Vec<(Source, String)> {
        let lines = self.0.iter().enumerate();
        let source = |index| Source {
            file: "steps.rs".to_owned(),
            line: index + 1,
        };
        lines
            .map(|(index, &begin)| (source(index), begin.to_owned()))
            .collect()
    }
}
