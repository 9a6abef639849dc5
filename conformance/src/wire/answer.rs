//! An HTTP/1 answer out of bytes. Reading the bytes belongs to `raw`. The invariant: half an answer, or one that
//! contradicts itself, is never taken for a whole one.

use super::exchange::{Response, WireError};

const HEAD_LIMIT: usize = 64 << 10;

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
        let Some(split) = find(bytes, b"\r\n\r\n") else {
            return if bytes.len() > HEAD_LIMIT {
                Err(malformed("the answer's head does not end"))
            } else if bytes.len() >= 7 && !bytes.starts_with(b"HTTP/1.") {
                Err(malformed("the answer has no status line"))
            } else {
                Ok(None)
            };
        };
        let (status, headers) = head(&bytes[..split])?;
        let rest = &bytes[split + 4..];
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

fn head(bytes: &[u8]) -> Result<(u16, Vec<(String, String)>), WireError> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix("HTTP/1."))
        .and_then(|rest| rest.get(1..))
        .and_then(|rest| rest.strip_prefix(' '))
        .and_then(|rest| rest.get(..3))
        .and_then(digits)
        .and_then(|status| u16::try_from(status).ok())
        .ok_or_else(|| malformed("the answer has no status line"))?;
    let headers = lines
        .map(|line| {
            line.split_once(':')
                .filter(|(name, _)| !name.is_empty() && !name.contains([' ', '\t']))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .ok_or_else(|| malformed("the answer has a header line without a name"))
        })
        .collect::<Result<_, _>>()?;
    Ok((status, headers))
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
        let Some(end) = find(rest, b"\r\n") else {
            return Ok(None);
        };
        let line = std::str::from_utf8(&rest[..end]).map_err(|_| broken())?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16)
            .ok()
            .filter(|size| *size < usize::MAX - 2)
            .ok_or_else(broken)?;
        rest = &rest[end + 2..];
        if size == 0 {
            // Trailers, if any, end with an empty line.
            let end = if rest.starts_with(b"\r\n") {
                Some(2)
            } else {
                find(rest, b"\r\n\r\n").map(|split| split + 4)
            };
            return Ok(end.map(|end| (body, all.len() - rest.len() + end)));
        }
        let (Some(chunk), Some(end)) = (rest.get(..size), rest.get(size..size + 2)) else {
            return Ok(None);
        };
        if end != b"\r\n" {
            return Err(broken());
        }
        body.extend_from_slice(chunk);
        rest = &rest[size + 2..];
    }
}

// `parse` alone would take a sign before the number.
fn digits(text: &str) -> Option<usize> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
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

    #[rstest]
    #[case::not_http("SSH-2.0-x\r\n")]
    #[case::no_status("HTTP/1.1 OK\r\n\r\n")]
    #[case::two_lengths("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab")]
    #[case::signed_length("HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\na")]
    #[case::nameless_header("HTTP/1.1 200 OK\r\nabc\r\n\r\n")]
    #[case::chunk_size("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n")]
    fn refuses(#[case] bytes: &str) {
        assert!(matches!(read(bytes, true), Err(WireError::Malformed(_))));
    }
}
