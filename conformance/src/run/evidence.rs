//! Why a scenario is not held, fit to be written down. The invariant: no secret gets past this file, and no body
//! is kept at more than a reader would look at.

use serde::Serialize;

use crate::under_test::Ran;
use crate::wire::{Exchange, Redactor, curl};

const BODY: usize = 2_000;
const CURL: usize = 4_000;

/// Why a scenario is not held.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Proof {
    /// What was promised.
    pub claim: String,
    /// What was found.
    pub found: String,
    /// The step that found it.
    pub step: Option<FailedStep>,
    /// Whether it was found beside the step, by an oracle that holds always.
    pub beside: bool,
    /// The exchanges that show it.
    pub exchanges: Vec<Shown>,
    /// The runs of a program of the target's that show it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<ShownRun>,
}

/// A run of a program of the target's.
#[derive(Debug, Clone, Serialize)]
pub struct ShownRun {
    /// Its command line, with placeholders.
    pub command: String,
    /// Its exit code; `null` where it was killed.
    pub status: Option<i32>,
    /// The beginning of what it printed.
    pub output: String,
}

impl ShownRun {
    /// A run as it may be written down.
    #[must_use]
    pub fn of(ran: &Ran) -> Self {
        Self {
            command: ran.command.clone(),
            status: ran.status,
            output: head(&ran.output, BODY),
        }
    }

    /// How it ended, in words.
    #[must_use]
    pub fn ending(&self) -> String {
        self.status
            .map_or_else(|| "killed".to_owned(), |status| format!("exit {status}"))
    }
}

/// A step of a feature file.
#[derive(Debug, Clone, Serialize)]
pub struct FailedStep {
    /// Its line.
    pub line: usize,
    /// Its text, with its keyword.
    pub text: String,
}

/// An exchange with its secrets hidden.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// Who asked.
    pub who: String,
    /// The request, to be pasted.
    pub curl: String,
    /// The status, where there was an answer.
    pub status: Option<u16>,
    /// The answer's headers, in order.
    pub headers: Vec<(String, String)>,
    /// The beginning of the answer's body.
    pub body: Option<String>,
    /// Why there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Proof {
    /// Whether it convicts: at least one exchange got an answer that speaks for the target rather than for a store
    /// or a proxy that is away, or a run that came to its end.
    #[must_use]
    pub fn convicts(&self) -> bool {
        let ended = self.runs.iter().any(|run| run.status.is_some());
        let answered = self
            .exchanges
            .iter()
            .filter_map(|exchange| exchange.status)
            .any(|status| !(502..=504).contains(&status));
        ended || answered
    }
}

impl Shown {
    /// An exchange as it may be written down, with a target that is at `base`.
    #[must_use]
    pub fn of(exchange: &Exchange, redactor: &Redactor, base: &str) -> Self {
        let who = &exchange.request.who;
        let hide = |text: &str| redactor.redact(text, who);
        let curl = curl(&exchange.request, base);
        let mut shown = Self {
            who: who.clone(),
            curl: head(&hide(&curl), CURL),
            status: None,
            headers: Vec::new(),
            body: None,
            error: None,
        };
        match &exchange.response {
            Ok(response) => {
                shown.status = Some(response.status);
                shown.headers = response
                    .headers
                    .iter()
                    .map(|(name, value)| (name.clone(), hide(value)))
                    .collect();
                shown.body = Some(head(&hide(&response.text()), BODY));
            }
            Err(error) => shown.error = Some(error.to_string()),
        }
        shown
    }
}

// Cut after hiding, or else half a token could stay.
fn head(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{} … ({} bytes more)", &text[..end], text.len() - end),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(statuses: &[Option<u16>]) -> Proof {
        let exchanges = statuses.iter().map(|status| Shown {
            who: "acme".to_owned(),
            curl: "curl".to_owned(),
            status: *status,
            headers: Vec::new(),
            body: None,
            error: None,
        });
        Proof {
            exchanges: exchanges.collect(),
            ..Proof::default()
        }
    }

    #[test]
    fn only_an_answer_convicts() {
        assert!(proof(&[None, Some(200)]).convicts());
        assert!(proof(&[Some(500)]).convicts());
        assert!(!proof(&[Some(503), None]).convicts());
        assert!(!proof(&[]).convicts());
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(head("żółw", 4), "żółw");
        assert_eq!(head("żółwie", 4), "żółw … (2 bytes more)");
    }
}
