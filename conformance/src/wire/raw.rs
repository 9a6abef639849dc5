//! Bytes onto a socket, and one answer read back, for what no HTTP library would send. Making sense of the answer
//! belongs to `answer`. The invariant: the bytes given are the bytes sent.

use std::convert::Infallible;
use std::io::ErrorKind;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::answer::{Asked, parsed};
use super::exchange::{Request, Response, WireError};

const ANSWER_LIMIT: usize = 4 << 20;

/// Writes the bytes and reads one answer.
///
/// # Errors
/// When nobody listens, or what comes back is no complete answer.
pub(super) async fn exchange(authority: &str, bytes: &[u8]) -> Result<Response, WireError> {
    let mut stream = TcpStream::connect(authority)
        .await
        .map_err(|error| match error.kind() {
            ErrorKind::ConnectionRefused => WireError::Refused,
            _ => WireError::Closed,
        })?;
    let (mut reader, mut writer) = stream.split();
    let mut read = Vec::new();
    // Side by side: a target may answer, and even close, before it has read everything; its answer still counts.
    let write = async {
        let _ = writer.write_all(bytes).await;
        std::future::pending::<Infallible>().await
    };
    tokio::select! {
        never = write => match never {},
        answer = next(&mut reader, &mut read, Asked::by(bytes)) => answer,
    }
}

/// The next answer out of what was read already and what comes; what follows it stays in `read`.
///
/// # Errors
/// When the target closes before the answer is whole, or what comes is none. A connection that breaks off ends no answer that
/// shows anything. It ends a refusal that says `connection: close` and no length: a server that closes while it is still being
/// sent to makes the client's system report a reset, though the answer was sent whole (RFC 9112 section 9.6).
pub(super) async fn next(
    stream: &mut (impl AsyncRead + Unpin),
    read: &mut Vec<u8>,
    asked: Asked,
) -> Result<Response, WireError> {
    let mut chunk = [0_u8; 8192];
    let mut ended = false;
    loop {
        if let Some((response, length)) = parsed(read, asked, ended)? {
            read.drain(..length);
            return Ok(response);
        }
        if ended {
            return Err(WireError::Closed);
        }
        if read.len() > ANSWER_LIMIT {
            return Err(WireError::Malformed(format!(
                "the answer is longer than {ANSWER_LIMIT} bytes"
            )));
        }
        match stream.read(&mut chunk).await {
            Ok(0) => ended = true,
            Ok(count) => read.extend_from_slice(&chunk[..count]),
            Err(_) => return refused_before_reset(read, asked),
        }
    }
}

fn refused_before_reset(read: &[u8], asked: Asked) -> Result<Response, WireError> {
    let is_refusal = |response: &Response| {
        (400..500).contains(&response.status)
            && response
                .header("connection")
                .is_some_and(|value| value.eq_ignore_ascii_case("close"))
    };
    parsed(read, asked, true)?
        .map(|(response, _)| response)
        .filter(is_refusal)
        .ok_or(WireError::Closed)
}

/// The request as bytes, for a connection that goes on.
pub(super) fn kept_alive(request: &Request, authority: &str) -> Vec<u8> {
    let mut request = request.clone();
    if request.verbatim.is_none() {
        request = request.header("connection", "keep-alive");
    }
    spelled(&request, authority)
}

