//! The `[http]` section of a target profile, with its defaults: the routes of the contract. Building requests from it
//! belongs to `api`. The invariant: every type refuses keys it does not know.

use serde::Deserialize;

use super::body::Body;

/// Routes, bodies, and where answers hold what.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// The path of its API description (OpenAPI, JSON), if it publishes one.
    pub description: Option<String>,
    /// What all paths of operations begin with, such as `/api/v1`.
    pub prefix: String,
    /// Paths that need no credentials, besides readiness and the description.
    pub public: Vec<String>,
    /// Lists jobs.
    pub list: ListRoute,
    /// Fetches a job.
    pub get: GetRoute,
    /// Enqueues.
    pub execute: ExecuteRoute,
    /// Where a job holds what.
    pub job: JobFields,
}

/// The list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListRoute {
    /// Its path.
    pub path: String,
    /// Where the answer holds the jobs, as a JSON pointer (RFC 6901).
    pub jobs: String,
    /// Where a job holds its id.
    pub job_id: String,
    /// Where the answer holds the cursor to the next page.
    pub next_cursor: String,
    /// What its query parameters are called.
    pub parameters: Parameters,
}

impl Default for ListRoute {
    fn default() -> Self {
        Self {
            path: "/ai/jobs".to_owned(),
            jobs: "/jobs".to_owned(),
            job_id: "/job_id".to_owned(),
            next_cursor: "/next_cursor".to_owned(),
            parameters: Parameters::default(),
        }
    }
}

/// What the query parameters of a list are called; the features use the names of the contract.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parameters {
    /// Names a workspace.
    pub workspace_id: String,
    /// Filters by status.
    pub status: String,
    /// Bounds the page.
    pub limit: String,
    /// Continues at the next page.
    pub cursor: String,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            workspace_id: "workspace_id".to_owned(),
            status: "status".to_owned(),
            limit: "limit".to_owned(),
            cursor: "cursor".to_owned(),
        }
    }
}

impl Parameters {
    /// The query with every name of the contract replaced by the target's own.
    #[must_use]
    pub fn translated(&self, query: &str) -> String {
        let own = |pair: &str| {
            let (name, rest) = pair
                .split_once('=')
                .map_or((pair, None), |(name, rest)| (name, Some(rest)));
            let name = match name {
                "workspace_id" => &self.workspace_id,
                "status" => &self.status,
                "limit" => &self.limit,
                "cursor" => &self.cursor,
                other => other,
            };
            rest.map_or_else(|| name.to_owned(), |rest| format!("{name}={rest}"))
        };
        query.split('&').map(own).collect::<Vec<_>>().join("&")
    }
}

/// Where a job, in a list or alone, holds what: JSON pointers (RFC 6901).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct JobFields {
    /// Its workspace.
    pub workspace: String,
    /// Whoever enqueued it: the token's subject.
    pub actor: String,
    /// Its status.
    pub status: String,
    /// When it was enqueued, as RFC 3339 has it.
    pub enqueued_at: String,
    /// The names of all members that are documented.
    pub fields: Vec<String>,
}

const DOCUMENTED: [&str; 11] = [
    "job_id",
    "status",
    "action_provider",
    "action_name",
    "params",
    "workspace_id",
    "actor_id",
    "result",
    "enqueued_at",
    "started_at",
    "finished_at",
];

impl Default for JobFields {
    fn default() -> Self {
        Self {
            workspace: "/workspace_id".to_owned(),
            actor: "/actor_id".to_owned(),
            status: "/status".to_owned(),
            enqueued_at: "/enqueued_at".to_owned(),
            fields: DOCUMENTED.map(str::to_owned).to_vec(),
        }
    }
}

/// A job.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GetRoute {
    /// Its path; the id stands where `${job_id}` does, or after the last slash.
    pub path: String,
}

impl Default for GetRoute {
    fn default() -> Self {
        Self {
            path: "/ai/jobs/${job_id}".to_owned(),
        }
    }
}

/// Execute.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExecuteRoute {
    /// Its path.
    pub path: String,
    /// Its body.
    pub body: Body,
    /// Where the answer holds the job's id.
    pub job_id: String,
    /// Whether a body without a workspace is refused; otherwise it means the token's own.
    pub workspace_required: bool,
}

impl Default for ExecuteRoute {
    fn default() -> Self {
        Self {
            path: "/ai/execute".to_owned(),
            body: Body::default(),
            job_id: "/job_id".to_owned(),
            workspace_required: true,
        }
    }
}

impl Http {
    /// The same with the prefix in front of the path of every operation.
    #[must_use]
    pub fn prefixed(mut self) -> Self {
        for path in [&mut self.list.path, &mut self.get.path, &mut self.execute.path] {
            path.insert_str(0, &self.prefix);
        }
        self.prefix.clear();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_goes_before_every_operation_once() {
        let http = Http {
            prefix: "/api/v1".to_owned(),
            ..Http::default()
        };
        let http = http.prefixed().prefixed();
        assert_eq!(http.list.path, "/api/v1/ai/jobs");
        assert_eq!(http.get.path, "/api/v1/ai/jobs/${job_id}");
        assert_eq!(http.execute.path, "/api/v1/ai/execute");
    }

    #[test]
    fn only_whole_names_of_parameters_are_translated() {
        let parameters = Parameters {
            workspace_id: "tenant".to_owned(),
            ..Parameters::default()
        };
        let translated =
            parameters.translated("workspace_id=a&limit=1&workspace_id&my_workspace_id=workspace_id");
        assert_eq!(translated, "tenant=a&limit=1&tenant&my_workspace_id=workspace_id");
        assert_eq!(parameters.translated(""), "");
    }
}
