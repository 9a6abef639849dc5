//! The reference service as a process, on a port of its own, with a key set of its own.

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::guard::Guard;
use crate::http::{self, Answer};
use crate::token::{AUDIENCE, ISSUER, Mint};
use crate::{binaries, free_address, wait};

/// A running service.
#[derive(Debug)]
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    mint: Mint,
    folder: TempDir,
    _guard: Guard,
}

impl Service {
    /// Starts the service on a Redis, or on its memory, and waits until it answers.
    ///
    /// # Panics
    /// When it does not answer in time; the message carries its log.
    #[must_use]
    pub fn start(redis: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mint = Mint::default();
        let keyset = mint.write(folder.path());
        let address = free_address();
        let mut arguments = arguments(address, &keyset);
        arguments.extend(
            redis
                .map(|url| ["--redis-url".to_owned(), url.to_owned()])
                .into_iter()
                .flatten(),
        );
        let log = folder.path().join("service.log");
        let output = File::create(&log).expect("the log can be written");
        let guard = Guard::process(binaries::service().as_os_str(), &arguments, Stdio::from(output));
        let up = wait::within(wait::PATIENCE, || {
            http::get(address, "/health", None).filter(|a| a.status == 200)
        });
        assert!(
            up.is_some(),
            "the service did not start:\n{}",
            std::fs::read_to_string(&log).unwrap_or_default()
        );
        Self {
            address,
            mint,
            folder,
            _guard: guard,
        }
    }

    /// A token of a workspace.
    #[must_use]
    pub fn token(&self, workspace: &str) -> String {
        self.mint.token(workspace)
    }

    /// Asks as a workspace.
    ///
    /// # Panics
    /// When the service does not answer at all.
    #[must_use]
    pub fn get(&self, workspace: &str, target: &str) -> Answer {
        http::get(self.address, target, Some(&self.token(workspace))).expect("the service answers")
    }

    /// Enqueues as a workspace.
    ///
    /// # Panics
    /// When the service does not answer at all.
    #[must_use]
    pub fn execute(&self, workspace: &str, body: &Value) -> Answer {
        http::post(self.address, "/ai/execute", Some(&self.token(workspace)), body)
            .expect("the service answers")
    }

    /// What the service logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("service.log")).unwrap_or_default()
    }
}

/// What every service of a test is started with.
#[must_use]
pub fn arguments(listen: SocketAddr, keyset: &Path) -> Vec<String> {
    let (listen, keyset) = (listen.to_string(), keyset.display().to_string());
    let words = [
        "serve",
        "--listen",
        &listen,
        "--keyset",
        &keyset,
        "--issuer",
        ISSUER,
        "--audience",
        AUDIENCE,
    ];
    words.map(str::to_owned).to_vec()
}

/// A good body for `POST /ai/execute`.
#[must_use]
pub fn execution(workspace: &str, params: &Value, client_request_id: Option<&str>) -> Value {
    let mut body = json!({
        "workspace_id": workspace, "action_provider": "mail", "action_name": "send", "params": params,
    });
    if let Some(id) = client_request_id {
        body["client_request_id"] = json!(id);
    }
    body
}
