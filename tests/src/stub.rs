//! A small HTTP server with a fixed answer: the targets that no suite may call good.

use std::net::SocketAddr;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};

/// A server that gives every request what `answer` says of its path: a status, and a body that is called JSON. It lives as
/// long as the process.
///
/// # Panics
/// When no loopback port can be had.
#[must_use]
pub fn serve(answer: impl Fn(&str) -> (u16, String) + Clone + Send + Sync + 'static) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback can be bound");
    let address = listener.local_addr().expect("a bound socket has an address");
    listener.set_nonblocking(true).expect("a socket can be told so");
    let router = Router::new().fallback(move |uri: Uri| {
        let (status, body) = answer(uri.path());
        let status = StatusCode::from_u16(status).expect("a status");
        std::future::ready((status, [(CONTENT_TYPE, "application/json")], body))
    });
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, router).await.expect("it never ends");
        });
    });
    address
}
