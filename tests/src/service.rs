//! The reference service as a process, on a port of its own, with a key set of its own.

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::guard::Process;
use crate::http::{self, Answer};
use crate::token::{AUDIENCE, ISSUER, Mint};
use crate::{binaries, free_address, wait};

/// How many addresses are tried: one that was free may be taken before the service has it.
const ADDRESSES: usize = 5;

/// A running service.
#[derive(Debug)]
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    mint: Mint,
    folder: TempDir,
    _process: Process,
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
        let log = folder.path().join("service.log");
        for _ in 0..ADDRESSES {
            let address = free_address();
            let mut command = Command::new(binaries::service());
            command.args(arguments(address, &keyset));
            command.args(redis.iter().flat_map(|url| ["--redis-url", url]));
            if let Some(process) = started(&mut command, &log, address, "/health") {
                return Self {
                    address,
                    mint,
                    folder,
                    _process: process,
                };
            }
        }
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        panic!("the service did not start:\n{said}");
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

/// Starts a server with its output in a file, and waits until a path answers 200. None when it ends before that, as it does
/// when somebody took its port, or when the time is over.
///
/// # Panics
/// When the program can't be started or the log can't be written.
#[must_use]
pub fn started(command: &mut Command, log: &Path, address: SocketAddr, health: &str) -> Option<Process> {
    let output = File::create(log).expect("the log can be written");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(output);
    let mut process = Process::start(command);
    let up = wait::within(wait::PATIENCE, || {
        let healthy = || http::get(address, health, None).is_some_and(|answer| answer.status == 200);
        let ended = process.ended().is_some();
        (ended || healthy()).then_some(!ended)
    });
    (up == Some(true)).then_some(process)
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
