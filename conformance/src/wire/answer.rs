//! An HTTP/1 answer out of bytes. Reading the bytes belongs to `raw`. The invariant: half an answer, or one that
//! contradicts itself, is never taken for a whole one.

use memchr::memmem;

use super::exchange::{Response, WireError};

const HEAD_LIMIT: usize = 64 << 10;
const USUAL_HEADERS: usize = 64;

/// What the answer's length depends on, besides the answer (RFC 9112 section 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// `HEAD`: no body follows, whatever the headers say.
    Head,
    /// Anything else.
    Other,
}

impl Asked {
    /// As the request in these bytes asks.
    pub(super) fn by(request: &[u8]) -> Self {
        if request.starts_with(b"HEAD ") {
            Self::Head
        } else {
            Self::Other
        }
    }
}

/// The answer, once it is complete, and the number of bytes that it took; `ended` says that no more will come.
pub(super) fn parsed(all: &[u8], asked: Asked, ended: bool) -> Result<Option<(Response, usize)>, WireError> {
    let mut bytes = all;
    loop {
        let Some((status, headers, length)) = head(bytes)? else {
            return if bytes.len() > HEAD_LIMIT {
                Err(malformed("the answer's head does not end"))
            } else {
                Ok(None)
            };
        };
        let rest = &bytes[length..];
        // Interim answers such as 100 come before the one that counts.
        if (100..200).contains(&status) && status != 101 {
            bytes = rest;
            continue;
        }
        let none = asked == Asked::Head || matches!(status, 101 | 204 | 304);
        let body = if none {
            Some((Vec::new(), 0))
        } else {
            body(&headers, rest, ended)?
        };
        let before = all.len() - rest.len();
        return Ok(body.map(|(body, length)| {
            let response = Response {
                status,
                headers,
                body,
            };
            (response, before + length)
        }));
    }
}

// Status and headers, and how many bytes they took.
type Head = Option<(u16, Vec<(String, String)>, usize)>;

fn head(bytes: &[u8]) -> Result<Head, WireError> {
    let mut room = USUAL_HEADERS;
    loop {
        let mut headers = vec![httparse::EMPTY_HEADER; room];
        let mut answer = httparse::Response::new(&mut headers);
        let length = match answer.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Ok(None),
            // Each takes four bytes at least, so that this comes to an end.
            Err(httparse::Error::TooManyHeaders) if room < HEAD_LIMIT => {
                room *= 2;
                continue;
            }
            Err(error) => return Err(malformed(&format!("the answer's head cannot be read: {error}"))),
        };
        let status = answer
            .code
            .ok_or_else(|| malformed("the answer has no status line"))?;
        let headers = answer
            .headers
            .iter()
            .map(|header| {
                let value = String::from_utf8_lossy(header.value);
                (header.name.to_ascii_lowercase(), value.trim().to_owned())
            })
            .collect();
        return Ok(Some((status, headers, length)));
    }
}

// A body, and how many bytes it took.
type Body = Option<(Vec<u8>, usize)>;

fn body(headers: &[(String, String)], rest: &[u8], ended: bool) -> Result<Body, WireError> {
    let named = |wanted: &'static str| {
        headers
            .iter()
            .filter(move |(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    if let Some(encoding) = named("transfer-encoding").next_back() {
        return if encoding.eq_ignore_ascii_case("chunked") {
            dechunk(rest)
        } else {
            Err(malformed("the answer has a transfer encoding other than chunked"))
        };
    }
    let mut lengths = named("content-length");
    let Some(length) = lengths.next() else {
        return Ok(ended.then(|| (rest.to_vec(), rest.len())));
    };
    if lengths.any(|other| other != length) {
        return Err(malformed("the answer has two lengths"));
    }
    let length = digits(length).ok_or_else(|| malformed("the answer's length is no number"))?;
    Ok(rest.get(..length).map(|body| (body.to_vec(), length)))
}

fn dechunk(all: &[u8]) -> Result<Body, WireError> {
    let mut rest = all;
    let broken = || malformed("the answer's chunks cannot be read");
    let mut body = Vec::new();
    loop {
        // `httparse` takes a line without a size for the size 0.
        if rest.first().is_some_and(|first| !first.is_ascii_hexdigit()) {
            return Err(broken());
        }
        let (start, size) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(read)) => read,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::InvalidChunkSize) => return Err(broken()),
        };
        rest = &rest[start..];
        let size = usize::try_from(size).map_err(|_| broken())?;
        let after = size.checked_add(2).ok_or_else(broken)?;
        if size == 0 {
            // Trailers, if any, end with an empty line.
            let end = if rest.starts_with(b"\r\n") {
                Some(2)
            } else {
                memmem::find(rest, b"\r\n\r\n").map(|split| split + 4)
            };
            return Ok(end.map(|end| (body, all.len() - rest.len() + end)));
        }
        let (Some(chunk), Some(end)) = (rest.get(..size), rest.get(size..after)) else {
            return Ok(None);
        };
        if end != b"\r\n" {
            return Err(broken());
        }
        body.extend_from_slice(chunk);
        rest = &rest[after..];
    }
}

