//! The pooled client. It sends the target as written, follows no redirect and uses no proxy, for both can hide
//! a leak. The invariant: every request ends within the time limit.

use std::time::Duration;

use bytes::Bytes;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderName, HeaderValue, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::exchange::{Exchange, Request, Response, WireError};
use super::raw;

const TIME_LIMIT: Duration = Duration::from_secs(10);
const BODY_LIMIT: usize = 16 << 20;

/// A client of one target; clones share connections.
#[derive(Clone)]
pub struct Client {
    authority: Authority,
    pool: Pool<HttpConnector, Full<Bytes>>,
}

impl Client {
    /// A client of the target at this host and port.
    #[must_use]
    pub fn new(authority: Authority) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let pool = Pool::builder(TokioExecutor::new())
            .pool_max_idle_per_host(64)
            .build(connector);
        Self { authority, pool }
    }

    /// Where requests go.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Sends; what the pool cannot express goes out over a socket of its own.
    pub async fn send(&self, request: Request) -> Exchange {
        let response = match self.express(&request) {
            Some(expressed) => match tokio::time::timeout(TIME_LIMIT, self.ask(expressed)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(WireError::TimedOut),
            },
            None => self.spell(&request).await,
        };
        Exchange { request, response }
    }

    /// Sends bytes as they are on a connection of their own.
    pub async fn raw(&self, who: &str, bytes: Vec<u8>) -> Exchange {
        let response = self.limited(&bytes).await;
        let head = String::from_utf8_lossy(&bytes);
        let mut words = head.split_whitespace();
        let method = words
            .next()
            .and_then(|word| word.parse().ok())
            .unwrap_or(http::Method::GET);
        let target = words.next().unwrap_or("/").to_owned();
        let mut request = Request::new(who, method, target);
        request.body = Some(bytes);
        Exchange { request, response }
    }

    async fn limited(&self, bytes: &[u8]) -> Result<Response, WireError> {
        match tokio::time::timeout(TIME_LIMIT, raw::exchange(self.authority.as_str(), bytes)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(WireError::TimedOut),
        }
    }

    async fn spell(&self, request: &Request) -> Result<Response, WireError> {
        let mut bytes = format!(
            "{} {} HTTP/1.1\r\nhost: {}\r\n",
            request.method, request.target, self.authority
        )
        .into_bytes();
        for (name, value) in &request.headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        let body = request.body.as_deref().unwrap_or_default();
        if request.body.is_some() {
            bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
        }
        bytes.extend_from_slice(b"connection: close\r\n\r\n");
        bytes.extend_from_slice(body);
        self.limited(&bytes).await
    }

    fn express(&self, request: &Request) -> Option<http::Request<Full<Bytes>>> {
        let path = PathAndQuery::try_from(request.target.as_str()).ok()?;
        if path.as_str() != request.target {
            return None;
        }
        let uri = Uri::builder()
            .scheme(Scheme::HTTP)
            .authority(self.authority.clone())
            .path_and_query(path)
            .build()
            .ok()?;
        let body = Full::new(Bytes::from(request.body.clone().unwrap_or_default()));
        let mut expressed = http::Request::builder()
            .method(request.method.clone())
            .uri(uri)
            .body(body)
            .ok()?;
        for (name, value) in &request.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            expressed
                .headers_mut()
                .append(name, HeaderValue::from_bytes(value).ok()?);
        }
        Some(expressed)
    }

    async fn ask(&self, request: http::Request<Full<Bytes>>) -> Result<Response, WireError> {
        let answer = self.pool.request(request).await.map_err(|error| {
            if error.is_connect() {
                WireError::Refused
            } else {
                WireError::Closed
            }
        })?;
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let body = Limited::new(answer.into_body(), BODY_LIMIT)
            .collect()
            .await
            .map_err(|_| WireError::Closed)?
            .to_bytes()
            .to_vec();
        Ok(Response {
            status,
            headers,
            body,
        })
    }
}
