//! The plainest HTTP client there is: one request, one connection, the bytes as given.
//!
//! Its own code, so that a mistake of the suite's client can't hide one of the service.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Header names in lower case, in order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body, with chunks put together.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON, or null.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// A `GET`.
#[must_use]
pub fn get(address: SocketAddr, target: &str, bearer: Option<&str>) -> Option<Answer> {
    send(address, "GET", target, bearer, None)
}

/// A `POST` of JSON.
#[must_use]
pub fn post(address: SocketAddr, target: &str, bearer: Option<&str>, body: &Value) -> Option<Answer> {
    send(address, "POST", target, bearer, Some(body.to_string()))
}

fn send(
    address: SocketAddr,
    method: &str,
    target: &str,
    bearer: Option<&str>,
    body: Option<String>,
) -> Option<Answer> {
    let mut lines = vec![
        format!("{method} {target} HTTP/1.1"),
        format!("host: {address}"),
        "connection: close".to_owned(),
    ];
    lines.extend(bearer.map(|token| format!("authorization: Bearer {token}")));
    if let Some(body) = &body {
        lines.extend([
            "content-type: application/json".to_owned(),
            format!("content-length: {}", body.len()),
        ]);
    }
    let message = format!("{}\r\n\r\n{}", lines.join("\r\n"), body.unwrap_or_default());
    let mut socket = TcpStream::connect_timeout(&address, Duration::from_secs(5)).ok()?;
    socket.set_read_timeout(Some(Duration::from_secs(15))).ok()?;
    socket.write_all(message.as_bytes()).ok()?;
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes).ok()?;
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| {
        line.split_once(':')
            .map(|(k, v)| (k.to_ascii_lowercase(), v.trim().to_owned()))
    };
    let headers: Vec<_> = lines.filter_map(header).collect();
    let body = &bytes[end + 4..];
    let chunked = headers
        .iter()
        .any(|(key, value)| key == "transfer-encoding" && value == "chunked");
    let body = if chunked {
        join_chunks(body)?
    } else {
        body.to_vec()
    };
    Some(Answer {
        status,
        headers,
        body,
    })
}

fn join_chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
