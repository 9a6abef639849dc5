//! What the placeholders of a command stand for. Which of them a profile may use where belongs to `check`. The
//! invariant: a value is never read for placeholders again.

use std::path::Path;

use crate::identity::Issuer;

/// Placeholders of every command.
pub(super) const KNOWN: [&str; 10] = [
    "port",
    "redis_url",
    "keyset",
    "secret",
    "issuer",
    "audience",
    "leeway",
    "phase",
    "metrics_port",
    "fault",
];

/// What placeholders stand for.
pub(super) struct Values<'a> {
    pub(super) port: u16,
    pub(super) redis_url: Option<&'a str>,
    pub(super) keyset: &'a Path,
    pub(super) issuer: &'a Issuer,
    pub(super) fault: Option<&'a str>,
    pub(super) phase: Option<&'a str>,
    pub(super) metrics_port: Option<u16>,
}

impl Values<'_> {
    /// The text with its placeholders filled, or the name of the one for which there is nothing.
    pub(super) fn fill(&self, text: &str) -> Result<String, String> {
        parts(text)
            .into_iter()
            .map(|part| match part {
                Part::Text(text) => Ok(text.to_owned()),
                Part::Name(name) => self.value(name).ok_or_else(|| name.to_owned()),
            })
            .collect()
    }

    fn value(&self, name: &str) -> Option<String> {
        match name {
            "port" => Some(self.port.to_string()),
            "redis_url" => self.redis_url.map(str::to_owned),
            "keyset" => Some(self.keyset.display().to_string()),
            "secret" => self
                .issuer
                .keys()
                .iter()
                .find_map(|key| key.secret().map(str::to_owned)),
            "issuer" => Some(self.issuer.issuer().to_owned()),
            "audience" => Some(self.issuer.audience().to_owned()),
            "leeway" => Some(self.issuer.leeway().to_string()),
            "phase" => self.phase.map(str::to_owned),
            "metrics_port" => self.metrics_port.map(|port| port.to_string()),
            "fault" => self.fault.map(str::to_owned),
            _ => None,
        }
    }
}

/// The names of the placeholders in a text.
pub(super) fn named(text: &str) -> Vec<&str> {
    let names = parts(text).into_iter().filter_map(|part| match part {
        Part::Name(name) => Some(name),
        Part::Text(_) => None,
    });
    names.collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Name(&'a str),
}

// `${name}` is a placeholder; `$${` is a plain `${`, such as a shell's own.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('$') {
            parts.extend([Part::Text(before), Part::Text("${")]);
            rest = &from[2..];
            continue;
        }
        let Some((name, after)) = from[2..].split_once('}') else {
            break;
        };
        parts.extend([Part::Text(before), Part::Name(name)]);
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| *part != Part::Text(""));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_text() {
        use Part::{Name, Text};
        assert_eq!(
            parts("a:${port}${fault}/$HOME"),
            [Text("a:"), Name("port"), Name("fault"), Text("/$HOME")]
        );
        assert_eq!(
            parts("$${A:-b} ${port}"),
            [Text("${"), Text("A:-b} "), Name("port")]
        );
        assert_eq!(parts("${port"), [Text("${port")]);
        assert!(parts("").is_empty());
    }
}
