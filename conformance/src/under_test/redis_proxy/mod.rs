//! A proxy between a target and its Redis, which can hold a command up, cut the connection and tell what was asked. Which
//! command that is belongs to the steps. The invariant: what it does not hold or cut goes through unchanged.

mod answers;
mod commands;
mod proxy;
mod replies;
mod resp;
mod rules;

pub use proxy::RedisProxy;
