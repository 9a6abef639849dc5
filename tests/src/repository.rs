//! Files of this repository that tests read or copy.

use std::path::{Path, PathBuf};

/// The repository's root.
///
/// # Panics
/// When this crate does not live in a repository.
#[must_use]
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lives in the repository")
        .to_path_buf()
}

/// Puts one feature file of the specification under `features` in this folder, for a command that needs no more of it.
///
/// # Panics
/// When there is no such feature, or the folder can't be written.
pub fn one_feature(folder: &Path, name: &str) {
    let features = folder.join("features");
    std::fs::create_dir(&features).expect("the folder is writable");
    std::fs::copy(repository().join("features").join(name), features.join(name))
        .expect("there is such a feature");
}
