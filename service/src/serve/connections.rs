//! Connections: how many, how slow, and how they end.
//!
//! HTTP/1.1, and HTTP/2 by prior knowledge (RFC 9113 section 3.3). The first bytes of a connection decide which it is, and
//! they must arrive within the time limit of a request's head.
//! Invariant: a connection holds a permit for as long as it is open.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::host::one_host;
use crate::http::Limits;
use crate::stop::Stop;

/// Above this, hyper itself answers 431. Our own limit is far lower and answers with a problem.
const HEAD_BUFFER: usize = 128 * 1024;
/// How an HTTP/2 connection begins (RFC 9113 section 3.4). It is read here as a whole, because hyper waits for the rest of
/// a preface without a time limit: a client that stops in the middle would keep its permit for ever.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// The time between two looks at an incomplete preface. Each look costs a system call, and anybody can cause it.
const PEEK_PAUSE: Duration = Duration::from_millis(10);
/// How many requests may run at once on one connection.
const STREAMS: u32 = 128;
/// Bytes of all headers of one request, as HTTP/2 counts them. The router's own limit is lower and answers with a problem.
const HEADER_LIST: u32 = 128 * 1024;
/// The pause after a failed accept, so that running out of descriptors does not become a busy loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Accepts and serves until it is told to stop, then waits for running requests as long as the limits allow.
pub(super) async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: Stop) {
    let router = router.layer(from_fn(one_host));
    let protocols = Protocols::within(limits);
    let permits = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    while let Some((stream, permit)) = next(&listener, &permits, &stop).await {
        // Answers are small, so waiting to fill a segment would only delay them.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let (protocols, watcher, stop) = (protocols.clone(), graceful.watcher(), stop.clone());
        tokio::spawn(async move {
            let builder = tokio::select! {
                () = stop.cancelled() => None,
                builder = protocols.on(&stream) => builder,
            };
            if let Some(builder) = builder {
                let connection = builder
                    .serve_connection(TokioIo::new(stream), service)
                    .into_owned();
                if let Err(error) = watcher.watch(connection).await {
                    tracing::debug!(%error, "connection ended");
                }
            }
            drop(permit);
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.stop_time, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("requests were still running when the stop timeout ended");
    }
}

/// The two protocols that a connection may use, each with its limits.
#[derive(Clone)]
struct Protocols {
    one: Builder<TokioExecutor>,
    two: Builder<TokioExecutor>,
    head_time: Duration,
}

impl Protocols {
    fn within(limits: Limits) -> Self {
        let mut one = Builder::new(TokioExecutor::new()).http1_only();
        one.http1()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_time)
            .max_buf_size(HEAD_BUFFER)
            .keep_alive(true);
        let mut two = Builder::new(TokioExecutor::new()).http2_only();
        two.http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(HEADER_LIST)
            .keep_alive_interval(limits.head_time)
            .keep_alive_timeout(limits.head_time);
        Self {
            one,
            two,
            head_time: limits.head_time,
        }
    }

    /// The protocol that this connection starts with; `None` if it sends too little in time.
    async fn on(&self, stream: &tokio::net::TcpStream) -> Option<&Builder<TokioExecutor>> {
        let first = async {
            let mut seen = [0_u8; PREFACE.len()];
            loop {
                let count = stream.peek(&mut seen).await.ok().filter(|count| *count > 0)?;
                if seen[..count] != PREFACE[..count] {
                    return Some(&self.one);
                }
                if count == PREFACE.len() {
                    return Some(&self.two);
                }
                tokio::time::sleep(PEEK_PAUSE).await;
            }
        };
        tokio::time::timeout(self.head_time, first).await.ok().flatten()
    }
}

async fn next(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
    stop: &Stop,
) -> Option<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let accept = async {
        // The semaphore is never closed, so this can only wait.
        let permit = Arc::clone(permits).acquire_owned().await.ok()?;
        loop {
            match listener.accept().await {
                Ok((stream, _)) => return Some((stream, permit)),
                Err(error) => {
                    tracing::warn!(%error, "cannot accept");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => None,
        accepted = accept => accepted,
    }
}
