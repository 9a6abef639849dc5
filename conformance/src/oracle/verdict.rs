//! What a scenario comes to. A promise was kept, broken with evidence, or the question could not be answered;
//! there is no fourth. Redaction and printing belong to those who write evidence down. The invariant: whatever
//! is not positively known to hold is never `Held`.

use crate::under_test::Ran;
use crate::wire::Exchange;

/// The outcome of judging a promise.
#[derive(Clone)]
pub enum Verdict {
    /// The promise was kept, and the controls show that the question was a real one.
    Held,
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
    /// Whether the promise was kept.
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Held)
    }

    /// One line for a person.
    #[must_use]
    pub fn summary(&self) -> String {
        match self {
            Self::Held => "held".to_owned(),
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
    fn only_held_is_held() {
        let evidence = Evidence {
            claim: "c".into(),
            found: "f".into(),
            exchanges: Vec::new(),
            runs: Vec::new(),
        };
        assert!(Verdict::Held.is_held());
        assert!(!Verdict::Broken(evidence).is_held());
        assert!(!Verdict::Inconclusive("the target went away".into()).is_held());
    }
}
