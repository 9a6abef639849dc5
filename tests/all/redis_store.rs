//! The two backends are one service: whatever is asked, memory and Redis answer alike, and Redis is asked only what
//! costs a page.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use watertight_tests::redis_server::Redis;
use watertight_tests::service::{Service, execution};
use watertight_tests::token::fresh_workspace;

/// Something one of two workspaces asks for.
#[derive(Debug, Clone)]
enum Ask {
    Execute {
        who: usize,
        params: String,
        once: Option<u8>,
    },
    Get {
        who: usize,
        job: usize,
    },
    List {
        who: usize,
        limit: u8,
        status: Option<&'static str>,
    },
    Walk {
        who: usize,
        limit: u8,
    },
}

fn ask() -> impl Strategy<Value = Ask> {
    let who = 0..2_usize;
    let status = prop::option::of(prop::sample::select(vec![
        "pending",
        "running",
        "completed",
        "failed",
    ]));
    prop_oneof![
        4 => (who.clone(), "\\PC{0,12}", prop::option::of(0..3_u8)).prop_map(|(who, params, once)| Ask::Execute { who, params, once }),
        3 => (who.clone(), 0..8_usize).prop_map(|(who, job)| Ask::Get { who, job }),
        2 => (who.clone(), 1..6_u8, status).prop_map(|(who, limit, status)| Ask::List { who, limit, status }),
        1 => (who, 1..4_u8).prop_map(|(who, limit)| Ask::Walk { who, limit }),
    ]
}

/// One service with two fresh workspaces and the jobs made so far.
struct Side<'a> {
    service: &'a Service,
    workspaces: [String; 2],
    jobs: Vec<String>,
}

impl<'a> Side<'a> {
    fn new(service: &'a Service) -> Self {
        Self {
            service,
            workspaces: [fresh_workspace(), fresh_workspace()],
            jobs: Vec::new(),
        }
    }

    fn observe(&mut self, ask: &Ask) -> Vec<String> {
        match ask {
            Ask::Execute { who, params, once } => {
                let workspace = &self.workspaces[*who];
                let once = once.map(|id| format!("once-{id}"));
                let answer = self.service.execute(
                    workspace,
                    &execution(workspace, &json!({"p": params}), once.as_deref()),
                );
                if let Some(id) = answer.json()["job_id"].as_str()
                    && !self.jobs.iter().any(|known| known == id)
                {
                    self.jobs.push(id.to_owned());
                }
                vec![self.normal(answer.status, answer.json())]
            }
            Ask::Get { who, job } => {
                let unknown = "never-made".to_owned();
                let id = self.jobs.get(*job).unwrap_or(&unknown);
                let answer = self
                    .service
                    .get(&self.workspaces[*who], &format!("/ai/jobs/{id}"));
                vec![self.normal(answer.status, answer.json())]
            }
            Ask::List { who, limit, status } => {
                let status = status
                    .map(|status| format!("&status={status}"))
                    .unwrap_or_default();
                let answer = self
                    .service
                    .get(&self.workspaces[*who], &format!("/ai/jobs?limit={limit}{status}"));
                vec![self.normal(answer.status, answer.json())]
            }
            Ask::Walk { who, limit } => self.walk(*who, *limit),
        }
    }

    fn walk(&self, who: usize, limit: u8) -> Vec<String> {
        let (mut pages, mut target) = (Vec::new(), format!("/ai/jobs?limit={limit}"));
        loop {
            let answer = self.service.get(&self.workspaces[who], &target);
            pages.push(self.normal(answer.status, answer.json()));
            assert!(pages.len() < 50, "the walk does not end");
            match answer.json()["next_cursor"].as_str() {
                Some(cursor) => target = format!("/ai/jobs?limit={limit}&cursor={cursor}"),
                None => return pages,
            }
        }
    }

    /// The answer with everything random named by its place: jobs by order, workspaces by who.
    fn normal(&self, status: u16, mut body: Value) -> String {
        hide(&mut body);
        let mut text = format!("{status} {body}");
        for (place, id) in self.jobs.iter().enumerate() {
            text = text.replace(id, &format!("job-{place}"));
        }
        for (place, workspace) in self.workspaces.iter().enumerate() {
            text = text.replace(workspace, &format!("workspace-{place}"));
        }
        text
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::Object(fields) => {
            for (name, value) in fields {
                if matches!(name.as_str(), "enqueued_at" | "next_cursor" | "request_id") && value.is_string()
                {
                    *value = json!("hidden");
                }
                hide(value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn memory_and_redis_answer_alike_and_nothing_walks_the_keyspace() {
    // A Redis of its own, so that the command counts are this service's alone.
    let redis = Redis::local();
    let (memory, store) = (Service::start(None), Service::start(Some(&redis.url)));
    let walks = || {
        let mut commands = redis.commands();
        commands.retain(|(name, _)| {
            ["keys", "scan", "flushdb", "flushall", "randomkey"].contains(&name.as_str())
        });
        commands
    };
    // Entering a phase looks at the keyspace once, before anything is served.
    let before = walks();
    let config = ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let run = TestRunner::new(config).run(&prop::collection::vec(ask(), 1..16), |asks| {
        let (mut left, mut right) = (Side::new(&memory), Side::new(&store));
        for ask in &asks {
            prop_assert_eq!(
                left.observe(ask),
                right.observe(ask),
                "memory and Redis differ on {:?}",
                ask
            );
        }
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    assert!(!redis.commands().is_empty(), "Redis was not used at all");
    assert_eq!(walks(), before);
}

#[test]
fn two_services_on_one_redis_share_their_jobs() {
    let redis = Redis::shared();
    let (one, workspace) = (Service::start(Some(&redis.url)), fresh_workspace());
    let made = one
        .execute(&workspace, &execution(&workspace, &json!({}), None))
        .json();
    drop(one);
    let other = Service::start(Some(&redis.url));
    let list = other.get(&workspace, "/ai/jobs").json();
    assert_eq!(
        list["jobs"][0]["job_id"], made["job_id"],
        "a job outlives the process that took it"
    );
}
