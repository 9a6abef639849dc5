//! What cargo says of this workspace. Whoever wants to know a dependency or a target asks here and reads no manifest.

use std::process::Command;

use serde_json::Value;

/// The output of `cargo metadata` for this workspace, dependencies included.
///
/// # Panics
/// When cargo can't be started or refuses the workspace.
#[must_use]
pub fn metadata() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(crate::repository());
    let output = cargo.output().expect("cargo starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}
