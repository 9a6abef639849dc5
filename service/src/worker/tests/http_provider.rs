//! A provider behind HTTP and HTTPS: its answer becomes the result, and everything else becomes a reason.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Redirect;
use axum::routing::post;
use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rstest::rstest;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

use crate::worker::{Action, ActionError, ActionProvider as _, CaCertificates, HttpProvider, ProviderFault};

/// Long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

fn action() -> Action {
    Action {
        job_id: "j1".to_owned(),
        workspace_id: "acme".to_owned(),
        actor_id: "ada".to_owned(),
        action_provider: "mail".to_owned(),
        action_name: "send".to_owned(),
        params: RawValue::from_string(r#"{"n":1}"#.to_owned()).unwrap(),
    }
}

/// A provider with an answer for each test, and a count of the actions that reached `/echo`.
fn router(echoed: Arc<AtomicUsize>) -> Router {
    let echo = post(async move |headers: HeaderMap, body: String| {
        echoed.fetch_add(1, Ordering::SeqCst);
        let key = headers["idempotency-key"].to_str().unwrap().to_owned();
        let body: Value = serde_json::from_str(&body).unwrap();
        axum::Json(
            json!({"key": key, "type": headers["content-type"].to_str().unwrap(), "params": body["params"]}),
        )
    });
    let endless = || {
        let chunk = Bytes::from(vec![b' '; 64 * 1024]);
        Body::from_stream(futures::stream::repeat_with(move || {
            Ok::<_, std::io::Error>(chunk.clone())
        }))
    };
    Router::new()
        .route("/echo", echo)
        .route("/moved", post(async || Redirect::temporary("/echo")))
        .route("/refuses", post(async || StatusCode::BAD_GATEWAY))
        .route("/text", post(async || "no JSON"))
        .route("/large", post(async || format!("\"{}\"", "x".repeat(1 << 20))))
        .route(
            "/largest",
            post(async || format!("\"{}\"", "x".repeat((1 << 20) - 2))),
        )
        .route("/endless", post(async move || endless()))
        .route("/hangs", post(async || std::future::pending::<String>().await))
}

async fn plain(echoed: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router(echoed)).await });
    address
}

/// A listener that speaks TLS.
struct Tls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.listener.accept().await.unwrap();
            // A client that does not trust the certificate ends the handshake.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A provider behind TLS with a certificate for this name, and the authority that signed it.
async fn encrypted(name: &str) -> (SocketAddr, CertifiedIssuer<'static, KeyPair>) {
    let authority = authority();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([name.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tls = Tls {
        listener,
        acceptor: TlsAcceptor::from(Arc::new(config)),
    };
    tokio::spawn(async move { axum::serve(tls, router(Arc::default())).await });
    (address, authority)
}

fn trusting(authority: &CertifiedIssuer<'_, KeyPair>) -> CaCertificates {
    CaCertificates::from_pem(authority.pem().as_bytes()).unwrap()
}

fn provider(url: &str, limit: Duration, trusted: &CaCertificates) -> HttpProvider {
    HttpProvider::at(url, limit, trusted).unwrap()
}

fn echoed() -> Result<Value, ActionError> {
    Ok(json!({"key": "j1", "type": "application/json", "params": {"n": 1}}))
}

#[rstest]
#[case("echo", echoed())]
#[case("refuses", Err(ActionError::Status(502)))]
#[case("text", Err(ActionError::Answer))]
#[case("largest", Ok(json!("x".repeat((1 << 20) - 2))))]
#[case("large", Err(ActionError::Answer))]
#[case("endless", Err(ActionError::Answer))]
#[tokio::test]
async fn an_answer_is_the_result_and_anything_else_a_reason(
    #[case] path: &str,
    #[case] expected: Result<Value, ActionError>,
) {
    let url = format!("http://{}/{path}", plain(Arc::default()).await);
    let provider = provider(&url, PATIENCE, &CaCertificates::default());
    assert_eq!(provider.run(&action()).await, expected);
}

#[tokio::test]
async fn an_action_has_a_time_limit() {
    let url = format!("http://{}/hangs", plain(Arc::default()).await);
    let provider = provider(&url, Duration::from_millis(200), &CaCertificates::default());
    assert_eq!(provider.run(&action()).await, Err(ActionError::TimedOut));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let count = Arc::new(AtomicUsize::new(0));
    let address = plain(Arc::clone(&count)).await;
    let moved = provider(
        &format!("http://{address}/moved"),
        PATIENCE,
        &CaCertificates::default(),
    );
    assert_eq!(moved.run(&action()).await, Err(ActionError::Status(307)));
    assert_eq!(count.load(Ordering::SeqCst), 0);
    let echo = provider(
        &format!("http://{address}/echo"),
        PATIENCE,
        &CaCertificates::default(),
    );
    assert_eq!(echo.run(&action()).await, echoed());
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_provider_behind_tls_answers_if_its_authority_is_trusted() {
    let (address, authority) = encrypted("127.0.0.1").await;
    let url = format!("https://{address}/echo");
    let trusted = provider(&url, PATIENCE, &trusting(&authority));
    assert_eq!(trusted.run(&action()).await, echoed());
    let stranger = provider(&url, PATIENCE, &trusting(&self::authority()));
    assert_eq!(stranger.run(&action()).await, Err(ActionError::Unreachable));
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let (address, authority) = encrypted("provider.test").await;
    let url = format!("https://{address}/echo");
    let provider = provider(&url, PATIENCE, &trusting(&authority));
    assert_eq!(provider.run(&action()).await, Err(ActionError::Unreachable));
}

#[tokio::test]
async fn a_redirect_from_https_is_not_followed_either() {
    let (address, authority) = encrypted("127.0.0.1").await;
    let url = format!("https://{address}/moved");
    let provider = provider(&url, PATIENCE, &trusting(&authority));
    assert_eq!(provider.run(&action()).await, Err(ActionError::Status(307)));
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_unreachable() {
    let provider = provider("http://127.0.0.1:1/", PATIENCE, &CaCertificates::default());
    assert_eq!(provider.run(&action()).await, Err(ActionError::Unreachable));
}

#[rstest]
#[case("mail")]
#[case("ftp://127.0.0.1/")]
#[case("http://")]
fn other_addresses_are_refused(#[case] address: &str) {
    let fault = HttpProvider::at(address, PATIENCE, &CaCertificates::default()).err();
    assert_eq!(fault, Some(ProviderFault::Address));
}

#[rstest]
#[case(b"")]
#[case(b"no certificate")]
#[case(b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")]
fn a_file_without_a_certificate_is_refused(#[case] pem: &[u8]) {
    let fault = CaCertificates::from_pem(pem).err();
    assert_eq!(fault, Some(ProviderFault::NoCertificate));
}
