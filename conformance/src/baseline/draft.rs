//! A baseline's file while it is edited. Which entries come and go is decided by the command that edits it (`cli`). The
//! invariant: what is not edited stays as somebody wrote it, comments, order and spelling alike.

use std::path::Path;

use toml_edit::{ArrayOfTables, Decor, DocumentMut, InlineTable, Item, RawString, Table, TableLike, Value};

use super::file::{Baseline, BaselineError, Entry, fault_at};

const HEAD: &str = "# Expected failures, each until a day. `watertight baseline` keeps this file.\n";
const LIST: &str = "expected";

/// The file, and its entries in the same order.
#[derive(Debug)]
pub struct Draft {
    document: DocumentMut,
    baseline: Baseline,
}

impl Draft {
    /// A file that is not there yet.
    #[must_use]
    pub fn fresh() -> Self {
        let mut document = DocumentMut::new();
        document.set_trailing(HEAD);
        Self {
            document,
            baseline: Baseline::default(),
        }
    }

    /// Reads one.
    ///
    /// # Errors
    /// When it is missing or not understood.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let (file, text) = Baseline::text_of(path)?;
        Self::parse(&file, &text)
    }

    fn parse(file: &str, text: &str) -> Result<Self, BaselineError> {
        let baseline = Baseline::parse(file, text)?;
        let document = text.parse().map_err(|error: toml_edit::TomlError| {
            let start = error.span().map_or(0, |span| span.start);
            fault_at(file, text, start, error.message().to_owned())
        })?;
        Ok(Self { document, baseline })
    }

    /// Makes a failure expected: the entry of the same check is renewed where it stands, a new one is added at the end.
    pub fn expect(&mut self, entry: Entry) {
        let mut seen = false;
        self.retain(|known| known.check != entry.check || !std::mem::replace(&mut seen, true));
        let mut known = self.baseline.entries.iter();
        match known.position(|known| known.check == entry.check) {
            Some(at) => {
                if let Some(table) = table(&mut self.document, at) {
                    spell(table, &entry);
                }
                if let Some(known) = self.baseline.entries.get_mut(at) {
                    *known = entry;
                }
            }
            None => {
                add(&mut self.document, &entry);
                self.baseline.entries.push(entry);
            }
        }
    }

    /// Takes out the entries that are not to be kept. A comment right above one goes with it; what an empty line sets apart
    /// stays.
    pub fn retain(&mut self, mut keep: impl FnMut(&Entry) -> bool) {
        let kept: Vec<bool> = self.baseline.entries.iter().map(&mut keep).collect();
        for (at, _) in kept.iter().enumerate().rev().filter(|(_, kept)| !**kept) {
            self.baseline.entries.remove(at);
            remove(&mut self.document, at);
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), BaselineError> {
        std::fs::write(path, self.document.to_string()).map_err(|cause| BaselineError::Write {
            file: path.display().to_string(),
            cause,
        })
    }
}

// The entry at this place, whether the list is of `[[expected]]` or an array in brackets.
fn table(document: &mut DocumentMut, at: usize) -> Option<&mut dyn TableLike> {
    match document.get_mut(LIST)? {
        Item::ArrayOfTables(tables) => Some(tables.get_mut(at)?),
        Item::Value(Value::Array(items)) => Some(items.get_mut(at)?.as_inline_table_mut()?),
        _ => None,
    }
}

fn spell(table: &mut dyn TableLike, entry: &Entry) {
    let expires = entry.expires.to_string();
    let members = [
        ("check", Some(&entry.check)),
        ("how", Some(&entry.how)),
        ("reason", Some(&entry.reason)),
        ("owner", Some(&entry.owner)),
        ("issue", entry.issue.as_ref()),
        ("expires", Some(&expires)),
    ];
    for (name, text) in members {
        let Some(text) = text else {
            table.remove(name);
            continue;
        };
        match table.get_mut(name).and_then(Item::as_value_mut) {
            // Spelled as it was, with the comment behind it.
            Some(known) if known.as_str() == Some(text) => {}
            Some(known) => {
                let decor = known.decor().clone();
                *known = Value::from(text);
                *known.decor_mut() = decor;
            }
            None => {
                table.insert(name, toml_edit::value(text));
            }
        }
    }
}

fn add(document: &mut DocumentMut, entry: &Entry) {
    if let Some(Item::Value(Value::Array(items))) = document.get_mut(LIST) {
        let mut item = InlineTable::new();
        spell(&mut item, entry);
        items.push(item);
        return;
    }
    // What stands at the end of the file stays before what is added there.
    let end = text(Some(document.trailing()));
    document.set_trailing("");
    let gap = if end.is_empty() || end.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let mut new = Table::new();
    *new.decor_mut() = Decor::new(format!("{end}{gap}"), "");
    spell(&mut new, entry);
    let tables = document
        .entry(LIST)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(tables) = tables.as_array_of_tables_mut() {
        tables.push(new);
    }
}

fn remove(document: &mut DocumentMut, at: usize) {
    let tables = match document.get_mut(LIST) {
        Some(Item::ArrayOfTables(tables)) => tables,
        Some(Item::Value(Value::Array(items))) => {
            items.remove(at);
            return;
        }
        _ => return,
    };
    let above = text(tables.remove(at).decor().prefix());
    let apart = above.rfind("\n\n").map_or("", |end| &above[..=end]);
    if apart.trim().is_empty() {
        return;
    }
    if let Some(next) = tables.get_mut(at) {
        let own = text(next.decor().prefix());
        next.decor_mut().set_prefix(format!("{apart}{own}"));
    } else {
        let end = text(Some(document.trailing()));
        document.set_trailing(format!("{apart}{end}"));
    }
}

fn text(raw: Option<&RawString>) -> String {
    raw.and_then(RawString::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
