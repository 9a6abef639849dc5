//! Why the specification, or a choice from it, cannot be used. The invariant: each message names the place and
//! the fix.

/// The features or the selectors are faulty. Exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// A file or folder cannot be read.
    #[error("cannot read the features at {place}: {cause}; give a folder of .feature files with --features")]
    Read {
        /// The file or folder.
        place: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Not Gherkin.
    #[error("{file}:{line}: not Gherkin: {fault}")]
    Parse {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// What the parser said.
        fault: String,
    },
    /// There is no scenario at all.
    #[error("{0} holds no scenario in a .feature file; a run of nothing proves nothing")]
    Empty(String),
    /// A step has no definition, or several.
    #[error("{file}:{line}: {fault} step: `{step}`; a scenario with such a step judges nothing")]
    Step {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// Undefined or ambiguous.
        fault: &'static str,
        /// Its text.
        step: String,
    },
    /// A scenario without a requirement, without steps, or with an unknown tag.
    #[error("{file}:{line}: scenario `{name}` {fault}")]
    Scenario {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// Its name.
        name: String,
        /// What is wrong with it.
        fault: String,
    },
    /// No scenario bears this name, id, tag or level, or lies at this place.
    #[error("selector `{selector}`: nothing is called `{word}`{}", hint(.near.as_deref()))]
    Unknown {
        /// The selector.
        selector: String,
        /// The part that matches nothing.
        word: String,
        /// What was meant, perhaps.
        near: Option<String>,
    },
    /// Each part is known, but together they choose nothing.
    #[error("`{0}` selects no scenario; `watertight list` shows what there is")]
    Nothing(String),
    /// A selector that cannot be read.
    #[error(
        "selector `{0}` cannot be read; write an id (LST-03), tags (`@CRITICAL-2 and not @SHOULD`) or FILE:LINE"
    )]
    Selector(String),
}

fn hint(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None => "; `watertight list` shows what there is".to_owned(),
    }
}
