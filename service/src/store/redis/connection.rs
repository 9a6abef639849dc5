//! Connecting to a Redis, and its errors: what the service and the operator's tools share.
//!
//! Invariant: no error carries credentials.

use redis::io::tcp::TcpSettings;
use redis::{IntoConnectionInfo as _, RedisError};

use crate::migration::Direction;
use crate::store::StoreError;
use crate::store::keyspace::{COMPLETE, checkpoint_key};

/// The text is not the URL of a Redis that this build can reach. It is not repeated, because it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a Redis URL of the form redis://[user:password@]host:port[/database]")]
pub struct RedisUrlFault;

/// A client of the Redis at this URL. Nothing is connected yet.
pub(crate) fn client(url: &str) -> Result<redis::Client, RedisUrlFault> {
    let info = url.into_connection_info().map_err(|_| RedisUrlFault)?;
    let info = info.set_tcp_settings(TcpSettings::default().set_nodelay(true));
    redis::Client::open(info).map_err(|_| RedisUrlFault)
}

/// The command that records that the migration is complete, or withdraws it. Withdrawing also removes the checkpoint of a
/// backfill, because there may be new jobs before it by now.
pub(crate) fn completion(complete: bool) -> redis::Cmd {
    if complete {
        redis::cmd("SET")
            .arg(COMPLETE)
            .arg(jiff::Timestamp::now().to_string())
            .take()
    } else {
        redis::cmd("DEL")
            .arg(COMPLETE)
            .arg(checkpoint_key(Direction::Forward))
            .take()
    }
}

/// What an error of the client means for the caller: nothing is known about the data.
pub(crate) fn unavailable(error: &RedisError) -> StoreError {
    StoreError::Unavailable {
        reason: format!("{:?}: {error}", error.kind()),
    }
}
