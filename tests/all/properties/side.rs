//! One of the two stores under comparison, with two replicas on it. What is done belongs to the strategy. The invariant: an
//! observation holds nothing that may differ between two sound stores: ids by their order, and no times.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use watertight_service::identity::Workspace;
use watertight_service::jobs::{ActionName, Enqueue, JobId, Query, Status};
use watertight_service::migration::{Phase, Schema};
use watertight_service::store::{
    Backend, Enqueued, Finding, JobKey, Jobs, MemoryBackend, Operator, RedisBackend, admit,
};

use super::act::Act;
use super::claims::workspace;

const LEASE: Duration = Duration::from_secs(600);

enum Kept {
    Memory(Arc<MemoryBackend>),
    Redis(redis::Client),
}

pub(crate) struct Side {
    kept: Kept,
    backend: Arc<dyn Backend>,
    phases: [usize; 2],
    last: usize,
    workspaces: [Workspace; 3],
    made: Vec<String>,
    underway: Vec<watertight_service::store::Work>,
}

impl Side {
    pub(crate) fn memory() -> Self {
        let memory = Arc::new(MemoryBackend::new());
        Self::new(Kept::Memory(memory.clone()), memory)
    }

    pub(crate) fn redis(url: &str) -> Self {
        let client = redis::Client::open(url).unwrap();
        Self::new(Kept::Redis(client), Arc::new(RedisBackend::lazy(url).unwrap()))
    }

    fn new(kept: Kept, backend: Arc<dyn Backend>) -> Self {
        Self {
            kept,
            backend,
            phases: [1, 2],
            last: Phase::ALL.len() - 1,
            // Each begins with the one before, and a key of the first could be read as one of the others.
            workspaces: ["ws", "ws-a", "ws-a_1"].map(workspace),
            made: Vec::new(),
            underway: Vec::new(),
        }
    }

    /// The same, with its replicas in these phases and never beyond the last.
    pub(crate) fn between(self, begin: [Phase; 2], last: Phase) -> Self {
        let place = |phase| Phase::ALL.iter().position(|one| *one == phase).unwrap();
        Self {
            phases: begin.map(place),
            last: place(last),
            ..self
        }
    }

    /// Whether a replica is in this phase.
    pub(crate) fn serves(&self, phase: Phase) -> bool {
        self.phases.iter().any(|place| Phase::ALL[*place] == phase)
    }

    /// How many jobs there were so far.
    pub(crate) fn made(&self) -> usize {
        self.made.len()
    }

    fn jobs(&self, replica: usize) -> Jobs {
        Jobs::new(Arc::clone(&self.backend), Phase::ALL[self.phases[replica]])
    }

    fn place(&self, id: &str) -> String {
        match self.made.iter().position(|made| made == id) {
            Some(place) => format!("job {place}"),
            None => "an unknown job".to_owned(),
        }
    }

    pub(crate) async fn observe(&mut self, act: &Act) -> String {
        match act {
            Act::Enqueue {
                replica,
                workspace,
                request,
            } => self.enqueue(*replica, *workspace, *request).await,
            Act::Get {
                replica,
                workspace,
                job,
            } => self.get(*replica, *workspace, *job).await,
            Act::Walk {
                replica,
                workspace,
                limit,
                filter,
            } => self.walk(*replica, *workspace, *limit, *filter).await,
            Act::Work {
                replica,
                finish,
                good,
            } => self.work(*replica, *finish, *good).await,
            Act::End { job } => self.remove(*job, &[Schema::Old, Schema::New]).await,
            Act::Lose { job, old } => {
                // Only where the other copy stays: what is lost in both has come to its end.
                let schema = if *old { Schema::Old } else { Schema::New };
                self.remove(*job, &[schema]).await
            }
            Act::Step { replica, forward } => self.step(*replica, *forward).await,
        }
    }

    async fn enqueue(&mut self, replica: usize, workspace: usize, request: u8) -> String {
        let job = Enqueue {
            provider: ActionName::of_text("mail").unwrap(),
            action: ActionName::of_text("send").unwrap(),
            params: json!({"request": request}),
            actor: "ada".to_owned(),
            client_request_id: (request > 1).then(|| format!("r{}", request % 2)),
        };
        let handle = self.jobs(replica).for_workspace(&self.workspaces[workspace]);
        match handle.enqueue(&job).await {
            Ok(Enqueued::Fresh(id)) => {
                self.made.push(id.as_str().to_owned());
                "fresh".to_owned()
            }
            Ok(Enqueued::Again(id)) => format!("again {}", self.place(id.as_str())),
            Ok(Enqueued::Conflict) => "conflict".to_owned(),
            Err(error) => format!("error {error}"),
        }
    }

