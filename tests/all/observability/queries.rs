//! Every query of the dashboard and of the rules, asked of a Prometheus that scrapes a service under known traffic.

use std::collections::BTreeSet;

use serde_json::Value;
use watertight_tests::free_address;
use watertight_tests::token::Mint;

use super::programs::{Server, prometheus, read, service, traffic};

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
