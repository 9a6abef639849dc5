//! Which host a request names. What it is called is of no interest: no answer depends on it.
//!
//! An HTTP/1.1 request names exactly one (RFC 9112 section 3.2). Of two, whatever stands in front may have gone by the
//! other.
//! Invariant: a request that gets past here has no Host header that another one contradicts.

use axum::extract::Request;
use axum::http::Version;
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::http::{Invalid, Problem};

pub(super) async fn one_host(request: Request, next: Next) -> Response {
    let hosts = request.headers().get_all(HOST).iter().count();
    let clear = match request.version() {
        Version::HTTP_11 => hosts == 1,
        // HTTP/1.0 need not name any, and HTTP/2 has `:authority` for it.
        _ => hosts <= 1,
    };
    if clear {
        next.run(request).await
    } else {
        Problem::from(Invalid::Host).into_response()
    }
}