    async fn get(&self, replica: usize, workspace: usize, job: usize) -> String {
        let Some(id) = self.made.get(job).and_then(|id| JobId::of_text(id)) else {
            return "none".to_owned();
        };
        let handle = self.jobs(replica).for_workspace(&self.workspaces[workspace]);
        match handle.get(&id).await {
            Ok(found) => {
                let job = found.job.map(|job| {
                    let owner = job.workspace_id;
                    assert_eq!(owner, self.workspaces[workspace].as_str(), "shown to another");
                    format!("{:?} {} {}", job.status, job.params, job.result)
                });
                format!("{:?} {job:?} {}", found.path, found.foreign)
            }
            Err(error) => format!("error {error}"),
        }
    }

    async fn walk(&self, replica: usize, workspace: usize, limit: usize, filter: bool) -> String {
        let handle = self.jobs(replica).for_workspace(&self.workspaces[workspace]);
        let mut query = Query {
            status: filter.then_some(Status::Pending),
            after: None,
            limit,
        };
        let mut shown = Vec::new();
        for _ in 0..40 {
            let page = match handle.list(&query).await {
                Ok(page) => page,
                Err(error) => return format!("error {error}"),
            };
            for job in &page.jobs {
                assert_eq!(
                    job.workspace_id,
                    self.workspaces[workspace].as_str(),
                    "shown to another"
                );
                let place = format!("{} {:?}", self.place(&job.job_id), job.status);
                assert!(!shown.contains(&place), "shown twice");
                shown.push(place);
            }
            query.after = page.next;
            if query.after.is_none() {
                return format!("{shown:?}");
            }
        }
        format!("no end after {shown:?}")
    }

    async fn work(&mut self, replica: usize, finish: bool, good: bool) -> String {
        let operator = self.jobs(replica).for_operator(&Operator::of_this_process());
        if !finish {
            return match operator.take(LEASE).await {
                Ok(Some(Finding::Job(work, job))) => {
                    let begun = operator.begin(&work).await;
                    self.underway.push(work);
                    format!("{} {begun:?}", self.place(&job.job_id))
                }
                other => format!("{:?}", other.map(|found| found.map(|_| "nothing to do"))),
            };
        }
        let Some(work) = self.underway.pop() else {
            return "nothing under way".to_owned();
        };
        let status = if good { Status::Completed } else { Status::Failed };
        let finished = operator.finish(&work, status, &json!(good)).await;
        // Twice: the second outcome must change nothing.
        let again = operator.finish(&work, Status::Failed, &json!("again")).await;
        format!("{finished:?} {again:?}")
    }

    // Found as an operator finds it, since nobody else can name the key of another's job.
    async fn keys(&self, schema: Schema, id: &str) -> Vec<JobKey> {
        let (mut found, mut place) = (Vec::new(), Some(0));
        while let Some(from) = place {
            let step = self.backend.scan(schema, from).await.unwrap();
            found.extend(step.keys.into_iter().filter(|key| key.job_id() == id));
            place = step.next;
        }
        found
    }

    async fn remove(&self, job: usize, schemas: &[Schema]) -> String {
        let Some(id) = self.made.get(job) else {
            return "none".to_owned();
        };
        let mut copies = Vec::new();
        for schema in [Schema::Old, Schema::New] {
            copies.extend(self.keys(schema, id).await);
        }
        if schemas.len() == 1 && copies.len() < 2 {
            return "left alone".to_owned();
        }
        let mut removed = 0;
        for key in copies.iter().filter(|key| schemas.contains(&key.schema())) {
            removed += 1;
            match &self.kept {
                Kept::Memory(memory) => memory.forget(key),
                Kept::Redis(client) => {
                    let mut connection = client.get_connection().unwrap();
                    let _: u64 = redis::cmd("DEL")
                        .arg(key.to_string())
                        .query(&mut connection)
                        .unwrap();
                }
            }
        }
        format!("{removed} removed")
    }

    async fn step(&mut self, replica: usize, forward: bool) -> String {
        let (own, other) = (self.phases[replica], self.phases[1 - replica]);
        let next = if forward { own + 1 } else { own.wrapping_sub(1) };
        if next > self.last || next.abs_diff(other) > 1 {
            return "stays".to_owned();
        }
        let admitted = admit(&self.backend, Phase::ALL[next]).await;
        if admitted.is_ok() {
            self.phases[replica] = next;
        }
        format!("{admitted:?}")
    }

    /// Takes away what a history left in its Redis.
    pub(crate) fn empty(&self, url: &str) {
        let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
        let mut cursor = 0_u64;
        loop {
            let (next, keys): (u64, Vec<Vec<u8>>) =
                redis::cmd("SCAN").arg(cursor).query(&mut connection).unwrap();
            if !keys.is_empty() {
                let _: u64 = redis::cmd("UNLINK").arg(keys).query(&mut connection).unwrap();
            }
            cursor = next;
            if cursor == 0 {
                return;
            }
        }
    }
}
