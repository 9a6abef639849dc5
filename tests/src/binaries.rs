//! Where the programs under test are. Cargo hands a test only the programs of its own crate, so this builds the others
//! once a process, into the same target folder; after `cargo build --workspace --bins` that costs a second.
//!
//! The invariant: unless `WATERTIGHT_PROGRAMS` names a folder, a test never runs a program older than the sources.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The suite.
#[must_use]
pub fn watertight() -> PathBuf {
    program("watertight")
}

/// The reference service.
#[must_use]
pub fn service() -> PathBuf {
    program("watertight-service")
}

/// The known-bad twins.
#[must_use]
pub fn faults() -> PathBuf {
    program("watertight-faults")
}

fn program(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(build).join(name)
}

fn build() -> PathBuf {
    // Programs built otherwise, in release for instance.
    if let Some(folder) = std::env::var_os("WATERTIGHT_PROGRAMS") {
        return PathBuf::from(folder);
    }
    let test = std::env::current_exe().expect("the test knows its own path");
    let profile = test
        .parent()
        .and_then(Path::parent)
        .expect("tests live in target/<profile>/deps")
        .to_path_buf();
    let target = profile
        .parent()
        .expect("a profile folder lives in the target folder");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--quiet", "--workspace", "--all-targets", "--target-dir"])
        .arg(target);
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    let status = cargo
        .current_dir(crate::repository())
        .status()
        .expect("cargo starts");
    assert!(status.success(), "the programs under test did not build");
    profile
}
