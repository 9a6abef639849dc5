//! How the target's operations look on the wire, by its profile. Credentials do not belong here.
//! The invariant: raw variants are sent as given.

use http::Method;
use serde_json::{Value, json};

use crate::identity::Tenant;
use crate::profile::{Execute, Http, Profile, Refusal, Refusals, Template};
use crate::wire::{Request, Response, percent_encoded};

const JOB_ID: &str = "job_id";

impl Execute {
    /// A sound request of this workspace, with its canary.
    #[must_use]
    pub fn of(tenant: &Tenant) -> Self {
        Self {
            workspace: json!(tenant.workspace),
            provider: "echo".to_owned(),
            action: format!("act-{}", tenant.canary),
            params: json!({"canary": tenant.canary}),
            client_request_id: None,
        }
    }
}

/// The target's operations.
#[derive(Debug, Clone)]
pub struct Api {
    http: Http,
    refusals: Refusals,
}

impl Api {
    pub(super) fn new(profile: &Profile) -> Self {
        Self {
            http: profile.http.clone(),
            refusals: profile.refusals.clone(),
        }
    }

    /// A list, with these parameters percent-encoded.
    #[must_use]
    pub fn list(&self, who: &str, query: &[(&str, &str)]) -> Request {
        let query: Vec<String> = query
            .iter()
            .map(|(name, value)| format!("{name}={}", percent_encoded(value)))
            .collect();
        self.list_raw(who, &query.join("&"))
    }

    /// A list, with the query as given.
    #[must_use]
    pub fn list_raw(&self, who: &str, query: &str) -> Request {
        let query = &self.http.list.parameters.translated(query);
        Request::new(who, Method::GET, with_query(&self.http.list.path, query))
    }

    /// A job by its id, percent-encoded.
    #[must_use]
    pub fn get(&self, who: &str, job_id: &str) -> Request {
        self.get_raw(who, &percent_encoded(job_id))
    }

    /// A job, with the rest of the path as given.
    #[must_use]
    pub fn get_raw(&self, who: &str, segment: &str) -> Request {
        Request::new(who, Method::GET, self.path_of_job(segment))
    }

    // A path that does not say where the id goes has it at its end.
    fn path_of_job(&self, id: &str) -> String {
        let path = Template(&self.http.get.path);
        if path.has(JOB_ID) {
            path.fill_known(|name| (name == JOB_ID).then(|| id.to_owned()))
        } else {
            format!("{}/{id}", path.0.trim_end_matches('/'))
        }
    }

    /// Enqueues.
    #[must_use]
    pub fn execute(&self, who: &str, execute: &Execute) -> Request {
        let route = &self.http.execute;
        Request::new(who, Method::POST, route.path.clone()).json(&route.body.fill(execute))
    }

    /// The body of such a request, in the target's own form.
    #[must_use]
    pub fn body(&self, execute: &Execute) -> Value {
        self.http.execute.body.fill(execute)
    }

    /// Enqueues, with everything as given.
    #[must_use]
    pub fn execute_raw(&self, who: &str, content_type: Option<&str>, body: Vec<u8>, query: &str) -> Request {
        Request::new(who, Method::POST, with_query(&self.http.execute.path, query))
            .content(content_type, body)
    }

    /// Whether this is one of the three operations, as an API description writes it: `{…}` for each parameter.
    #[must_use]
    pub fn has(&self, method: &Method, template: &str) -> bool {
        let get = self.path_of_job("{}");
        let shape = |path: &str| -> Vec<String> {
            let open = |part: &str| part.starts_with('{');
            let parts = path.split('/');
            parts
                .map(|part| {
                    if open(part) {
                        "{}".to_owned()
                    } else {
                        part.to_owned()
                    }
                })
                .collect()
        };
        let known = [
            (Method::GET, &self.http.list.path),
            (Method::GET, &get),
            (Method::POST, &self.http.execute.path),
        ];
        known
            .iter()
            .any(|(known, path)| known == method && shape(path) == shape(template))
    }

    /// Whether this is a request to enqueue.
    #[must_use]
    pub fn executes(&self, request: &Request) -> bool {
        let path = request.target.split('?').next().unwrap_or_default();
        request.method == Method::POST && path == self.http.execute.path
    }

    /// The jobs of a list.
    #[must_use]
    pub fn jobs(&self, response: &Response) -> Option<Vec<Value>> {
        response
            .json()?
            .pointer(&self.http.list.jobs)?
            .as_array()
            .cloned()
    }

    /// The ids of the jobs of a list; `None` if it is no list, or a job in it has none.
    #[must_use]
    pub fn job_ids(&self, response: &Response) -> Option<Vec<String>> {
        self.jobs(response)?.iter().map(|job| self.job_of(job)).collect()
    }

    /// The id of a job.
    #[must_use]
    pub fn job_of(&self, job: &Value) -> Option<String> {
        text_at(job, &self.http.list.job_id)
    }

    /// The workspace that a job says it belongs to.
    #[must_use]
    pub fn workspace_of(&self, job: &Value) -> Option<String> {
        text_at(job, &self.http.job.workspace)
    }

    /// Whoever a job says enqueued it.
    #[must_use]
    pub fn actor_of(&self, job: &Value) -> Option<String> {
        text_at(job, &self.http.job.actor)
    }

    /// The status of a job.
    #[must_use]
    pub fn status_of(&self, job: &Value) -> Option<String> {
        text_at(job, &self.http.job.status)
    }

    /// The status of the job that an answer shows.
    #[must_use]
    pub fn status_shown(&self, response: &Response) -> Option<String> {
        self.status_of(&response.json()?)
    }

    /// When a job was enqueued.
    #[must_use]
    pub fn enqueued_at(&self, job: &Value) -> Option<jiff::Timestamp> {
        text_at(job, &self.http.job.enqueued_at)?.parse().ok()
    }

    /// The cursor to the next page.
    #[must_use]
    pub fn next_cursor(&self, response: &Response) -> Option<String> {
        text_at(&response.json()?, &self.http.list.next_cursor)
    }

    /// The id that execute answered.
    #[must_use]
    pub fn executed_id(&self, response: &Response) -> Option<String> {
        text_at(&response.json()?, &self.http.execute.job_id)
    }

    /// Whether this status stands for this refusal.
    #[must_use]
    pub fn accepts(&self, refusal: Refusal, status: u16) -> bool {
        self.refusals.accepts(refusal, status)
    }
}

fn text_at(value: &Value, pointer: &str) -> Option<String> {
    Some(value.pointer(pointer)?.as_str()?.to_owned())
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

#[cfg(test)]
mod tests;
