//! What must not reach a report: tokens, signing secrets and passwords. The invariant: whatever has the shape of a
//! token is hidden, known or not.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::percent::percent_encoded;

const HIDDEN: &str = "[hidden]";

// Shorter ones would take harmless words with them; nobody's secret is that short.
const SHORTEST: usize = 4;

/// The good tokens of a run and whose they are, so that a report can name them. Clones share one list.
#[derive(Clone, Default)]
pub struct Ledger {
    owners: Arc<Mutex<HashMap<String, String>>>,
}

impl Ledger {
    /// Remembers whose token this is.
    pub fn learn(&self, token: &str, owner: &str) {
        let mut owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        owners.insert(token.to_owned(), owner.to_owned());
    }

    fn owner(&self, token: &str) -> Option<String> {
        let owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        owners.get(token).cloned()
    }
}

/// Hides secrets in text.
#[derive(Clone, Default)]
pub struct Redactor {
    // Longest first, since one may contain another.
    secrets: Arc<[String]>,
    ledger: Ledger,
}

impl Redactor {
    /// A redactor that also hides these secrets, in every form that a report could hold them in.
    #[must_use]
    pub fn new(secrets: &[String], ledger: Ledger) -> Self {
        let mut forms: Vec<String> = secrets
            .iter()
            .filter(|secret| secret.len() >= SHORTEST)
            .flat_map(|secret| forms(secret))
            .collect();
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Self {
            secrets: forms.into(),
            ledger,
        }
    }

    /// The text with secrets replaced. A good token becomes the variable of its owner, such as `$ACME_TOKEN`;
    /// any other becomes `$TOKEN`, whoever sent it: it is not the one that `$ACME_TOKEN` would stand for.
    #[must_use]
    pub fn redact(&self, text: &str, _who: &str) -> String {
        let mut text = text.to_owned();
        for secret in self.secrets.iter() {
            if text.contains(secret) {
                text = text.replace(secret, HIDDEN);
            }
        }
        self.hide_tokens(&text)
    }

    fn hide_tokens(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(c) = rest.chars().next() {
            let begins = !before.is_some_and(in_word) || rest.starts_with("eyJ");
            let length = if begins { token(rest) } else { 0 };
            if length == 0 {
                out.push(c);
                before = Some(c);
                rest = &rest[c.len_utf8()..];
                continue;
            }
            let (mut word, mut after) = rest.split_at(length);
            // A full stop may belong to the sentence.
            if let Some(shorter) = word.strip_suffix('.')
                && self.ledger.owner(shorter).is_some()
            {
                (word, after) = rest.split_at(shorter.len());
            }
            match self.ledger.owner(word) {
                Some(owner) => out.push_str(&variable(&owner)),
                None => out.push_str("$TOKEN"),
            }
            before = None;
            rest = after;
        }
        out
    }
}

// As it is, in base64, in a URL, in JSON, and in the quotes of a shell.
fn forms(secret: &str) -> Vec<String> {
    let json = serde_json::Value::from(secret).to_string();
    let mut shell = String::new();
    for c in secret.chars() {
        if matches!(c, '"' | '\\' | '`' | '$') {
            shell.push('\\');
        }
        shell.push(c);
    }
    vec![
        secret.to_owned(),
        URL_SAFE_NO_PAD.encode(secret),
        STANDARD.encode(secret),
        json.trim_matches('"').to_owned(),
        percent_encoded(secret),
        shell,
    ]
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

// How much of the text's beginning is a token: segments of base64 with dots between, the first of which is the
// beginning of a JSON object. Zero if it is none.
fn token(text: &str) -> usize {
    let in_segment = |c: char| in_word(c) || matches!(c, '+' | '/' | '=');
    let first = text.find(|c| !in_segment(c)).unwrap_or(text.len());
    if first < 8 || !text[first..].starts_with('.') {
        return 0;
    }
    let start: String = text[..8].replace('+', "-").replace('/', "_");
    let object = URL_SAFE_NO_PAD
        .decode(start)
        .is_ok_and(|bytes| bytes.trim_ascii_start().starts_with(b"{"));
    if !object {
        return 0;
    }
    text.find(|c| !(in_segment(c) || c == '.')).unwrap_or(text.len())
}

/// The shell variable that stands for a workspace's token.
fn variable(owner: &str) -> String {
    let name: String = owner
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    format!("${name}_TOKEN")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const GOOD: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";

    fn redactor() -> Redactor {
        let ledger = Ledger::default();
        ledger.learn(GOOD, "acme's prefix");
        Redactor::new(&["hunter$22".to_owned(), "hunter$22long".to_owned()], ledger)
    }

    #[rstest]
    #[case::good(&format!("Bearer {GOOD}"), "Bearer $ACME_S_PREFIX_TOKEN")]
    #[case::sentence(&format!("it got {GOOD}."), "it got $ACME_S_PREFIX_TOKEN.")]
    #[case::query(&format!("?token={GOOD}&x=1"), "?token=$ACME_S_PREFIX_TOKEN&x=1")]
    #[case::path(&format!("/ai/jobs/{GOOD}"), "/ai/jobs/$ACME_S_PREFIX_TOKEN")]
    #[case::changed(&format!("Bearer {GOOD}x"), "Bearer $TOKEN")]
    #[case::unsigned("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "$TOKEN")]
    #[case::padded("eyJhbGciOiJIUzI1NiJ9==.eyJzdWIi.c2ln=", "$TOKEN")]
    #[case::blanks_in_the_header("eyAiYWxnIjogIkhTMjU2In0.eyJzdWIi.c2ln", "$TOKEN")]
    #[case::led_by_letters(&format!("x{GOOD}"), "x$ACME_S_PREFIX_TOKEN")]
    #[case::secret("key hunter$22", "key [hidden]")]
    #[case::longest_first("key hunter$22long", "key [hidden]")]
    #[case::quoted(r#"-H "k: hunter\$22""#, r#"-H "k: [hidden]""#)]
    #[case::base64("aHVudGVyJDIy", "[hidden]")]
    #[case::percent("redis://:hunter%2422@h", "redis://:[hidden]@h")]
    #[case::harmless(
        "GET /ai/jobs/0b7c.x HTTP/1.1 eyJ żółw…",
        "GET /ai/jobs/0b7c.x HTTP/1.1 eyJ żółw…"
    )]
    fn hides(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(redactor().redact(text, "globex"), shown);
    }
}
