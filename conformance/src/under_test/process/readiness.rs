//! Asking whether a target is ready, as a polite client does (docs/decisions/0001): nothing is judged by these answers. How
//! long it is asked belongs to `launch`. The invariant: only the target itself is asked, by no redirect and no proxy, and no
//! question lasts longer than its limit.

use std::time::Duration;

use http::uri::Authority;
use reqwest::Client;
use reqwest::redirect::Policy;

use crate::under_test::error::TargetError;
use crate::wire::WireError;

const LIMIT: Duration = Duration::from_secs(1);

/// One question, to be asked until it is answered well.
pub(super) struct Probe {
    client: Client,
    url: String,
}

impl Probe {
    /// Asks this path there.
    ///
    /// # Errors
    /// When there can be no client.
    pub(super) fn new(authority: &Authority, path: &str) -> Result<Self, TargetError> {
        let client = Client::builder()
            .timeout(LIMIT)
            .redirect(Policy::none())
            .no_proxy()
            // A target that ends between two questions is noticed by the next.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| TargetError::Probe(innermost(&error)))?;
        Ok(Self {
            client,
            url: format!("http://{authority}{path}"),
        })
    }

    /// Whether the answer is a whole one of 2xx.
    ///
    /// # Errors
    /// With what came instead.
    pub(super) async fn ask(&self) -> Result<(), String> {
        let asked = async {
            let mut answer = self.client.get(&self.url).send().await?;
            while answer.chunk().await?.is_some() {}
            Ok(answer.status())
        };
        match asked.await {
            Ok(status) if status.is_success() => Ok(()),
            Ok(status) => Err(status.as_u16().to_string()),
            Err(error) => Err(said(&error)),
        }
    }
}

fn said(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        WireError::TimedOut.to_string()
    } else if error.is_connect() {
        WireError::Refused.to_string()
    } else {
        innermost(error)
    }
}

// The outer ones say no more than which URL it was.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    // Answers each question with these bytes, and gives what was asked last.
    async fn asked(answer: &'static str) -> (Result<(), String>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let authority: Authority = listener.local_addr().unwrap().to_string().parse().unwrap();
        let answering = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = [0; 1024];
            let length = stream.read(&mut head).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            String::from_utf8_lossy(&head[..length]).into_owned()
        };
        let probe = Probe::new(&authority, "/health").unwrap();
        tokio::join!(probe.ask(), answering)
    }

    #[tokio::test]
    async fn only_a_whole_answer_of_2xx_is_ready() {
        let (ready, head) = asked("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
        assert_eq!(ready, Ok(()));
        assert!(head.starts_with("GET /health HTTP/1.1\r\n"), "{head}");
        let (ready, _) = asked("HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n").await;
        assert_eq!(ready, Err("503".to_owned()));
        for cut in [
            "",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n",
            "hello\r\n\r\n",
        ] {
            assert!(asked(cut).await.0.is_err(), "{cut}");
        }
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let away = "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(asked(away).await.0, Err("302".to_owned()));
    }

    #[tokio::test]
    async fn nobody_there_is_said_in_words() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let authority: Authority = listener.local_addr().unwrap().to_string().parse().unwrap();
        drop(listener);
        let said = Probe::new(&authority, "/").unwrap().ask().await;
        assert_eq!(said, Err("the connection was refused".to_owned()));
    }
}
