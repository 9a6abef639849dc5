//! The harness of the whole-system tests: it builds the programs, starts them as a user would, and takes them down.
//!
//! It knows the programs by their command lines and the network only; none of their libraries is linked here, so a
//! test can't see more than an operator does. Assertions belong in `tests/all`.
//!
//! The invariant: whatever is started here ends with the test process, however that process ends.

#![expect(
    clippy::expect_used,
    reason = "a harness that can't set up its test has nothing better to do than panic"
)]

pub mod binaries;
pub mod cli;
pub mod guard;
pub mod http;
pub mod processes;
pub mod proxy;
pub mod redis_server;
pub mod service;
pub mod stub;
pub mod token;
pub mod wait;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

/// A loopback address that was free a moment ago; the caller starts again with another if it is lost in between.
#[must_use]
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback can be bound");
    listener.local_addr().expect("a bound socket has an address")
}

/// The repository's root.
#[must_use]
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lives in the repository")
        .to_path_buf()
}

/// Puts one feature file of the specification under `features` in this folder, for a command that needs no more of it.
pub fn one_feature(folder: &Path, name: &str) {
    let features = folder.join("features");
    std::fs::create_dir(&features).expect("the folder is writable");
    std::fs::copy(repository().join("features").join(name), features.join(name))
        .expect("there is such a feature");
}
