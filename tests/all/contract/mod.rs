//! `docs/contract.md` against the specification and against whoever cites it. What the service or the suite makes of the
//! contract does not belong here.

mod citations;
mod rules;

use watertight_tests::repository;

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap()
}

fn page() -> String {
    read("docs/contract.md")
}
