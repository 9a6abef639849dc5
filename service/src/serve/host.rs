//! The Host header of a request. Its value does not matter, because no answer depends on it.
//!
//! An HTTP/1.1 request has exactly one (RFC 9112 section 3.2). If there are two, a proxy in front may have used the other
//! one.
//! Invariant: a request that gets past here does not have two Host headers.

use axum::extract::Request;
use axum::http::Version;
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::http::{Invalid, Problem};

pub(super) async fn one_host(request: Request, next: Next) -> Response {
    let hosts = request.headers().get_all(HOST).iter().count();
    let unambiguous = match request.version() {
        Version::HTTP_11 => hosts == 1,
        // HTTP/1.0 does not require one, and HTTP/2 has `:authority` instead.
        _ => hosts <= 1,
    };
    if unambiguous {
        next.run(request).await
    } else {
        Problem::from(Invalid::Host).into_response()
    }
}
