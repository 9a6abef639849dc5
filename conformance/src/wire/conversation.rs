//! Several requests on one connection, in turn or all at once. Making sense of the answers belongs to `answer`. The
//! invariant: the first answer that comes is the answer to the first request, whatever it holds.

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::answer::Asked;
use super::exchange::{Response, WireError};
use super::raw::next;

/// Sends these in turn on one connection, or all before the first answer is read.
pub(super) async fn hold(
    authority: &str,
    requests: &[Vec<u8>],
    pipelined: bool,
) -> Vec<Result<Response, WireError>> {
    let Ok(mut stream) = TcpStream::connect(authority).await else {
        return vec![Err(WireError::Refused); requests.len()];
    };
    let mut answers = Vec::with_capacity(requests.len());
    let mut read = Vec::new();
    if pipelined && stream.write_all(&requests.concat()).await.is_err() {
        return vec![Err(WireError::Closed); requests.len()];
    }
    for request in requests {
        if !pipelined && stream.write_all(request).await.is_err() {
            answers.push(Err(WireError::Closed));
            continue;
        }
        answers.push(next(&mut stream, &mut read, Asked::by(request)).await);
    }
    answers
}

/// Sends the bytes and reads whatever is answered until the target closes. The last request in them asks for that;
/// closing this side instead would make some servers drop answers that are due.
pub(super) async fn all(authority: &str, bytes: &[u8]) -> Vec<Result<Response, WireError>> {
    let Ok(mut stream) = TcpStream::connect(authority).await else {
        return vec![Err(WireError::Refused)];
    };
    if stream.write_all(bytes).await.is_err() {
        return vec![Err(WireError::Closed)];
    }
    let (mut answers, mut read) = (Vec::new(), Vec::new());
    loop {
        match next(&mut stream, &mut read, Asked::by(bytes)).await {
            Ok(response) => answers.push(Ok(response)),
            // The end of what it has to say; where that is nothing, it is a closed connection.
            Err(WireError::Closed) if !answers.is_empty() => return answers,
            Err(other) => {
                answers.push(Err(other));
                return answers;
            }
        }
    }
}
