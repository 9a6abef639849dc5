//! What stops a scenario: a promise that was broken, with evidence, or a question that could not be answered. A scenario that
//! passes has no verdict, since each of its steps asked and nothing was found. Redaction and printing belong to those who write
//! evidence down. The invariant: no verdict says that a promise was kept.

use crate::under_test::Ran;
use crate::wire::Exchange;

/// Why a scenario does not hold. One that holds has none.
#[derive(Clone)]
pub enum Verdict {
    /// The promise was broken, and here is the proof.
    Broken(Evidence),
    /// The promise could not be judged; the text says why.
    Inconclusive(String),
}

/// The proof of a broken promise.
#[derive(Clone)]
pub struct Evidence {
    /// What was promised.
    pub claim: String,
    /// What was found instead; names the variant that showed it.
    pub found: String,
    /// The exchanges that prove it, in the order in which they were made.
    pub exchanges: Vec<Exchange>,
    /// The runs of a program of the target's that prove it.
    pub runs: Vec<Ran>,
}

impl Verdict {
    /// One line for a person.
    #[must_use]
    pub fn summary(&self) -> String {
        match self {
            Self::Broken(evidence) => format!("{}: {}", evidence.claim, evidence.found),
            Self::Inconclusive(reason) => format!("not testable: {reason}"),
        }
    }
}

impl std::fmt::Debug for Verdict {
    // Exchanges hold tokens, which must not reach a log by way of `{:?}`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_says_in_a_line_what_does_not_hold() {
        let evidence = Evidence {
            claim: "kept apart".into(),
            found: "a leak".into(),
            exchanges: Vec::new(),
            runs: Vec::new(),
        };
        assert_eq!(Verdict::Broken(evidence).summary(), "kept apart: a leak");
        let verdict = Verdict::Inconclusive("the target went away".into());
        assert_eq!(verdict.summary(), "not testable: the target went away");
    }
}
