//! Targets for tests: a listener that answers as a test says, attached to as a profile with an URL has it.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{RedisLease, Running};
use crate::profile::Profile;

/// A target without a Redis. `answer` makes a status and a body of each request; once the task is aborted, nobody answers.
pub(crate) async fn answering(
    answer: impl Fn(&str) -> (u16, String) + Send + 'static,
) -> (Running, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let task = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 16_384];
            let length = stream.read(&mut request).await.unwrap_or(0);
            let (status, body) = answer(&String::from_utf8_lossy(&request[..length]));
            let answer = format!(
                "HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    let mut profile = Profile::reference().unwrap();
    profile.target.start = None;
    profile.target.url = Some(format!("http://{address}"));
    let running = Running::start(Arc::new(profile), None, &RedisLease::none(), None)
        .await
        .unwrap();
    (running, task)
}
