//! The pooled client. It sends the target as written, follows no redirect and uses no proxy, for both can hide
//! a leak. The invariant: every request ends within the time limit, and none is changed so that it can be sent.

use std::time::Duration;

use bytes::Bytes;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderName, HeaderValue, Method, Uri, Version};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::{HttpConnector, capture_connection};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::exchange::{Exchange, Request, Response, WireError};
use super::{conversation, raw};

const TIME_LIMIT: Duration = Duration::from_secs(10);
const BODY_LIMIT: usize = 16 << 20;
// Servers close a connection that idles, some after no more than five seconds; a request that meets the closing gets no
// answer. Nobody waits as short as this.
const IDLE: Duration = Duration::from_secs(1);

// A server may refuse what is longer than this before it has read it, and close. A pool then reports that it could not send,
// and not what was answered.
const LONG: usize = 8 << 10;

// Said by the request itself, these are for the caller to get right or wrong, not for a library to fix.
const FRAMING: [&str; 5] = [
    "connection",
    "content-length",
    "expect",
    "transfer-encoding",
    "upgrade",
];

type Connections = Pool<HttpConnector, Full<Bytes>>;

fn connections(version: Version) -> Connections {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Pool::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(64)
        .http2_only(version == Version::HTTP_2)
        .build(connector)
}

/// A client of one target; clones share connections.
#[derive(Clone)]
pub struct Client {
    authority: Authority,
    pool: Connections,
    version: Version,
    limit: Duration,
}

impl Client {
    /// A client of the target at this host and port.
    #[must_use]
    pub fn new(authority: Authority) -> Self {
        Self {
            authority,
            pool: connections(Version::HTTP_11),
            version: Version::HTTP_11,
            limit: TIME_LIMIT,
        }
    }

    /// A client of the same target that speaks HTTP/2 by prior knowledge, with all requests on one connection.
    #[must_use]
    pub fn over_http2(&self) -> Self {
        Self {
            authority: self.authority.clone(),
            pool: connections(Version::HTTP_2),
            version: Version::HTTP_2,
            limit: self.limit,
        }
    }

    /// Where requests go.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    // The same client, which gives up on an answer after this time.
    #[cfg(test)]
    fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Sends; what the pool cannot express goes out over a socket of its own.
    pub async fn send(&self, request: Request) -> Exchange {
        let response = match self.express(&request) {
            Some(expressed) => self.limited(self.ask(expressed)).await,
            None => self.spell(&request).await,
        };
        Exchange { request, response }
    }

    /// Sends one after the other on one connection, all at once if `pipelined`, until the target closes it.
    pub async fn converse(&self, requests: Vec<Request>, pipelined: bool) -> Vec<Exchange> {
        let authority = self.authority.as_str();
        let bytes: Vec<Vec<u8>> = requests
            .iter()
            .map(|one| raw::kept_alive(one, authority))
            .collect();
        let talk = conversation::hold(authority, &bytes, pipelined);
        let answers = tokio::time::timeout(self.limit, talk).await;
        let mut answers = answers.unwrap_or_default().into_iter();
        requests
            .into_iter()
            .map(|request| Exchange {
                request,
                response: answers.next().unwrap_or(Err(WireError::TimedOut)),
            })
            .collect()
    }

    /// Sends bytes on a connection of their own and gives every answer until the target closes it.
    pub async fn flood(&self, who: &str, bytes: Vec<u8>) -> Vec<Exchange> {
        let request = raw::described(who, bytes.clone());
        let talk = conversation::all(self.authority.as_str(), &bytes);
        let answers = tokio::time::timeout(self.limit, talk).await;
        answers
            .unwrap_or_else(|_| vec![Err(WireError::TimedOut)])
            .into_iter()
            .map(|response| Exchange {
                request: request.clone(),
                response,
            })
            .collect()
    }

    async fn spell(&self, request: &Request) -> Result<Response, WireError> {
        let authority = self.authority.as_str();
        let bytes = raw::spelled(request, authority);
        self.limited(raw::exchange(authority, &bytes)).await
    }

    async fn limited(
        &self,
        answer: impl Future<Output = Result<Response, WireError>>,
    ) -> Result<Response, WireError> {
        tokio::time::timeout(self.limit, answer)
            .await
            .unwrap_or(Err(WireError::TimedOut))
    }

    // `None` for whatever the pool would refuse, send otherwise than it is written, or not hear the answer to.
    fn express(&self, request: &Request) -> Option<http::Request<Full<Bytes>>> {
        if self.version != Version::HTTP_2 && length(request) > LONG {
            return None;
        }
        if request.verbatim.is_some() || request.method == Method::CONNECT || !request.target.starts_with('/')
        {
            return None;
        }
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
            .version(self.version)
            .uri(uri)
            .body(body)
            .ok()?;
        for (name, value) in &request.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            if FRAMING.contains(&name.as_str()) {
                return None;
            }
            expressed
                .headers_mut()
                .append(name, HeaderValue::from_bytes(value).ok()?);
        }
        Some(expressed)
    }

    async fn ask(&self, mut request: http::Request<Full<Bytes>>) -> Result<Response, WireError> {
        let used = capture_connection(&mut request);
        let answer = self.pool.request(request).await.map_err(|error| {
            if error.is_connect() {
                WireError::Refused
            } else {
                WireError::Closed
            }
        })?;
        let status = answer.status().as_u16();
        if status >= 500
            && let Some(connection) = used.connection_metadata().as_ref()
        {
            // Some servers close after a crash without announcing it. Whoever came next on that connection would seem
            // to get no answer, so it is not used again.
            connection.poison();
        }
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
            .map_err(|error| {
                if error.is::<LengthLimitError>() {
                    WireError::Malformed(format!("the answer is longer than {BODY_LIMIT} bytes"))
                } else {
                    WireError::Closed
                }
            })?
            .to_bytes()
            .to_vec();
        Ok(Response {
            status,
            headers,
            body,
        })
    }
}

fn length(request: &Request) -> usize {
    let headers: usize = (request.headers.iter())
        .map(|(name, value)| name.len() + value.len())
        .sum();
    request.target.len() + headers + request.body.as_ref().map_or(0, Vec::len)
}

#[cfg(test)]
mod tests;
