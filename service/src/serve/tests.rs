//! Connections as a client sees them: versions of HTTP, hosts, and clients that stop in the middle. Answers to complete
//! requests are tested in `http`.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::Version;
use axum::routing::get;
use rstest::rstest;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::connections;
use crate::http::Limits;
use crate::stop::Stop;

const HEAD_TIME: Duration = Duration::from_millis(300);
/// Long enough for a busy machine, and far below the ten seconds that a stop may take.
const PATIENCE: Duration = Duration::from_secs(5);
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// An empty SETTINGS frame, which every client sends first.
const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];

struct Served {
    address: SocketAddr,
    stop: Stop,
    task: JoinHandle<()>,
}

async fn served(connections: usize) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let limits = Limits {
        head_time: HEAD_TIME,
        connections,
        ..Limits::default()
    };
    let router = Router::new().route("/", get(async |version: Version| format!("{version:?}")));
    let stop = Stop::new();
    let task = tokio::spawn(connections::serve(listener, router, limits, stop.clone()));
    Served { address, stop, task }
}

async fn asked(address: SocketAddr, http2: bool) -> String {
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]);
    let client = if http2 {
        client.http2_prior_knowledge()
    } else {
        client.http1_only()
    };
    let client = client.build().expect("a client");
    let answer = client.get(format!("http://{address}/")).send().await;
    answer.expect("an answer").text().await.expect("a body")
}

async fn begun(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(bytes).await.expect("bytes are taken");
    stream
}

/// All that comes until the service closes.
async fn rest(mut stream: TcpStream) -> Vec<u8> {
    let mut read = Vec::new();
    // A reset is an end too.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut read))
        .await
        .expect("the service closes in time");
    read
}

#[tokio::test]
async fn both_versions_are_spoken_on_one_port() {
    let served = served(8).await;
    assert_eq!(asked(served.address, false).await, "HTTP/1.1");
    assert_eq!(asked(served.address, true).await, "HTTP/2.0");
}

#[rstest]
#[case::nothing(b"")]
#[case::one_letter(b"P")]
#[case::the_method(b"PRI ")]
#[case::all_but_the_end(&PREFACE[..PREFACE.len() - 1])]
#[case::a_preface_and_no_more(PREFACE)]
#[case::a_client_that_answers_no_ping(&[PREFACE, SETTINGS].concat())]
#[case::half_a_head(b"GET / HTTP/1.1\r\nHost: h\r\n")]
#[tokio::test]
async fn who_stops_in_the_middle_is_not_waited_for(#[case] bytes: &[u8]) {
    let served = served(8).await;
    rest(begun(served.address, bytes).await).await;
}

#[tokio::test]
async fn half_a_preface_keeps_no_permit() {
    let served = served(1).await;
    let _stopped = begun(served.address, b"PRI ").await;
    let answer = tokio::time::timeout(PATIENCE, asked(served.address, false)).await;
    assert_eq!(answer.as_deref(), Ok("HTTP/1.1"));
}

#[tokio::test]
async fn a_preface_may_come_in_pieces() {
    let served = served(8).await;
    let (one, other) = PREFACE.split_at(7);
    let mut stream = begun(served.address, one).await;
    // A connection that came later has its answer, so the first piece was looked at.
    assert_eq!(asked(served.address, false).await, "HTTP/1.1");
    stream
        .write_all(&[other, SETTINGS].concat())
        .await
        .expect("bytes are taken");
    let mut head = [0_u8; 9];
    let read = tokio::time::timeout(PATIENCE, stream.read_exact(&mut head)).await;
    assert!(matches!(read, Ok(Ok(_))), "{read:?}");
    assert_eq!(head[3], 4, "the first frame is SETTINGS: {head:?}");
}

#[tokio::test]
async fn a_method_that_begins_like_a_preface_is_http_1() {
    let served = served(8).await;
    let bytes = b"PRINT / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let answer = rest(begun(served.address, bytes).await).await;
    assert!(
        answer.starts_with(b"HTTP/1.1 405"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_preface() {
    let Served { address, stop, task } = served(8).await;
    let _stopped = begun(address, b"PRI ").await;
    stop.cancel();
    let ended = tokio::time::timeout(PATIENCE, task).await;
    assert!(matches!(ended, Ok(Ok(()))), "{ended:?}");
}

#[rstest]
#[case::one("1.1", "Host: h\r\n", "200")]
#[case::none("1.1", "", "400")]
#[case::two("1.1", "Host: h\r\nHost: i\r\n", "400")]
#[case::the_same_twice("1.1", "Host: h\r\nHost: h\r\n", "400")]
#[case::none_in_1_0("1.0", "", "200")]
#[case::two_in_1_0("1.0", "Host: h\r\nHost: i\r\n", "400")]
#[tokio::test]
async fn a_request_names_one_host(#[case] version: &str, #[case] hosts: &str, #[case] status: &str) {
    let served = served(8).await;
    let request = format!("GET / HTTP/{version}\r\n{hosts}Connection: close\r\n\r\n");
    let answer = rest(begun(served.address, request.as_bytes()).await).await;
    let answer = String::from_utf8_lossy(&answer);
    assert_eq!(answer.split(' ').nth(1), Some(status), "{answer}");
}
