//! What a job is, apart from where it is kept and who asks for it.
//!
//! No storage and no HTTP here.
//! Invariant: a [`Job`] always names its owner, and ids are opaque.

mod id;
mod job;
mod page;

pub use id::JobId;
pub use job::{ActionName, Enqueue, Job, Status};
pub use page::{Listing, Page, Query, ReadPath};

/// The longest text of a request id that a client may choose.
pub const MAX_CLIENT_REQUEST_ID: usize = 128;

/// Whether the text may serve as a `client_request_id`: 1 to 128 visible ASCII characters.
#[must_use]
pub fn is_client_request_id(text: &str) -> bool {
    (1..=MAX_CLIENT_REQUEST_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
