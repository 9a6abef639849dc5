//! The texts that `watertight init` writes. Asking for what goes into them belongs to `init`. The invariant: every value
//! is quoted, so that none can break out of its place.

/// What goes into them.
pub(super) struct Answers {
    pub(super) name: String,
    pub(super) start: Option<String>,
    pub(super) url: Option<String>,
    pub(super) algorithm: &'static str,
    pub(super) secret_env: String,
    pub(super) prefix: String,
}

fn quoted(text: &str) -> String {
    // JSON's way to write a string is one of TOML's.
    serde_json::Value::from(text).to_string()
}

/// The profile.
pub(super) fn profile(answers: &Answers) -> String {
    let place = match (&answers.start, &answers.url) {
        (Some(start), _) => start_of(start, answers),
        (None, Some(url)) => format!(
            "# Where it already runs. It must trust the keys below, and be a test instance.\nurl = {}",
            quoted(url)
        ),
        (None, None) => String::new(),
    };
    let prefix = if answers.prefix.is_empty() {
        "# prefix = \"/api/v1\"           # what the paths of all operations begin with".to_owned()
    } else {
        format!("prefix = {}", quoted(&answers.prefix))
    };
    format!(
        r##"# What watertight has to know of the service. Every key is described in docs/profile.md of Watertight; what is left out
# is as the contract has it. Check it with: watertight doctor

[target]
name = {name}
{place}
ready = {{ path = "/health", timeout = "30s" }}   # answers 2xx once it is ready

[tokens]                          # the suite signs tokens with keys of its own, which the service is given
algorithm = {algorithm}
issuer = "https://issuer.watertight.test"
audience = "watertight-jobs"
leeway = 5                        # seconds that clocks may differ by
claims = {{ workspace = "workspace_id", scope = "scope" }}
scopes = {{ read = "ai:jobs:read", execute = "ai:execute" }}

[http]
{prefix}
list = {{ path = "/ai/jobs", jobs = "/jobs", job_id = "/job_id", next_cursor = "/next_cursor" }}
get = {{ path = "/ai/jobs/${{job_id}}" }}

[http.execute]
path = "/ai/execute"
body = '{{"workspace_id": ${{workspace}}, "action_provider": ${{provider}}, "action_name": ${{action}}, "params": ${{params}}, "client_request_id": ${{client_request_id}}}}'
job_id = "/job_id"

[refusals]                        # which status stands for what
unauthenticated = 401
no_workspace = 403
foreign_workspace = 403
not_found = 404
# invalid = 400                   # without it, 400 and 422 are both right

[capabilities]                    # what is false is not applicable; what is true and fails is a failure
cursor = true
status_filter = true
idempotency = true
http2 = false
"##,
        name = quoted(&answers.name),
        algorithm = quoted(answers.algorithm),
    )
}

fn start_of(start: &str, answers: &Answers) -> String {
    let plain = start
        .chars()
        .all(|letter| letter.is_alphanumeric() || " ./_-=:,@+".contains(letter));
    let words: Vec<String> = if plain && !start.contains('=') {
        start.split_whitespace().map(quoted).collect()
    } else {
        ["sh", "-c", &format!("exec env {start}")].map(quoted).to_vec()
    };
    let mut env = vec![
        ("PORT", "${port}"),
        ("REDIS_URL", "${redis_url}"),
        ("KEYSET", "${keyset}"),
        ("ISSUER", "${issuer}"),
        ("AUDIENCE", "${audience}"),
        ("LEEWAY", "${leeway}"),
    ];
    if answers.algorithm == "HS256" {
        env.push((&answers.secret_env, "${secret}"));
    }
    let env: Vec<String> = env
        .into_iter()
        .map(|(name, value)| format!("{} = {}", quoted(name), quoted(value)))
        .collect();
    format!(
        "# How it is started, and the names under which it looks for what it is given; take out those it does not know.\n\
         start = {{ cmd = [{}], env = {{ {} }} }}",
        words.join(", "),
        env.join(", ")
    )
}

/// The job for GitHub.
pub(super) fn github() -> String {
    r#"# Judges whether the service keeps its workspaces apart; the exit code gates the merge.
name: watertight
on: [push, pull_request]
permissions:
  contents: read
jobs:
  isolation:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    services:
      redis:
        image: redis:7
        ports: ["6379:6379"]
    env:
      WATERTIGHT_REDIS_URL: redis://127.0.0.1:6379/
    steps:
      - uses: actions/checkout@v4
      # Install the service and `watertight` here, as the rest of your jobs do.
      - run: watertight run --report json=watertight.json,junit=watertight.xml
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: watertight
          path: watertight.*
"#
    .to_owned()
}

/// The job for GitLab.
pub(super) fn gitlab() -> String {
    r#"# Judges whether the service keeps its workspaces apart; the exit code gates the merge. Include it in .gitlab-ci.yml:
#   include: { local: .gitlab/watertight.yml }
watertight:
  stage: test
  timeout: 15 minutes
  services: ["redis:7"]
  variables:
    WATERTIGHT_REDIS_URL: redis://redis:6379/
  script:
    # Install the service and `watertight` here, as the rest of your jobs do.
    - watertight run --report json=watertight.json,junit=watertight.xml
  artifacts:
    when: always
    paths: [watertight.json]
    reports: { junit: watertight.xml }
"#
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    fn answers(start: Option<&str>, url: Option<&str>, algorithm: &'static str) -> Answers {
        Answers {
            name: "a \"b\" c".to_owned(),
            start: start.map(str::to_owned),
            url: url.map(str::to_owned),
            algorithm,
            secret_env: "SECRET".to_owned(),
            prefix: if url.is_some() {
                "/api".to_owned()
            } else {
                String::new()
            },
        }
    }

    #[test]
    fn every_profile_that_is_written_can_be_read() {
        for (start, url, algorithm) in [
            (Some("python -m jobs"), None, "HS256"),
            (Some("PYTHONPATH=src python -m 'my jobs'"), None, "ES256"),
            (None, Some("http://127.0.0.1:8080"), "EdDSA"),
        ] {
            let text = profile(&answers(start, url, algorithm));
            let read = Profile::parse("x.toml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!(read.target.name, "a \"b\" c");
            assert_eq!(read.target.start.is_some(), start.is_some());
            assert_eq!(read.http.list.path.starts_with("/api"), url.is_some());
        }
    }

    #[test]
    fn a_command_keeps_its_words() {
        let text = profile(&answers(Some("python -m jobs"), None, "HS256"));
        assert!(text.contains(r#"cmd = ["python", "-m", "jobs"]"#), "{text}");
        assert!(text.contains(r#""SECRET" = "${secret}""#), "{text}");
    }
}
