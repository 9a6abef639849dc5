//! The store in Redis.
//!
//! Here belong commands, scripts and the reading of answers. Rules about who may see what do not.
//! Invariant: no command blocks the server or the connection, and no error carries credentials.

mod backend;
pub(super) mod connection;
mod decode;
mod scripts;

pub use backend::RedisBackend;
pub use connection::RedisUrlFault;
