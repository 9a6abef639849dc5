//! Starting and stopping a target as a process group of its own. The invariant: when the value is gone, so is
//! every process it started.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Child;

use super::guard::Guard;
use super::sections::Command;
use super::{Target, TargetError};
use crate::identity::Issuer;
use crate::wire::Request;

const TAIL: usize = 20;
const GRACE: Duration = Duration::from_secs(5);

/// What placeholders stand for.
pub(super) struct Values<'a> {
    pub(super) port: u16,
    pub(super) redis_url: Option<&'a str>,
    pub(super) keyset: &'a Path,
    pub(super) issuer: &'a Issuer,
    pub(super) fault: Option<&'a str>,
}

impl Values<'_> {
    // `None` where the text needs a Redis and there is none.
    fn fill(&self, text: &str) -> Option<String> {
        if text.contains("${redis_url}") && self.redis_url.is_none() {
            return None;
        }
        let secret = self
            .issuer
            .keys()
            .iter()
            .find_map(|key| key.secret())
            .unwrap_or_default();
        Some(
            text.replace("${port}", &self.port.to_string())
                .replace("${redis_url}", self.redis_url.unwrap_or_default())
                .replace("${keyset}", &self.keyset.display().to_string())
                .replace("${secret}", secret)
                .replace("${issuer}", self.issuer.issuer())
                .replace("${audience}", self.issuer.audience())
                .replace("${fault}", self.fault.unwrap_or_default()),
        )
    }
}

/// A process that was started.
pub struct Launched {
    child: Child,
    group: Option<Pid>,
    tail: Arc<Mutex<VecDeque<String>>>,
    guard: Option<Guard>,
}

impl Launched {
    pub(super) fn spawn(command: &Command, values: &Values<'_>) -> Result<Self, TargetError> {
        let mut words = command.cmd.iter().filter_map(|word| values.fill(word));
        let name = words.next().unwrap_or_default();
        let mut child = tokio::process::Command::new(program(&name));
        child
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for (key, value) in &command.env {
            match values.fill(value) {
                Some(value) => child.env(key, value),
                None => child.env_remove(key),
            };
        }
        let mut child = child
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|cause| TargetError::Spawn { program: name, cause })?;
        let group = child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .map(Pid::from_raw);
        let guard = group.map(Guard::group).transpose().map_err(TargetError::Guard)?;
        let tail = Arc::new(Mutex::new(VecDeque::new()));
        if let Some(output) = child.stdout.take() {
            tokio::spawn(follow(output, Arc::clone(&tail)));
        }
        if let Some(output) = child.stderr.take() {
            tokio::spawn(follow(output, Arc::clone(&tail)));
        }
        Ok(Self {
            child,
            group,
            tail,
            guard,
        })
    }

    pub(super) async fn ready(&mut self, target: &Target) -> Result<(), TargetError> {
        let ready = &target.profile.target.ready;
        let limit = tokio::time::Instant::now() + Duration::from_secs(ready.timeout);
        loop {
            if let Some(status) = self.died() {
                // The readers may lag behind the exit.
                tokio::time::sleep(Duration::from_millis(50)).await;
                return Err(TargetError::Ended {
                    status,
                    output: self.output(),
                });
            }
            let probe = target
                .client
                .send(Request::new("the suite", http::Method::GET, &ready.path));
            let answer = tokio::time::timeout(Duration::from_secs(1), probe).await;
            if let Ok(exchange) = answer
                && exchange
                    .response
                    .is_ok_and(|response| (200..300).contains(&response.status))
            {
                return Ok(());
            }
            if tokio::time::Instant::now() >= limit {
                let (limit, path) = (format!("{} s", ready.timeout), ready.path.clone());
                return Err(TargetError::NotReady {
                    limit,
                    path,
                    output: self.output(),
                });
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How the process ended, if it did.
    pub fn died(&mut self) -> Option<String> {
        self.child
            .try_wait()
            .ok()
            .flatten()
            .map(|status| status.to_string())
    }

    /// The end of its output.
    #[must_use]
    pub fn output(&self) -> String {
        self.tail
            .lock()
            .map(|lines| lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n"))
            .unwrap_or_default()
    }

    /// Asks the group to stop, and kills what does not.
    pub async fn stop(&mut self) {
        self.signal(Signal::SIGTERM);
        if tokio::time::timeout(GRACE, self.child.wait()).await.is_err() {
            self.signal(Signal::SIGKILL);
            let _ = self.child.wait().await;
        }
        // Whatever the leader left behind in its group.
        self.signal(Signal::SIGKILL);
        self.group = None;
        if let Some(guard) = self.guard.take() {
            guard.dismiss();
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            let _ = killpg(group, signal);
        }
    }
}

impl Drop for Launched {
    fn drop(&mut self) {
        self.signal(Signal::SIGKILL);
    }
}

async fn follow(output: impl AsyncRead + Unpin, tail: Arc<Mutex<VecDeque<String>>>) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Ok(mut tail) = tail.lock() {
            if tail.len() == TAIL {
                tail.pop_front();
            }
            tail.push_back(line);
        }
    }
}

/// The program of this name: beside the suite's own if it is there, else by the search path.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    if !name.contains('/')
        && let Ok(own) = std::env::current_exe()
    {
        let beside = own.with_file_name(name);
        if beside.is_file() {
            return beside;
        }
    }
    PathBuf::from(name)
}

pub(super) async fn port(fixed: Option<u16>) -> Result<u16, TargetError> {
    if let Some(port) = fixed {
        return match TcpStream::connect(("127.0.0.1", port)).await {
            Ok(_) => Err(TargetError::PortTaken(port)),
            Err(_) => Ok(port),
        };
    }
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(TargetError::Port)?;
    Ok(listener.local_addr().map_err(TargetError::Port)?.port())
}

pub(super) fn write_keyset(folder: &Path, issuer: &Issuer) -> Result<PathBuf, TargetError> {
    let path = folder.join("keyset.json");
    std::fs::write(&path, issuer.keyset()).map_err(TargetError::Scratch)?;
    Ok(path)
}

pub(super) async fn answers(target: &Target) -> Result<(), TargetError> {
    let path = &target.profile.target.ready.path;
    match target
        .client
        .send(Request::new("the suite", http::Method::GET, path))
        .await
        .response
    {
        Ok(_) => Ok(()),
        Err(error) => Err(TargetError::Unreachable(target.base.clone(), error.to_string())),
    }
}
