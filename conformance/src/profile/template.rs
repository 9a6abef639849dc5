//! The one kind of text with placeholders that a profile has: `${name}` stands for a value, and `$${` for a plain `${`,
//! such as a shell's own. Which names are known where belongs to `check`, their values to whoever fills them in. The
//! invariant: a value is never read for placeholders again.

/// A text with placeholders. Every text is one; a text without placeholders stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template<'a>(pub &'a str);

#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Name(&'a str),
}

impl<'a> Template<'a> {
    /// The names of its placeholders, in their order.
    #[must_use]
    pub fn names(self) -> Vec<&'a str> {
        let names = self.parts().into_iter().filter_map(|part| match part {
            Part::Name(name) => Some(name),
            Part::Text(_) => None,
        });
        names.collect()
    }

    /// Whether it has this placeholder.
    #[must_use]
    pub fn has(self, name: &str) -> bool {
        self.names().contains(&name)
    }

    /// The text with each placeholder replaced by its value.
    ///
    /// # Errors
    /// With the name of the first placeholder that has no value.
    pub fn fill(self, value: impl Fn(&str) -> Option<String>) -> Result<String, String> {
        let filled = self.parts().into_iter().map(|part| match part {
            Part::Text(text) => Ok(text.to_owned()),
            Part::Name(name) => value(name).ok_or_else(|| name.to_owned()),
        });
        filled.collect()
    }

    /// The text with the placeholders that have a value replaced, and the others left as they are written.
    #[must_use]
    pub fn fill_known(self, value: impl Fn(&str) -> Option<String>) -> String {
        let filled = self.parts().into_iter().map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Name(name) => value(name).unwrap_or_else(|| format!("${{{name}}}")),
        });
        filled.collect()
    }

    /// The plain text before the placeholder of this name and the one behind it; `None` where it has no such placeholder.
    #[must_use]
    pub fn around(self, name: &str) -> Option<(&'a str, &'a str)> {
        let mark = format!("${{{name}}}");
        let at = self.0.find(&mark)?;
        Some((&self.0[..at], &self.0[at + mark.len()..]))
    }

    fn parts(self) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let mut rest = self.0;
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_text() {
        use Part::{Name, Text};
        assert_eq!(
            Template("a:${port}${fault}/$HOME").parts(),
            [Text("a:"), Name("port"), Name("fault"), Text("/$HOME")]
        );
        assert_eq!(
            Template("$${A:-b} ${port}").parts(),
            [Text("${"), Text("A:-b} "), Name("port")]
        );
        assert_eq!(Template("${port").parts(), [Text("${port")]);
        assert!(Template("").parts().is_empty());
    }

    #[test]
    fn a_value_is_not_read_for_placeholders_again() {
        let template = Template("${a}-${b}");
        let value = |name: &str| (name == "a").then(|| "${b}".to_owned());
        assert_eq!(template.fill(value), Err("b".to_owned()));
        assert_eq!(template.fill_known(value), "${b}-${b}");
        assert_eq!(template.fill(|_| Some("${a}".to_owned())).unwrap(), "${a}-${a}");
    }

    #[test]
    fn a_text_is_cut_at_a_placeholder() {
        assert_eq!(Template("k:${a}:x").around("a"), Some(("k:", ":x")));
        assert_eq!(Template("k:${a}:x").around("b"), None);
    }
}