/// The request as bytes. What it says about itself stands; only what it leaves out is added.
pub(super) fn spelled(request: &Request, authority: &str) -> Vec<u8> {
    if let Some(verbatim) = &request.verbatim {
        return verbatim.clone();
    }
    let says = |wanted: &str| {
        request
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(wanted))
    };
    let mut bytes = format!("{} {} HTTP/1.1\r\n", request.method, request.target).into_bytes();
    if !says("host") {
        bytes.extend_from_slice(format!("host: {authority}\r\n").as_bytes());
    }
    for (name, value) in &request.headers {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }
    if let Some(body) = &request.body
        && !says("content-length")
        && !says("transfer-encoding")
    {
        bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    if !says("connection") {
        bytes.extend_from_slice(b"connection: close\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(request.body.as_deref().unwrap_or_default());
    bytes
}

/// What these bytes ask for, as far as it can be read: for the record, since they are sent as they are.
pub(super) fn described(who: &str, bytes: Vec<u8>) -> Request {
    let split = memchr::memmem::find(&bytes, b"\r\n\r\n");
    let head = String::from_utf8_lossy(&bytes[..split.unwrap_or(bytes.len())]).into_owned();
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let method = words.next().and_then(|word| word.parse().ok());
    let target = words.next().unwrap_or("/").to_owned();
    let mut request = Request::new(who, method.unwrap_or(http::Method::GET), target);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        request = request.header(&name.to_ascii_lowercase(), value.trim());
    }
    request.body = split
        .map(|split| bytes[split + 4..].to_vec())
        .filter(|body| !body.is_empty());
    request.verbatim = Some(bytes);
    request
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use http::Method;
    use rstest::rstest;
    use tokio::io::ReadBuf;

    use super::*;

    #[test]
    fn what_a_request_says_of_itself_is_not_said_again() {
        let plain = Request::new("acme", Method::POST, "/a b").content(None, "xy");
        assert_eq!(
            spelled(&plain, "h:1"),
            b"POST /a b HTTP/1.1\r\nhost: h:1\r\ncontent-length: 2\r\nconnection: close\r\n\r\nxy"
        );
        let telling = Request::new("acme", Method::POST, "/")
            .header("Host", "other")
            .header("Content-Length", "9")
            .header("Connection", "keep-alive")
            .content(None, "xy");
        assert_eq!(
            spelled(&telling, "h:1"),
            b"POST / HTTP/1.1\r\nHost: other\r\nContent-Length: 9\r\nConnection: keep-alive\r\n\r\nxy"
        );
    }

    // What a stream holds, and then a reset.
    struct Reset(&'static [u8]);

    impl AsyncRead for Reset {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            into: &mut ReadBuf<'_>,
        ) -> Poll<std::io::Result<()>> {
            if self.0.is_empty() {
                return Poll::Ready(Err(ErrorKind::ConnectionReset.into()));
            }
            into.put_slice(self.0);
            self.0 = b"";
            Poll::Ready(Ok(()))
        }
    }

    #[rstest]
    #[case::whole_by_its_length(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", Ok(200))]
    #[case::refused_without_a_length(b"HTTP/1.1 431 Too Large\r\nConnection: close\r\n\r\n", Ok(431))]
    #[case::cut_by_its_length(
        b"HTTP/1.1 431 Too Large\r\nConnection: close\r\ncontent-length: 9\r\n\r\nok",
        Err(WireError::Closed)
    )]
    #[case::cut_in_a_chunk(
        b"HTTP/1.1 404 No\r\nConnection: close\r\ntransfer-encoding: chunked\r\n\r\n9\r\nok",
        Err(WireError::Closed)
    )]
    #[case::shown_without_a_length(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok", Err(WireError::Closed))]
    #[case::refused_and_not_to_be_closed(b"HTTP/1.1 404 No\r\n\r\nno", Err(WireError::Closed))]
    #[case::cut_in_the_head(b"HTTP/1.1 431 Too Large\r\nConnection: close\r\n", Err(WireError::Closed))]
    #[tokio::test]
    async fn a_reset_ends_an_answer_only_if_it_was_whole(
        #[case] answer: &'static [u8],
        #[case] expected: Result<u16, WireError>,
    ) {
        let read = next(&mut Reset(answer), &mut Vec::new(), Asked::Other).await;
        assert_eq!(read.map(|response| response.status), expected);
    }

    #[test]
    fn bytes_are_recorded_as_what_they_ask_for_and_kept() {
        let bytes = b"GET /ai/jobs HTTP/1.1\r\nHost: h\r\nX: 1\r\nX: 2\r\n\r\n".to_vec();
        let request = described("globex", bytes.clone());
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("GET", "/ai/jobs")
        );
        assert_eq!(request.headers.len(), 3);
        assert!(request.body.is_none());
        assert_eq!(spelled(&request, "elsewhere"), bytes);
    }
}
