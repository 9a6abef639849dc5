//! Jobs of others, in bulk, and handles of the store. What is measured belongs to the other files. The invariant: a
//! foreign job looks as the service would have written it.

use std::sync::Arc;

use serde_json::json;
use watertight_service::jobs::{ActionName, Enqueue};
use watertight_service::migration::Phase;
use watertight_service::store::{Jobs, RedisBackend, WorkspaceJobs};

use crate::claims::workspace;

const PER_ROUND: usize = 1_000;

pub(crate) fn count(words: &[&str], usual: usize) -> usize {
    words.first().and_then(|word| word.parse().ok()).unwrap_or(usual)
}

pub(crate) fn handle(url: &str, phase: Phase, name: &str) -> WorkspaceJobs {
    Jobs::new(Arc::new(RedisBackend::lazy(url).unwrap()), phase).for_workspace(&workspace(name))
}

pub(crate) fn job() -> Enqueue {
    Enqueue {
        provider: ActionName::of_text("mail").unwrap(),
        action: ActionName::of_text("send").unwrap(),
        params: json!({"to": "somebody@example.test", "subject": "a subject of some length", "body": "x".repeat(60)}),
        actor: "ada".to_owned(),
        client_request_id: None,
    }
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// The command that writes a waiting job, as the service would.
pub(crate) fn hash(key: &str, workspace: &str, id: &str, params: &str) -> redis::Cmd {
    let mut command = redis::cmd("HSET");
    command.arg(key).arg(&[
        "job_id",
        id,
        "status",
        "pending",
        "action_provider",
        "mail",
        "action_name",
        "send",
        "params",
        params,
        "workspace_id",
        workspace,
        "actor_id",
        "ada",
        "result",
        "",
        "enqueued_at",
        "2026-01-01T00:00:00.000000Z",
    ]);
    command
}

/// Writes this many jobs of a hundred workspaces as older code would have: in the old schema, every other one with an end.
pub(crate) fn old(url: &str, count: usize) {
    let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
    let params = job().params.to_string();
    for begin in (0..count).step_by(PER_ROUND) {
        let mut pipe = redis::pipe();
        for number in begin..(begin + PER_ROUND).min(count) {
            // Spread over the keys as random ids are.
            let id = format!("{:016x}{number:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let key = format!("ai:jobs:{id}");
            let workspace = format!("ws-{:04}", number % 100);
            pipe.add_command(hash(&key, &workspace, &id, &params)).ignore();
            if number % 2 == 0 {
                pipe.cmd("PEXPIRE").arg(&key).arg(604_800_000).ignore();
            }
        }
        let _: () = pipe.query(&mut connection).unwrap();
    }
}

/// Writes this many jobs of a hundred other workspaces, with their index entries.
pub(crate) fn foreign(url: &str, count: usize) {
    let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
    let params = job().params.to_string();
    for begin in (0..count).step_by(PER_ROUND) {
        let mut pipe = redis::pipe();
        for number in begin..(begin + PER_ROUND).min(count) {
            let (workspace, id) = (format!("foreign-{}", number % 100), format!("{number:032x}"));
            let micros = 1_700_000_000_000_000_i64 + i64::try_from(number).unwrap();
            let key = format!("ai:job:{workspace}:{id}");
            pipe.add_command(hash(&key, &workspace, &id, &params)).ignore();
            let index = format!("ai:idx:{workspace}");
            pipe.cmd("ZADD").arg(index).arg(micros).arg(&id).ignore();
        }
        let _: () = pipe.query(&mut connection).unwrap();
    }
}
