//! Why a profile cannot be used, said so that it can be fixed. The invariant: whatever is wrong within a file has
//! its line.

use std::fmt;

use super::contradiction::Contradiction;

/// A profile that cannot be used. Exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No such file.
    #[error("cannot read the profile {file}: {cause}; give the path of a watertight.toml with --target")]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Not what a profile looks like, or at odds with itself.
    #[error("{0}")]
    Wrong(Box<Fault>),
}

/// What is wrong at one place of a profile.
#[derive(Debug)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The table, such as `http.list`; empty at the top.
    pub table: String,
    /// The key, where one can be named.
    pub key: Option<String>,
    /// What is wrong, and the fix.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}, column {}: ", self.file, self.line, self.column)?;
        match (&self.key, self.table.is_empty()) {
            (Some(key), true) => write!(f, "`{key}`: ")?,
            (Some(key), false) => write!(f, "`{key}` under [{}]: ", self.table)?,
            (None, true) => {}
            (None, false) => write!(f, "[{}]: ", self.table)?,
        }
        f.write_str(&self.why)
    }
}

impl ProfileError {
    pub(super) fn not_understood(file: &str, text: &str, cause: &toml::de::Error) -> Self {
        let start = cause.span().map_or(0, |span| span.start).min(text.len());
        let message = cause.message();
        // A missing key has no place of its own, only the table that lacks it.
        let missing = message.strip_prefix("missing field").is_some();
        let key = match quoted(message).first() {
            Some(name) if missing || message.starts_with("unknown field") => Some((*name).to_owned()),
            _ => key_before(text, start),
        };
        let table = if missing && start == 0 {
            String::new()
        } else {
            table_at(text, start)
        };
        Self::wrong(file, text, start, table, key, with_fix(message))
    }

    pub(super) fn contradiction(file: &str, text: &str, found: &Contradiction) -> Self {
        let start = place(text, found.table, found.key);
        let key = Some(found.key.to_owned());
        Self::wrong(file, text, start, found.table.to_owned(), key, found.why.clone())
    }

    fn wrong(file: &str, text: &str, start: usize, table: String, key: Option<String>, why: String) -> Self {
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(1, |line| line.chars().count() + 1);
        Self::Wrong(Box::new(Fault {
            file: file.to_owned(),
            line,
            column,
            table,
            key,
            why,
        }))
    }
}

/// `; did you mean …?`, or nothing where no candidate is near.
pub(in crate::profile) fn meant<'a>(said: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    candidates
        .map(|known| (strsim::damerau_levenshtein(said, known), known))
        .filter(|(distance, known)| *distance <= said.len().max(known.len()).div_ceil(3))
        .min()
        .map(|(_, near)| format!("; did you mean `{near}`?"))
        .unwrap_or_default()
}

fn with_fix(message: &str) -> String {
    let names = quoted(message);
    let (said, known) = names.split_first().unwrap_or((&"", &[]));
    let near = meant(said, known.iter().copied());
    if message.starts_with("unknown field") {
        format!("there is no such key here{near}; there are {}", known.join(", "))
    } else if message.starts_with("unknown variant") {
        format!(
            "`{said}` is not among its values{near}; there are {}",
            known.join(", ")
        )
    } else if message.starts_with("missing field") {
        "it is missing; add it".to_owned()
    } else if let Some((found, wanted)) = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))
        .and_then(|rest| rest.split_once(", expected "))
    {
        format!("{found} does not fit; give {wanted}")
    } else {
        format!("{message}; fix it there")
    }
}

// What stands between backticks.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

// The last header before this place; a dotted or inline table is not looked into.
fn table_at(text: &str, start: usize) -> String {
    let end = text
        .get(start..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |length| start + length);
    let lines = text.get(..end).unwrap_or_default().lines();
    let header = lines.rev().find_map(header);
    header.unwrap_or_default().to_owned()
}

fn header(line: &str) -> Option<&str> {
    line.trim_start()
        .strip_prefix('[')?
        .split(']')
        .next()
        .map(str::trim)
}

// The key whose value begins here.
fn key_before(text: &str, start: usize) -> Option<String> {
    let line = text.get(..start)?.rsplit('\n').next()?;
    let key = line.trim_end().strip_suffix('=')?.trim_end();
    let from = key.rfind(|c: char| !(c.is_ascii_alphanumeric() || "_-\"".contains(c)));
    let key = key.get(from.map_or(0, |at| at + 1)..)?.trim_matches('"');
    (!key.is_empty()).then(|| key.to_owned())
}

// Where the key stands, or its table, or the file begins.
fn place(text: &str, table: &str, key: &str) -> usize {
    let (mut at, mut found, mut current) = (0, 0, "");
    for line in text.split_inclusive('\n') {
        if let Some(name) = header(line) {
            current = name;
            if name == table {
                found = at;
            }
        } else if current == table && line.split('=').next().is_some_and(|name| name.trim() == key) {
            return at + (line.len() - line.trim_start().len());
        }
        at += line.len();
    }
    found
}
