//! What a job is, apart from where it is kept and who asks for it.
//!
//! Storage and HTTP do not belong here.
//! Invariant: a [`Job`] always names its owner, and ids are opaque.

mod id;
mod job;
mod page;
mod request_id;

pub use id::JobId;
pub use job::{ActionName, Enqueue, Job, Status};
pub use page::{Listing, Page, Position, Query, ReadPath};
pub use request_id::is_client_request_id;
