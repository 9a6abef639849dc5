//! The Redis that a target is lent: found or started, with databases of its own. Looking into it belongs to `store`, cutting
//! its connections to `redis_proxy`. The invariant: what was started here ends with its value.

#[cfg(feature = "containers")]
mod container;
mod databases;
mod lease;
mod url;

pub use databases::Databases;
pub use lease::{RedisLease, RedisSource};
pub(super) use url::without_password;
