//! What is started, lent and talked to: the target's process, its Redis and the proxy before it, its replicas, the shape of
//! its requests. Judging does not belong here, nor does reading a profile. The invariant: whatever was started is stopped,
//! however the run ends.

mod api;
mod error;
mod fleet;
mod loans;
mod process;
mod redis;
mod redis_proxy;
mod running;
mod seed;
mod target;

pub use api::Api;
pub use error::TargetError;
pub use fleet::Fleet;
pub use process::{Launched, Ran, Tool, program};
pub use redis::{Databases, RedisLease, RedisSource};
pub use redis_proxy::RedisProxy;
pub use running::{EmptyStores, Running};
pub use seed::Replica;
pub use target::Target;

#[cfg(test)]
pub(crate) mod examples;
