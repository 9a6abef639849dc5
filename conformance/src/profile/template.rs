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
            Part::Name(name) => value(name).unwrap_or_else(|| written(name)),
        });
        filled.collect()
    }

    /// The name, where it is one placeholder and nothing else.
    #[must_use]
    pub fn whole(self) -> Option<&'a str> {
        match self.parts()[..] {
            [Part::Name(name)] => Some(name),
            _ => None,
        }
    }

    /// The first name that is not among these.
    #[must_use]
    pub fn unknown(self, known: &[&str]) -> Option<&'a str> {
        self.names().into_iter().find(|name| !known.contains(name))
    }

    /// The plain texts between these placeholders, from the one before the first to the one behind the last; `None` where it
    /// has others, or has them in another order.
    #[must_use]
    pub fn between(self, names: &[&str]) -> Option<Vec<String>> {
        if self.names() != names {
            return None;
        }
        let mut texts = vec![String::new()];
        for part in self.parts() {
            match part {
                Part::Name(_) => texts.push(String::new()),
                Part::Text(text) => texts.last_mut()?.push_str(text),
            }
        }
        Some(texts)
    }

    /// The text as JSON that can be read before it is filled: each placeholder is a string of its own, quoted or not. What
    /// those strings hold are templates again.
    #[must_use]
    pub fn json(self) -> String {
        let parts = self.parts();
        let text = |at: Option<usize>| match at.and_then(|at| parts.get(at)) {
            Some(Part::Text(text)) => *text,
            Some(Part::Name(_)) | None => "",
        };
        let mut json = String::with_capacity(self.0.len());
        for (at, part) in parts.iter().enumerate() {
            let is_quoted = text(at.checked_sub(1)).ends_with('"') && text(Some(at + 1)).starts_with('"');
            match part {
                Part::Text("${") => json.push_str("$${"),
                Part::Text(text) => json.push_str(text),
                Part::Name(name) if is_quoted => json.push_str(&written(name)),
                Part::Name(name) => json.extend(["\"", &written(name), "\""]),
            }
        }
        json
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

/// A placeholder as it is written.
#[must_use]
pub fn written(name: &str) -> String {
    format!("${{{name}}}")
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
    fn a_text_is_cut_at_its_placeholders() {
        let texts = |text, names: &[&str]| Template(text).between(names).map(|texts| texts.join("|"));
        assert_eq!(
            texts("k:$${x:${a}:${b}", &["a", "b"]).as_deref(),
            Some("k:${x:|:|")
        );
        assert_eq!(texts("k:${a}:${b}", &["b", "a"]), None);
        assert_eq!(texts("k:${a}:${b}", &["a"]), None);
        assert_eq!(texts("k", &[]).as_deref(), Some("k"));
    }

    #[test]
    fn a_placeholder_is_told_from_one_among_others() {
        assert_eq!(Template("${a}").whole(), Some("a"));
        for text in ["", "a", "x${a}", "${a}${b}", "$${a}"] {
            assert_eq!(Template(text).whole(), None, "{text}");
        }
        assert_eq!(Template("${a}${b}${c}").unknown(&["a", "c"]), Some("b"));
    }

    #[test]
    fn json_can_be_read_before_it_is_filled() {
        let json = Template(r#"{"a": ${a}, "b": "${b}", "c": "$${c}", "d": [${d},"${e}"]}"#).json();
        assert_eq!(
            json,
            r#"{"a": "${a}", "b": "${b}", "c": "$${c}", "d": ["${d}","${e}"]}"#
        );
        assert_eq!(Template("\"x${a}\"").json(), "\"x\"${a}\"\"");
    }
}
