//! The store in Redis against the store in memory, over random histories: three workspaces with ids that are easily taken
//! for one another, two replicas in neighbouring phases, jobs that are enqueued, carried out, read, paged and ended, and
//! phases that change under way. What single operations promise is tested where they are.
//!
//! The invariant: whatever one store answers, the other answers, too; so what holds of the model holds of Redis.

mod act;
mod alike;
mod cases;
pub(crate) mod claims;
mod side;

pub(crate) use act::{Act, act};
pub(crate) use cases::cases;
pub(crate) use side::Side;
