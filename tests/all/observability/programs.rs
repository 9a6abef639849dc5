//! The programs of these tests: the service, a Prometheus that scrapes it, and what both are asked. Which queries have to
//! find something belongs to the tests. The invariant: a program ends with its value.

use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use watertight_tests::guard::Process;
use watertight_tests::service::{arguments, execution, started};
use watertight_tests::token::{Mint, fresh_workspace};
use watertight_tests::{binaries, free_address, http, repository, wait};

/// A program of Debian's `prometheus` package.
pub(super) fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .unwrap_or_else(|| panic!("{name} is not on the PATH; install it with: apt-get install prometheus"))
}

pub(super) fn file(name: &str) -> PathBuf {
    repository().join("fixtures/observability").join(name)
}

pub(super) fn read(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

/// A server that ends with this value. Fields drop in order: the process goes before its folder.
pub(super) struct Server {
    address: SocketAddr,
    _process: Process,
    folder: TempDir,
}

impl Server {
    pub(super) fn start(
        program: &Path,
        arguments: &[String],
        address: SocketAddr,
        health: &str,
        folder: TempDir,
    ) -> Self {
        let log = folder.path().join("log");
        let process = started(Command::new(program).args(arguments), &log, address, health);
        let said = || std::fs::read_to_string(&log).unwrap_or_default();
        let process = process.unwrap_or_else(|| panic!("{} did not start:\n{}", program.display(), said()));
        Self {
            address,
            _process: process,
            folder,
        }
    }

    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

/// The service on its memory, with its metrics page.
pub(super) fn service(mint: &Mint, metrics: SocketAddr) -> Server {
    let (folder, address) = (tempfile::tempdir().unwrap(), free_address());
    let mut arguments = arguments(address, &mint.write(folder.path()));
    arguments.extend(["--metrics-listen".to_owned(), metrics.to_string()]);
    Server::start(&binaries::service(), &arguments, address, "/health", folder)
}

/// A Prometheus that scrapes `target` and evaluates our rules, twice a second.
pub(super) fn prometheus(target: SocketAddr) -> Server {
    let (folder, address) = (tempfile::tempdir().unwrap(), free_address());
    let config = folder.path().join("prometheus.yml");
    let settings = json!({
        "global": {"scrape_interval": "500ms", "evaluation_interval": "500ms"},
        "rule_files": [file("alerts.yml")],
        "scrape_configs": [{"job_name": "watertight", "static_configs": [{"targets": [target.to_string()]}]}],
    });
    // JSON is YAML.
    std::fs::write(&config, settings.to_string()).unwrap();
    let arguments = [
        format!("--config.file={}", config.display()),
        format!("--storage.tsdb.path={}", folder.path().join("data").display()),
        format!("--web.listen-address={address}"),
        "--log.level=warn".to_owned(),
    ];
    Server::start(&program("prometheus"), &arguments, address, "/-/ready", folder)
}

impl Server {
    /// Asks Prometheus's own API; what is wrong with a query is in the error.
    pub(super) fn api(&self, target: &str) -> Result<Value, String> {
        let answer = http::get(self.address, target, None).ok_or("prometheus does not answer")?;
        let body = answer.json();
        match body["status"].as_str() {
            Some("success") => Ok(body["data"].clone()),
            _ => Err(format!("{}: {}", answer.status, body["error"])),
        }
    }

    pub(super) fn query(&self, expression: &str) -> Result<Vec<Value>, String> {
        let data = self.api(&format!("/api/v1/query?query={}", percent(expression)))?;
        Ok(data["result"].as_array().cloned().unwrap_or_default())
    }

    /// The value of a query for one number.
    pub(super) fn number(&self, expression: &str) -> Option<f64> {
        let found = self.query(expression).ok()?;
        found.first()?["value"][1].as_str()?.parse().ok()
    }

    /// Waits until each of these queries gives at least its number; says which of them did not.
    pub(super) fn wait_for(&self, expected: &[(&str, f64)]) {
        let behind = || {
            let short = |(query, least): &&(&str, f64)| self.number(query).is_none_or(|value| value < *least);
            expected.iter().filter(short).collect::<Vec<_>>()
        };
        if wait::within(wait::PATIENCE, || behind().is_empty().then_some(())).is_none() {
            let seen: Vec<_> = behind()
                .iter()
                .map(|(query, _)| (query, self.query(query)))
                .collect();
            let targets = self.api("/api/v1/targets");
            panic!(
                "waited for {:?}, saw {seen:?}\ntargets: {targets:?}\n{}",
                behind(),
                self.log()
            );
        }
    }
}

pub(super) fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A list, a hit, a miss, an enqueue, and a refusal of each operation.
pub(super) fn traffic(service: &Server, mint: &Mint) {
    let (mine, other) = (fresh_workspace(), fresh_workspace());
    let token = mint.token(&mine);
    let get = |target: &str| http::get(service.address, target, Some(&token)).unwrap();
    let post = |workspace: &str| {
        let body = execution(workspace, &json!({}), None);
        http::post(service.address, "/ai/execute", Some(&token), &body).unwrap()
    };
    let made = post(&mine);
    let id = made.json()["job_id"].as_str().unwrap().to_owned();
    assert_eq!(get("/ai/jobs").status, 200);
    assert_eq!(get(&format!("/ai/jobs/{id}")).status, 200);
    assert_eq!(get("/ai/jobs/never-made").status, 404);
    let refused = [
        get(&format!("/ai/jobs?workspace_id={other}")),
        get(&format!("/ai/jobs/{id}?workspace_id={other}")),
        post(&other),
    ];
    assert_eq!(refused.map(|answer| answer.status), [403, 403, 403]);
}
