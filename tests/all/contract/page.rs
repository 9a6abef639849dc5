//! The pages that are read here, as text.

use watertight_tests::repository;

/// The text of a file of the repository.
pub(super) fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap()
}

/// The contract.
pub(super) fn page() -> String {
    read("docs/contract.md")
}
