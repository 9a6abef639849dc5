//! The order of folders, as ARCHITECTURE.md draws it.
//!
//! A fenced block for each crate that has folders, named by the folder of the crate:
//!
//! ````text
//! ```layers conformance
//! cli
//! prove report
//! steps
//!   access jobs
//!   shared
//! world
//! ```
//! ````
//!
//! A name is a folder of `src`, or a file of it without `.rs`. Arrows run from a line to lines below it. Between names on
//! one line there are none. Lines that are two spaces further in order what is inside the folder above them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::resolve::{Arrow, rows};

/// The drawing of one crate.
#[derive(Debug, Default)]
pub(crate) struct Drawing {
    /// For each folder whose inside is drawn, the height of each name in it, from the top. `""` is `src` itself.
    folders: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Drawing {
    /// Every drawing in a page, by crate.
    pub(crate) fn all(page: &str) -> Result<BTreeMap<String, Self>, String> {
        let mut drawings = BTreeMap::new();
        let mut lines = page.lines();
        while let Some(line) = lines.next() {
            let Some(name) = line.strip_prefix("```layers ") else {
                continue;
            };
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let drawing = Self::of(&block).map_err(|fault| format!("the drawing of {name}: {fault}"))?;
            if drawings.insert(name.trim().to_owned(), drawing).is_some() {
                return Err(format!("there are two drawings of {name}"));
            }
        }
        Ok(drawings)
    }

    /// One drawing, from the lines of its block.
    pub(crate) fn of(lines: &[&str]) -> Result<Self, String> {
        let mut drawing = Self::default();
        drawing.folders.insert(String::new(), BTreeMap::new());
        // The folders around the line at hand, and the names of the line above it.
        let mut around: Vec<String> = vec![String::new()];
        let mut above: Vec<&str> = Vec::new();
        for (height, line) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let spaces = line.len() - line.trim_start().len();
            let depth = spaces / 2 + 1;
            if depth > around.len() {
                let [folder] = above[..] else {
                    return Err(format!(
                        "{line:?} is inside of no folder: the line above names {above:?}"
                    ));
                };
                around.push(inside(around.last().map_or("", String::as_str), folder));
            }
            if spaces % 2 == 1 || depth > around.len() {
                return Err(format!("{line:?} is not two spaces further in than its folder"));
            }
            around.truncate(depth);
            above = line.split_whitespace().collect();
            let folder = drawing.folders.entry(around[depth - 1].clone()).or_default();
            for name in &above {
                if folder.insert((*name).to_owned(), height).is_some() {
                    return Err(format!("{name} stands twice in one folder"));
                }
            }
        }
        Ok(drawing)
    }

    /// Every arrow that does not run down, one message for each pair of files.
    pub(crate) fn upward(&self, arrows: &[Arrow]) -> Vec<String> {
        let up = |order: Ordering| {
            arrows
                .iter()
                .filter(move |arrow| self.order(arrow) == Some(order))
        };
        let runs_up = rows(up(Ordering::Greater))
            .into_iter()
            .map(|row| format!("an arrow that runs up: {row}"));
        let level = rows(up(Ordering::Equal))
            .into_iter()
            .map(|row| format!("an arrow between two names on one line of the drawing: {row}"));
        runs_up.chain(level).collect()
    }

    /// How the two ends of an arrow stand to each other: `Less` runs down. None where nothing is drawn.
    fn order(&self, arrow: &Arrow) -> Option<Ordering> {
        let (from, to) = (place(&arrow.from)?, place(&arrow.to)?);
        let same = from
            .iter()
            .zip(&to)
            .take_while(|(one, other)| one == other)
            .count();
        let heights = self.folders.get(&from[..same].join("/"))?;
        let height = |place: &[&str]| match place.get(same) {
            // The file of the folder itself, or `lib.rs`, stands over what is in it.
            None => Some(None),
            Some(name) => heights.get(*name).map(|height| Some(*height)),
        };
        Some(height(&from)?.cmp(&height(&to)?))
    }

    /// What is there and not drawn, and what is drawn and not there.
    pub(crate) fn differences<'a>(&self, files: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut there: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for place in files.filter_map(place) {
            for depth in 0..place.len() {
                there
                    .entry(place[..depth].join("/"))
                    .or_default()
                    .insert(place[depth]);
            }
        }
        let mut messages = Vec::new();
        for (folder, heights) in &self.folders {
            let there = there.remove(folder).unwrap_or_default();
            let drawn: BTreeSet<&str> = heights.keys().map(String::as_str).collect();
            for name in there.difference(&drawn) {
                messages.push(format!("the drawing does not name src/{}", inside(folder, name)));
            }
            for name in drawn.difference(&there) {
                messages.push(format!(
                    "the drawing names src/{}, which is not there",
                    inside(folder, name)
                ));
            }
        }
        messages
    }
}

/// The modules that lead to a file below `src`; none of them for `lib.rs` and `main.rs`.
fn place(file: &str) -> Option<Vec<&str>> {
    let path = file.strip_prefix("src/")?.strip_suffix(".rs")?;
    let mut parts: Vec<&str> = path.split('/').collect();
    if parts.last() == Some(&"mod") || matches!(parts[..], ["lib" | "main"]) {
        parts.pop();
    }
    Some(parts)
}

fn inside(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
