//! Bytes onto a socket, and one answer read back, for what no HTTP library would send.
//! The invariant: the bytes given are the bytes sent.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::exchange::{Response, WireError};

const ANSWER_LIMIT: usize = 1 << 20;

/// Writes the bytes and reads one answer.
///
/// # Errors
/// When nobody listens, or what comes back is no complete answer.
pub(super) async fn exchange(authority: &str, bytes: &[u8]) -> Result<Response, WireError> {
    let mut stream = TcpStream::connect(authority)
        .await
        .map_err(|_| WireError::Refused)?;
    // A target may answer and close before it has read everything; its answer still counts.
    let _ = stream.write_all(bytes).await;
    let mut read = Vec::new();
    let mut chunk = [0_u8; 8192];
    loop {
        if let Some(response) = parse(&read, false)? {
            return Ok(response);
        }
        let count = stream.read(&mut chunk).await.unwrap_or(0);
        if count == 0 || read.len() > ANSWER_LIMIT {
            return parse(&read, true)?.ok_or(WireError::Closed);
        }
        read.extend_from_slice(&chunk[..count]);
    }
}

fn parse(bytes: &[u8], ended: bool) -> Result<Option<Response>, WireError> {
    let Some(split) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let status = first
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.get(2..5))
        .and_then(|code| code.parse().ok())
        .ok_or_else(|| WireError::Malformed("the answer has no status line".to_owned()))?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let rest = &bytes[split + 4..];
    let named = |name: &str| {
        headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    let body = if named("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        dechunk(rest)
    } else if let Some(length) = named("content-length").and_then(|value| value.parse::<usize>().ok()) {
        rest.get(..length).map(<[u8]>::to_vec)
    } else if ended {
        Some(rest.to_vec())
    } else {
        None
    };
    Ok(body.map(|body| Response {
        status,
        headers,
        body,
    }))
}

fn dechunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(end + 2..)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_chunked_answer() {
        let answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        let response = parse(answer, false).unwrap().unwrap();
        assert_eq!(
            (response.status, response.body.as_slice()),
            (200, b"abc".as_slice())
        );
    }

    #[test]
    fn waits_for_the_whole_body() {
        assert!(
            parse(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", false)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn refuses_what_is_not_http() {
        assert!(parse(b"SSH-2.0\r\n\r\n", false).is_err());
    }
}
