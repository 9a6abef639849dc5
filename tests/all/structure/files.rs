//! The sources of one crate: from a folder, or from text in a test.

use std::collections::BTreeMap;
use std::path::Path;

/// The Rust files of one crate, by their path below its folder, and the files at which its targets begin.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// Text by path, with `/` between folders: `src/store/mod.rs`.
    pub(crate) files: BTreeMap<String, String>,
    /// The root of each target: `src/lib.rs`.
    pub(crate) roots: Vec<String>,
}

impl Sources {
    /// Everything below the folder of a crate that ends in `.rs`.
    pub(crate) fn read(folder: &Path, roots: Vec<String>) -> Self {
        let mut sources = Self {
            files: BTreeMap::new(),
            roots,
        };
        sources.collect(folder, "");
        sources
    }

    /// A crate that is written down in a test; its one root is `src/lib.rs`.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
            roots: vec!["src/lib.rs".to_owned()],
        }
    }

    fn collect(&mut self, folder: &Path, prefix: &str) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = entry.path();
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if path.is_dir() {
                self.collect(&path, &format!("{name}/"));
            } else if name.ends_with(".rs") {
                self.files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
}
