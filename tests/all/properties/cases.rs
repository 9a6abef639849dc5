//! How many random cases a property gets, and where those that failed are kept.

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestRunner};

/// Runs 256 cases, or as many as `PROPTEST_CASES` says; those that failed once are kept in this file and come first.
pub(crate) fn cases(regressions: &'static str) -> (TestRunner, tokio::runtime::Runtime) {
    let config = ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..ProptestConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    (TestRunner::new(config), runtime)
}
