//! The published schema of a profile names the keys that are read, all of them and no others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::report::tests::schema::faults;

const SCHEMA: &str = include_str!("../../../../schemas/profile.schema.json");

const EVERYTHING: &str = r#"
[target]
name = "jobs"
start = { cmd = ["jobs", "--port", "${port}"], env = { KEYS = "${keyset}" } }
port = 8080
ready = { path = "/health", timeout = "20s" }

[tokens]
algorithm = "ES256"
also = ["RS256"]
issuer = "https://issuer.example"
audience = "jobs"
leeway = 30
claims = { workspace = "tenant", scope = "permissions" }
scopes = { read = "jobs.read", execute = "jobs.run" }
scope_form = "array"

[http]
description = "/openapi.json"
prefix = "/api/v1"
public = ["/version"]

[http.list]
path = "/jobs"
jobs = "/data/items"
job_id = "/id"
next_cursor = "/data/next"
parameters = { workspace_id = "tenant", status = "state", limit = "size", cursor = "after" }

[http.get]
path = "/jobs/${job_id}"

[http.execute]
path = "/jobs"
body = '{"tenant": ${workspace}, "actions": [{"provider": ${provider}, "name": ${action}, "params": ${params}}], "key": ${client_request_id}}'
job_id = "/ids/0"
workspace_required = false

[http.job]
workspace = "/tenant"
actor = "/by"
status = "/state"
enqueued_at = "/at"
fields = ["id", "tenant", "by", "state", "at"]

[refusals]
unauthenticated = 401
no_workspace = 401
foreign_workspace = 403
not_found = 404
invalid = 422

[limits]
body = 1000
page = 50
page_default = 20
clamps = true

[capabilities]
cursor = true
status_filter = true
idempotency = true
worker = true
scoped_tokens = true
http2 = true

[store]
new_key = "job:${workspace}:${job_id}"
old_key = "jobs:${job_id}"
queue = "queue"
workspace_field = "tenant"
job_id_field = "id"

[prove]
list = ["twins", "list"]
start = { cmd = ["twins", "serve", "${fault}"] }
"#;

fn json(text: &str) -> Value {
    let table: toml::Table = toml::from_str(text).unwrap();
    serde_json::to_value(table).unwrap()
}

#[test]
fn profiles_fit_the_published_schema() {
    for text in [EVERYTHING, SOUND, REFERENCE] {
        assert!(
            Profile::parse("x.toml", text).is_ok(),
            "{:?}",
            Profile::parse("x.toml", text).err()
        );
        assert_eq!(faults(SCHEMA, &json(text)), Vec::<String>::new());
    }
    assert!(!faults(SCHEMA, &json("[target]\nname = \"x\"\nprot = 1\n")).is_empty());
}

// What a table may hold, as the error over a key that it must not hold lists it.
fn read(table: &str) -> BTreeSet<String> {
    let said = error(&format!("[{table}]\nno_such_key = 1\n"));
    let (_, list) = said
        .split_once("there are ")
        .unwrap_or_else(|| panic!("{table}: {said}"));
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn the_schema_names_the_keys_that_are_read_and_no_others() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut waiting = vec![(String::new(), schema.clone())];
    let mut tables = 0;
    while let Some((table, mut part)) = waiting.pop() {
        if let Some(reference) = part.get("$ref").and_then(Value::as_str) {
            part = schema.pointer(reference.trim_start_matches('#')).unwrap().clone();
        }
        let Some(properties) = part.get("properties").and_then(Value::as_object) else {
            continue;
        };
        if !table.is_empty() {
            tables += 1;
            let published: BTreeSet<String> = properties.keys().cloned().collect();
            assert_eq!(published, read(&table), "[{table}]");
        }
        for (name, property) in properties {
            let inner = if table.is_empty() {
                name.clone()
            } else {
                format!("{table}.{name}")
            };
            waiting.push((inner, property.clone()));
        }
    }
    assert!(tables >= 15, "{tables} tables");
}
