//! Where something under test may listen. The invariant: no port is fixed.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// A loopback address that was free a moment ago; the caller starts again with another if it is lost in between.
///
/// # Panics
/// When loopback can't be bound at all.
#[must_use]
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback can be bound");
    listener.local_addr().expect("a bound socket has an address")
}