// `parse` alone would take a sign before the number.
fn digits(text: &str) -> Option<usize> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

fn malformed(why: &str) -> WireError {
    WireError::Malformed(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn parse(bytes: &[u8], asked: Asked, ended: bool) -> Result<Option<Response>, WireError> {
        Ok(parsed(bytes, asked, ended)?.map(|(response, _)| response))
    }

    fn read(bytes: &str, ended: bool) -> Result<Option<(u16, String)>, WireError> {
        let response = parse(bytes.as_bytes(), Asked::Other, ended)?;
        Ok(response.map(|response| (response.status, response.text().into_owned())))
    }

    #[rstest]
    #[case::length("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", 200, "abc")]
    #[case::chunks(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\nd\r\n0\r\n\r\n",
        200,
        "abcd"
    )]
    #[case::trailers(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: y\r\n\r\n",
        200,
        ""
    )]
    #[case::interim(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 \r\ncontent-length: 0\r\n\r\n",
        404,
        ""
    )]
    #[case::without_body("HTTP/1.1 204 No Content\r\n\r\n", 204, "")]
    fn reads(#[case] bytes: &str, #[case] status: u16, #[case] body: &str) {
        assert_eq!(read(bytes, false), Ok(Some((status, body.to_owned()))));
        for end in 0..bytes.len() {
            assert_eq!(
                read(&bytes[..end], false),
                Ok(None),
                "whole too soon, at byte {end}"
            );
        }
    }

    #[test]
    fn without_a_length_the_body_ends_with_the_connection() {
        let bytes = "HTTP/1.0 200 OK\r\n\r\nabc";
        assert_eq!(read(bytes, false), Ok(None));
        assert_eq!(read(bytes, true), Ok(Some((200, "abc".to_owned()))));
    }

    #[test]
    fn an_answer_to_head_has_no_body() {
        let bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n";
        assert!(parse(bytes, Asked::by(b"HEAD / HTTP/1.1"), false).is_ok_and(|answer| answer.is_some()));
        assert_eq!(
            read("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", true),
            Ok(None)
        );
    }

    #[test]
    fn a_head_may_have_many_headers() {
        let bytes = format!("HTTP/1.1 204 x\r\n{}\r\n", "a: b\r\n".repeat(300));
        let response = parse(bytes.as_bytes(), Asked::Other, false).unwrap().unwrap();
        assert_eq!(response.headers_named("a").len(), 300);
    }

    #[rstest]
    #[case::not_http("SSH-2.0-x\r\n")]
    #[case::no_status("HTTP/1.1 OK\r\n\r\n")]
    #[case::two_lengths("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab")]
    #[case::signed_length("HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\na")]
    #[case::nameless_header("HTTP/1.1 200 OK\r\nabc\r\n\r\n")]
    #[case::chunk_size("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n")]
    #[case::no_chunk_size("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\r\n\r\n")]
    #[case::signed_chunk_size("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n")]
    #[case::endless_chunk("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\na")]
    #[case::folded_header("HTTP/1.1 200 OK\r\na: b\r\n c\r\ncontent-length: 0\r\n\r\n")]
    fn refuses(#[case] bytes: &str) {
        assert!(matches!(read(bytes, true), Err(WireError::Malformed(_))));
    }
}
