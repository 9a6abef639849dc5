//! From a path in the code to the file that defines what it names, through every re-export on the way.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::{Meaning, Modules};
use super::paths::Named;

/// An arrow from one file to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    /// The file that names something.
    pub(crate) from: String,
    /// The line where it does.
    pub(crate) line: usize,
    /// The file that defines it.
    pub(crate) to: String,
    /// The path as it is written.
    pub(crate) path: String,
    /// Whether `from` only re-exports: it then counts for the order of folders, but is no part of a circle.
    pub(crate) re_export: bool,
}

/// Where one file names another: the lines and the paths.
#[derive(Default)]
struct Places<'a> {
    lines: BTreeSet<usize>,
    paths: BTreeSet<&'a str>,
}

/// Arrows as lines of text, one for each pair of files: `src/a.rs:3,9 -> src/b.rs  (crate::b::B)`.
pub(crate) fn rows<'a>(arrows: impl Iterator<Item = &'a Arrow>) -> Vec<String> {
    let mut pairs: BTreeMap<(&str, &str), Places<'_>> = BTreeMap::new();
    for arrow in arrows {
        let places = pairs.entry((&arrow.from, &arrow.to)).or_default();
        places.lines.insert(arrow.line);
        places.paths.insert(&arrow.path);
    }
    let mut rows = Vec::new();
    for ((from, to), Places { lines, paths }) in pairs {
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let paths: Vec<&str> = paths.into_iter().collect();
        rows.push(format!(
            "{from}:{} -> {to}  ({})",
            lines.join(","),
            paths.join(", ")
        ));
    }
    rows
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// To something in this module.
    In(usize),
    /// To a module that only declares and re-exports.
    Facade(usize),
    /// Out of the crate, or to a name that only its own function or type knows.
    Outside,
    /// To a name that the module before it does not have.
    Nowhere,
}

/// A re-export leads to a re-export, but not for ever: `use name::name` can look like its own cause.
const DEPTH: usize = 16;

impl Modules {
    /// Every arrow between two files, in the order of the files; and every path that leads nowhere.
    pub(crate) fn arrows(&self) -> (Vec<Arrow>, Vec<String>) {
        let (mut arrows, mut nowhere) = (Vec::new(), Vec::new());
        let with_code = self.all.iter().filter(|module| module.has_code);
        let with_code: BTreeSet<&str> = with_code.map(|module| module.file.as_str()).collect();
        for (at, module) in self.all.iter().enumerate() {
            let globs = module.imports.iter().filter(|import| import.glob);
            for import in globs {
                // A star stands for the names that the module mentions.
                if let Found::Facade(target) | Found::In(target) = self.find(at, &import.path.segments, DEPTH)
                {
                    let names = self.all[target].names.keys();
                    for name in names.filter(|name| module.words.contains(*name)) {
                        let mut path = import.path.clone();
                        path.segments.push(name.clone());
                        self.arrow(at, &path, &mut arrows, &mut nowhere);
                    }
                }
            }
            for path in module
                .imports
                .iter()
                .map(|import| &import.path)
                .chain(&module.paths)
            {
                self.arrow(at, path, &mut arrows, &mut nowhere);
            }
        }
        for arrow in &mut arrows {
            arrow.re_export = !with_code.contains(arrow.from.as_str());
        }
        arrows.sort();
        arrows.dedup();
        (arrows, nowhere)
    }

    fn arrow(&self, at: usize, path: &Named, arrows: &mut Vec<Arrow>, nowhere: &mut Vec<String>) {
        let module = &self.all[at];
        let text = path.segments.join("::");
        match self.find(at, &path.segments, DEPTH) {
            Found::In(target) if self.all[target].file != module.file => arrows.push(Arrow {
                from: module.file.clone(),
                line: path.line,
                to: self.all[target].file.clone(),
                path: text,
                re_export: false,
            }),
            Found::In(_) | Found::Facade(_) | Found::Outside => {}
            Found::Nowhere => nowhere.push(format!(
                "{}:{}: `{text}` leads to nothing that this check can see",
                module.file, path.line
            )),
        }
    }

    fn find(&self, from: usize, path: &[String], depth: usize) -> Found {
        let Some(first) = path.first() else {
            return self.itself(from);
        };
        let parent = |at: usize| self.all[at].parent.unwrap_or(at);
        match first.as_str() {
            "crate" => {
                let mut root = from;
                while let Some(above) = self.all[root].parent {
                    root = above;
                }
                self.below(root, &path[1..], depth)
            }
            "self" | "super" => {
                let mut at = from;
                let mut rest = path;
                while let Some(word) = rest.first().filter(|word| *word == "self" || *word == "super") {
                    if word == "super" {
                        at = parent(at);
                    }
                    rest = &rest[1..];
                }
                self.below(at, rest, depth)
            }
            // What the module does not know is another crate, a type parameter, `Self`.
            name if !self.knows(from, name) => match self.through_globs(from, path, depth) {
                Found::Nowhere => Found::Outside,
                found => found,
            },
            _ => self.below(from, path, depth),
        }
    }

    fn knows(&self, module: usize, name: &str) -> bool {
        self.all[module].names.contains_key(name)
    }

    fn itself(&self, module: usize) -> Found {
        if self.all[module].has_code {
            Found::In(module)
        } else {
            Found::Facade(module)
        }
    }

    /// A path that begins with a name of this module.
    fn below(&self, at: usize, path: &[String], depth: usize) -> Found {
        let Some((name, rest)) = path.split_first() else {
            return self.itself(at);
        };
        if depth == 0 {
            return Found::Outside;
        }
        let meanings = self.all[at].names.get(name).map_or(&[][..], Vec::as_slice);
        let module = meanings.iter().find_map(|meaning| match meaning {
            Meaning::Module(module) => Some(*module),
            Meaning::Defined | Meaning::Imported(_) => None,
        });
        // `mod copy; pub use copy::copy;`: a name in the middle of a path is the module, one at its end is the function.
        if let Some(module) = module
            && (!rest.is_empty() || meanings.len() == 1)
        {
            return self.below(module, rest, depth);
        }
        for meaning in meanings {
            match meaning {
                Meaning::Defined => return Found::In(at),
                Meaning::Imported(path) => {
                    let whole: Vec<String> = path.iter().chain(rest).cloned().collect();
                    return self.find(at, &whole, depth - 1);
                }
                Meaning::Module(_) => {}
            }
        }
        self.through_globs(at, path, depth)
    }

    fn through_globs(&self, at: usize, path: &[String], depth: usize) -> Found {
        if depth == 0 {
            return Found::Outside;
        }
        let mut nowhere = Found::Nowhere;
        for glob in self.all[at].imports.iter().filter(|import| import.glob) {
            let whole: Vec<String> = glob.path.segments.iter().chain(path).cloned().collect();
            match self.find(at, &whole, depth - 1) {
                Found::Nowhere => {}
                // A star of another crate may bring anything.
                Found::Outside => nowhere = Found::Outside,
                found => return found,
            }
        }
        nowhere
    }
}
