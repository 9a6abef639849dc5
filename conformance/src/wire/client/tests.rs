use rstest::rstest;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::wire::client::*;

// Answers one request, and gives what was on the wire.
async fn heard(ask: impl AsyncFnOnce(Client)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authority: Authority = listener.local_addr().unwrap().to_string().parse().unwrap();
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = vec![0; 4096];
        let count = stream.read(&mut read).await.unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .await
            .unwrap();
        read.truncate(count);
        String::from_utf8_lossy(&read).into_owned()
    };
    let (heard, ()) = tokio::join!(serve, ask(Client::new(authority)));
    heard
}

#[rstest]
#[case::dots("/ai/jobs/../jobs")]
#[case::escapes("/ai/jobs/%2e%2E/%00?a=%zz")]
#[case::slashes("//ai//jobs")]
#[case::fragment("/ai/jobs#x")]
#[case::space("/ai/jobs?workspace_id=a b")]
#[case::other_host("http://elsewhere/ai/jobs")]
#[case::relative("ai/jobs")]
#[case::star("*")]
#[tokio::test]
async fn the_target_is_sent_as_written(#[case] target: &str) {
    let wire = heard(async |client| {
        let answer = client.send(Request::new("acme", Method::GET, target)).await;
        assert_eq!(answer.response.map(|response| response.status), Ok(200));
    })
    .await;
    assert!(wire.starts_with(&format!("GET {target} HTTP/1.1\r\n")), "{wire}");
}

#[tokio::test]
async fn headers_are_sent_as_often_as_they_stand_there() {
    let wire = heard(async |client| {
        let request = Request::new("acme", Method::GET, "/")
            .bearer("a")
            .bearer("b")
            .header("x", b"\xff");
        let _ = client.send(request).await;
    })
    .await;
    assert_eq!(wire.matches("authorization: Bearer ").count(), 2, "{wire}");
    assert!(wire.contains("x: \u{fffd}"), "{wire}");
}

#[tokio::test]
async fn a_length_of_the_callers_own_is_sent_as_it_is() {
    let wire = heard(async |client| {
        let request = Request::new("acme", Method::POST, "/")
            .header("content-length", "1")
            .content(None, "abc");
        let _ = client.send(request).await;
    })
    .await;
    assert!(
        wire.contains("content-length: 1\r\n") && wire.ends_with("abc"),
        "{wire}"
    );
}

#[tokio::test]
async fn a_silent_target_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authority: Authority = listener.local_addr().unwrap().to_string().parse().unwrap();
    let client = Client::new(authority).within(Duration::from_millis(50));
    let pooled = client.send(Request::new("acme", Method::GET, "/")).await;
    let spelled = client.send(Request::new("acme", Method::GET, "*")).await;
    for exchange in [pooled, spelled] {
        assert_eq!(
            exchange.response.map(|response| response.status),
            Err(WireError::TimedOut)
        );
    }
}

#[tokio::test]
async fn nobody_listening_is_no_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authority: Authority = listener.local_addr().unwrap().to_string().parse().unwrap();
    drop(listener);
    let client = Client::new(authority);
    for target in ["/", "*"] {
        let exchange = client.send(Request::new("acme", Method::GET, target)).await;
        assert_eq!(
            exchange.response.map(|response| response.status),
            Err(WireError::Refused)
        );
    }
}

// What Node does: it answers as soon as the head is too long, and closes with the rest unread, which is a reset.
#[rstest]
#[case::target(Request::new("acme", Method::GET, format!("/ai/jobs/{}", "a".repeat(1 << 20))))]
#[case::header(Request::new("acme", Method::GET, "/").bearer(&"a".repeat(1 << 20)))]
#[case::body(Request::new("acme", Method::POST, "/").content(None, "a".repeat(1 << 20)))]
#[tokio::test]
async fn what_is_refused_before_it_was_read_is_refused(#[case] request: Request) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authority: Authority = listener.local_addr().unwrap().to_string().parse().unwrap();
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = [0; 4096];
        let _ = stream.read(&mut read).await.unwrap();
        let answer = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n";
        stream.write_all(answer).await.unwrap();
    };
    let client = Client::new(authority);
    let ((), exchange) = tokio::join!(serve, client.send(request));
    assert_eq!(exchange.response.map(|response| response.status), Ok(431));
}
