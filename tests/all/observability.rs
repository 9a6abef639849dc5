//! The dashboard and the alert rules, held against a real Prometheus that scrapes a real service.
//!
//! What each metric counts is the service's own matter; here it is asked whether an operator who loads these files sees
//! something. Neither file is parsed for its rules: Prometheus says what it loaded.
//!
//! The invariant: a query of the dashboard that finds nothing on a run with known traffic, or one of a metric that no
//! service exports, is red; so is a machine without Prometheus.

use std::collections::BTreeSet;
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use watertight_tests::guard::Guard;
use watertight_tests::service::execution;
use watertight_tests::token::{AUDIENCE, ISSUER, Mint, fresh_workspace};
use watertight_tests::{binaries, free_address, http, repository, wait};

/// A program of Debian's `prometheus` package.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .unwrap_or_else(|| panic!("{name} is not on the PATH; mend: apt-get install prometheus"))
}

fn file(name: &str) -> PathBuf {
    repository().join("fixtures/observability").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

/// A server that ends with this value. Fields drop in order: the process goes before its folder.
struct Server {
    address: SocketAddr,
    _guard: Guard,
    folder: TempDir,
}

impl Server {
    fn start(
        program: &Path,
        arguments: &[String],
        address: SocketAddr,
        health: &str,
        folder: TempDir,
    ) -> Self {
        let log = folder.path().join("log");
        let output = Stdio::from(File::create(&log).unwrap());
        let guard = Guard::process(program.as_os_str(), arguments, output);
        let up = wait::within(wait::PATIENCE, || {
            http::get(address, health, None).filter(|answer| answer.status == 200)
        });
        let said = || std::fs::read_to_string(&log).unwrap_or_default();
        assert!(up.is_some(), "{} did not start:\n{}", program.display(), said());
        Self {
            address,
            _guard: guard,
            folder,
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

/// The service on its memory, with its metrics page.
fn service(mint: &Mint, metrics: SocketAddr) -> Server {
    let (folder, address) = (tempfile::tempdir().unwrap(), free_address());
    let keyset = mint.write(folder.path()).display().to_string();
    let (listen, private) = (address.to_string(), metrics.to_string());
    let arguments = [
        "serve",
        "--listen",
        &listen,
        "--metrics-listen",
        &private,
        "--keyset",
        &keyset,
        "--issuer",
        ISSUER,
        "--audience",
        AUDIENCE,
    ]
    .map(str::to_owned);
    Server::start(&binaries::service(), &arguments, address, "/health", folder)
}

/// A Prometheus that scrapes `target` and evaluates our rules, twice a second.
fn prometheus(target: SocketAddr) -> Server {
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
    fn api(&self, target: &str) -> Result<Value, String> {
        let answer = http::get(self.address, target, None).ok_or("prometheus does not answer")?;
        let body = answer.json();
        match body["status"].as_str() {
            Some("success") => Ok(body["data"].clone()),
            _ => Err(format!("{}: {}", answer.status, body["error"])),
        }
    }

    fn query(&self, expression: &str) -> Result<Vec<Value>, String> {
        let data = self.api(&format!("/api/v1/query?query={}", percent(expression)))?;
        Ok(data["result"].as_array().cloned().unwrap_or_default())
    }

    /// The value of a query for one number.
    fn number(&self, expression: &str) -> Option<f64> {
        let found = self.query(expression).ok()?;
        found.first()?["value"][1].as_str()?.parse().ok()
    }

    /// Waits until each of these queries gives at least its number; says which of them did not.
    fn wait_for(&self, expected: &[(&str, f64)]) {
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

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A list, a hit, a miss, an enqueue, and a refusal of each operation.
fn traffic(service: &Server, mint: &Mint) {
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

/// Every expression of the dashboard, with the title of its panel.
fn dashboard() -> Vec<(String, String)> {
    let dashboard: Value = serde_json::from_str(&read("dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let queries = panels.iter().flat_map(|panel| {
        let targets = panel["targets"].as_array().into_iter().flatten();
        targets.map(move |target| {
            for source in [&panel["datasource"], &target["datasource"]] {
                assert_eq!(source["uid"], "${datasource}", "{}", panel["title"]);
            }
            let expression = target["expr"].as_str().unwrap();
            let expression = expression
                .replace("$__rate_interval", "1m")
                .replace("$__range", "1m");
            assert!(
                !expression.contains('$'),
                "a variable without a value: {expression}"
            );
            (panel["title"].as_str().unwrap().to_owned(), expression)
        })
    });
    queries.collect()
}

/// Every rule that Prometheus loaded: its name and its expression. One without a word for the operator is refused.
fn rules(prometheus: &Server) -> Vec<(String, String)> {
    let data = prometheus.api("/api/v1/rules").unwrap();
    let groups = data["groups"].as_array().unwrap();
    let rules = groups.iter().flat_map(|group| group["rules"].as_array().unwrap());
    let pair = |rule: &Value| {
        let told = ["summary", "description", "runbook"].map(|key| rule["annotations"][key].is_string());
        let alarm = rule["type"] == "alerting";
        assert!(
            !alarm || (told == [true; 3] && rule["labels"]["severity"].is_string()),
            "{rule}"
        );
        let text = |key: &str| rule[key].as_str().unwrap().to_owned();
        (text("name"), text("query"))
    };
    rules.map(pair).collect()
}

/// The series that an expression names: what ends as our metrics do, and what a rule of ours records.
fn metrics(expression: &str) -> BTreeSet<String> {
    let words = expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
    let ours = |word: &&str| {
        word.contains(':')
            || ["_total", "_bucket", "_count", "_sum"]
                .iter()
                .any(|end| word.ends_with(end))
    };
    words.filter(ours).map(str::to_owned).collect()
}

#[test]
fn every_query_finds_what_a_service_exports() {
    let (mint, page) = (Mint::default(), free_address());
    let service = service(&mint, page);
    let prometheus = prometheus(page);
    prometheus.wait_for(&[("sum(sum_over_time(up[1m]))", 2.0)]);
    // Twice, so that series which begin with their first request have a rate as well.
    traffic(&service, &mint);
    prometheus.wait_for(&[(
        "min(count_over_time(http_request_duration_seconds_count{route=\"/ai/execute\"}[1m]))",
        2.0,
    )]);
    traffic(&service, &mint);
    prometheus.wait_for(&[
        ("sum(enqueues_total{result=\"accepted\"})", 2.0),
        ("sum(job_reads_total{path!=\"miss\"})", 2.0),
        ("sum(job_reads_total{path=\"miss\"})", 2.0),
        ("sum(job_list_reads_total)", 2.0),
        ("min(cross_workspace_refusals_total)", 2.0),
        ("count(cross_workspace_refusals_total)", 3.0),
        (
            "sum(rate(http_request_duration_seconds_count{route=\"/ai/jobs\",status=\"2xx\"}[1m]))",
            0.001,
        ),
    ]);

    let (panels, rules) = (dashboard(), rules(&prometheus));
    let alarms = read("alerts.yml").matches("- alert: ").count();
    assert!(
        panels.len() > 15 && rules.len() > alarms && alarms > 7,
        "{panels:?} {rules:?}"
    );
    let known = prometheus.api("/api/v1/label/__name__/values").unwrap();
    let known: BTreeSet<&str> = known
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let mut faults = Vec::new();
    for (place, expression) in panels.iter().chain(&rules) {
        let named = metrics(expression);
        assert!(!named.is_empty(), "{place}: no metric of ours in {expression}");
        let unknown = named.iter().filter(|name| !known.contains(name.as_str()));
        faults.extend(unknown.map(|name| format!("{place}: nobody exports {name}")));
        if let Err(error) = prometheus.query(expression) {
            faults.push(format!("{place}: {error}: {expression}"));
        }
    }
    for (place, expression) in &panels {
        if prometheus.query(expression).is_ok_and(|found| found.is_empty()) {
            faults.push(format!("{place}: no data: {expression}"));
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn every_alert_is_sound_and_is_seen_to_fire() {
    let promtool = program("promtool");
    for (what, name) in [("check", "alerts.yml"), ("test", "alerts_test.yml")] {
        let output = Command::new(&promtool)
            .args([what, "rules"])
            .arg(file(name))
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert!(
            output.status.success(),
            "promtool {what} rules {name}:\n{}",
            said.concat()
        );
    }
    let (rules, runs) = (read("alerts.yml"), read("alerts_test.yml"));
    for alert in rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "))
    {
        assert!(
            runs.contains(&format!("alertname=\"{alert}\"")),
            "no run makes {alert} fire"
        );
    }
}
