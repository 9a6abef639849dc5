//! What must not reach a report: tokens and signing secrets. The invariant: whatever has the shape of a token
//! is hidden, known or not.

/// Hides secrets in text.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    secrets: Vec<String>,
}

impl Redactor {
    /// A redactor that also hides these texts.
    #[must_use]
    pub fn new(secrets: Vec<String>) -> Self {
        Self {
            secrets: secrets.into_iter().filter(|secret| secret.len() >= 4).collect(),
        }
    }

    /// The text with secrets replaced; tokens become `$NAME_TOKEN` after whoever sent them.
    #[must_use]
    pub fn redact(&self, text: &str, who: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret, "[hidden]");
        }
        hide_tokens(&text, &variable(who))
    }
}

/// The shell variable that stands for a caller's token.
#[must_use]
pub(crate) fn variable(who: &str) -> String {
    let name: String = who
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

fn hide_tokens(text: &str, variable: &str) -> String {
    let in_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=' | '+' | '/');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("eyJ") {
        let (before, tail) = rest.split_at(start);
        let end = tail.find(|c| !in_token(c)).unwrap_or(tail.len());
        let (word, after) = tail.split_at(end);
        out.push_str(before);
        out.push_str(if word.contains('.') { variable } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_tokens_and_secrets() {
        let redactor = Redactor::new(vec!["hunter22".to_owned()]);
        let shown = redactor.redact("Bearer eyJhbGciOi.eyJzdWIi.c2ln, key hunter22", "acme's prefix");
        assert_eq!(shown, "Bearer $ACME_S_PREFIX_TOKEN, key [hidden]");
    }
}
