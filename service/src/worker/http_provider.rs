//! A provider behind HTTP or HTTPS: the action is POSTed, and the answer is the result.
//!
//! `Idempotency-Key` holds the job id, because an action may come a second time. No redirect is followed and no proxy of
//! the environment is used: an action goes to the configured address or nowhere.
//! Invariant: no text from the other side gets into a log or a reason, and no more than [`ANSWER_LIMIT`] bytes of an answer
//! are read.

use std::error::Error as _;
use std::time::Duration;

use async_trait::async_trait;
use http::header::HeaderName;
use reqwest::{Certificate, Client, Response, Url, redirect, retry};
use serde_json::Value;

use super::provider::{Action, ActionError, ActionProvider};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const ANSWER_LIMIT: usize = 1 << 20;
/// A provider that does not accept a connection in this time is not there.
const CONNECT_TIME: Duration = Duration::from_secs(10);

/// CA certificates that an HTTPS provider may be signed by, in addition to those of the system.
#[derive(Debug, Clone, Default)]
pub struct CaCertificates(Vec<Certificate>);

/// Why a provider cannot be set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFault {
    /// The text is not the URL of a provider.
    #[error("is neither `echo` nor an http or https URL")]
    Address,
    /// The file holds no certificate.
    #[error("holds no certificate in PEM")]
    NoCertificate,
    /// TLS cannot be set up, for example because the system has no CA certificates.
    #[error("needs TLS, which cannot be set up: {0}")]
    Tls(String),
}

impl CaCertificates {
    /// The certificates in a PEM file.
    ///
    /// # Errors
    /// [`ProviderFault::NoCertificate`] if there is none, or one cannot be read.
    pub fn from_pem(pem: &[u8]) -> Result<Self, ProviderFault> {
        let certificates = Certificate::from_pem_bundle(pem).map_err(|_| ProviderFault::NoCertificate)?;
        if certificates.is_empty() {
            return Err(ProviderFault::NoCertificate);
        }
        Ok(Self(certificates))
    }
}

/// POSTs actions to one address.
pub struct HttpProvider {
    client: Client,
    url: Url,
}

impl HttpProvider {
    /// A provider at this `http://` or `https://` address. `limit` is the time for one action, from connecting to the last
    /// byte of the answer.
    ///
    /// # Errors
    /// When the text is not such an address, or TLS cannot be set up.
    pub fn at(address: &str, limit: Duration, trusted: &CaCertificates) -> Result<Self, ProviderFault> {
        let url = Url::parse(address).map_err(|_| ProviderFault::Address)?;
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .connect_timeout(CONNECT_TIME)
            .timeout(limit);
        let client = match url.scheme() {
            "https" => client.tls_certs_merge(trusted.0.clone()),
            // Without TLS, the certificates of the system are not needed and need not be there.
            "http" => client.tls_certs_only([]),
            _ => return Err(ProviderFault::Address),
        };
        let client = client.build().map_err(|error| {
            let cause = error.source().map(ToString::to_string);
            ProviderFault::Tls(cause.unwrap_or_else(|| error.to_string()))
        })?;
        Ok(Self { client, url })
    }

    async fn post(&self, action: &Action) -> Result<Value, ActionError> {
        let request = self
            .client
            .post(self.url.clone())
            .header(IDEMPOTENCY_KEY, &action.job_id)
            .json(action);
        let answer = request.send().await.map_err(|error| match error {
            error if error.is_timeout() && !error.is_connect() => ActionError::TimedOut,
            _ => ActionError::Unreachable,
        })?;
        if !answer.status().is_success() {
            return Err(ActionError::Status(answer.status().as_u16()));
        }
        let body = read(answer).await?;
        serde_json::from_slice(&body).map_err(|_| ActionError::Answer)
    }
}

async fn read(mut answer: Response) -> Result<Vec<u8>, ActionError> {
    let mut body = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= ANSWER_LIMIT => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(ActionError::Answer),
            Ok(None) => return Ok(body),
            Err(error) if error.is_timeout() => return Err(ActionError::TimedOut),
            Err(_) => return Err(ActionError::Answer),
        }
    }
}

#[async_trait]
impl ActionProvider for HttpProvider {
    async fn run(&self, action: &Action) -> Result<Value, ActionError> {
        self.post(action).await
    }
}
