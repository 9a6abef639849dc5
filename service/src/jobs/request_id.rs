//! The id that a client may give to a request, so that it can repeat the request safely.
//!
//! Invariant: 1 to 128 visible ASCII characters.

/// The longest id that a client may choose.
const MAX_CLIENT_REQUEST_ID: usize = 128;

/// Whether the text may serve as a `client_request_id`: 1 to 128 visible ASCII characters.
#[must_use]
pub fn is_client_request_id(text: &str) -> bool {
    (1..=MAX_CLIENT_REQUEST_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
