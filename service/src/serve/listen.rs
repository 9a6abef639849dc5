//! Addresses: from the text of a flag to a bound listener.
//!
//! Invariant: a message names the flag and the address as it was given.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use super::error::StartError;
use crate::config::ConfigError;

pub(super) async fn bind(flag: &'static str, address: &str) -> Result<TcpListener, StartError> {
    let addresses = resolve(flag, address).await?;
    TcpListener::bind(addresses.as_slice())
        .await
        .map_err(|source| StartError::Bind {
            flag,
            address: address.to_owned(),
            source,
        })
}

pub(super) fn local(listener: &TcpListener) -> String {
    listener
        .local_addr()
        .map_or_else(|_| "unknown".to_owned(), |address| address.to_string())
}

/// The socket addresses that a `host:port` stands for.
async fn resolve(flag: &'static str, text: &str) -> Result<Vec<SocketAddr>, ConfigError> {
    let reason = |what: &str| ConfigError::Value {
        flag,
        reason: format!("{text:?} {what}"),
    };
    let addresses: Vec<_> = tokio::net::lookup_host(text)
        .await
        .map_err(|_| reason("is not a host:port that resolves: give for example 127.0.0.1:8080"))?
        .collect();
    if addresses.is_empty() {
        Err(reason("resolves to no address"))
    } else {
        Ok(addresses)
    }
}
