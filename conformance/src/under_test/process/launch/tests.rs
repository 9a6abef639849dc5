use std::sync::Arc;

use crate::profile::Profile;
use crate::under_test::{RedisLease, Running, TargetError};

fn profile(script: &str, more: &str) -> Arc<Profile> {
    let script = format!("{script:?}");
    let text = format!(
        "[target]\nname = \"x\"\n{more}\nready = {{ path = \"/health\", timeout = \"1s\" }}\n\
         start = {{ cmd = [\"sh\", \"-c\", {script}], env = {{ SECRET = \"${{secret}}\", REDIS = \"${{redis_url}}\" }} }}\n\
         [tokens]\nalgorithm = \"HS256\"\n"
    );
    Arc::new(Profile::parse("x.toml", &text).unwrap())
}

async fn failure(script: &str, more: &str) -> TargetError {
    let started = Running::start(profile(script, more), None, &RedisLease::none(), None).await;
    started.err().expect("it started")
}

#[tokio::test]
async fn a_target_that_ends_early_is_quoted_without_its_secrets() {
    let error = failure(
        "echo \"boom $${REDIS-unset} $SECRET\" >&2; printf '\\377\\n'; exit 3",
        "",
    )
    .await;
    let said = error.to_string();
    assert!(matches!(error, TargetError::Ended { .. }), "{said}");
    for part in ["exit status: 3", "boom unset [hidden]", "\u{fffd}"] {
        assert!(said.contains(part), "{said}");
    }
}

#[tokio::test]
async fn a_target_that_never_answers_is_given_up_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    let script = format!("sleep 1000 & echo $! > {}; wait", file.display());
    let error = failure(&script, "").await;
    assert!(matches!(error, TargetError::NotReady { .. }), "{error}");
    let pid: i32 = std::fs::read_to_string(file).unwrap().trim().parse().unwrap();
    gone(pid).await;
}

#[tokio::test]
async fn a_port_that_somebody_has_is_not_judged() {
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = other.local_addr().unwrap().port();
    let error = failure("sleep 1000", &format!("port = {port}")).await;
    assert!(
        matches!(error, TargetError::PortTaken(taken) if taken == port),
        "{error}"
    );
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let mut profile = Arc::unwrap_or_clone(profile("", ""));
    profile.target.start.as_mut().unwrap().cmd = vec!["no-such-program".to_owned()];
    let error = Running::start(Arc::new(profile), None, &RedisLease::none(), None)
        .await
        .err()
        .unwrap()
        .to_string();
    for part in ["no-such-program", "PATH", "start.cmd"] {
        assert!(error.contains(part), "{error}");
    }
}

#[tokio::test]
async fn a_command_that_needs_a_redis_is_not_started_without() {
    let error = failure("x ${redis_url}", "").await.to_string();
    assert!(
        error.contains("${redis_url}") && error.contains("--redis-url"),
        "{error}"
    );
}

#[tokio::test]
async fn stopping_ends_the_whole_group() {
    let serve = "import http.server, os\n\
        class H(http.server.BaseHTTPRequestHandler):\n\
        \x20   def do_GET(self):\n\
        \x20       self.send_response(200); self.send_header('content-length', '0'); self.end_headers()\n\
        http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), H).serve_forever()";
    std::process::Command::new("python3")
        .arg("--version")
        .output()
        .expect("python3 is on the PATH; install it with: apt-get install python3");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    let script = format!(
        "sleep 1000 & echo $! > {}; exec python3 -c \"$SERVE\"",
        file.display()
    );
    let mut profile = Arc::unwrap_or_clone(profile(&script, ""));
    let start = profile.target.start.as_mut().unwrap();
    start.env.insert("PORT".to_owned(), "${port}".to_owned());
    start.env.insert("SERVE".to_owned(), serve.to_owned());
    profile.target.ready.timeout = 20;
    let mut running = Running::start(Arc::new(profile), None, &RedisLease::none(), None)
        .await
        .unwrap();
    assert_eq!(running.died(), None);
    running.stop().await;
    assert!(running.died().is_some());
    let pid: i32 = std::fs::read_to_string(file).unwrap().trim().parse().unwrap();
    gone(pid).await;
}

// Ended, even if nobody has collected it yet.
async fn gone(pid: i32) {
    for _ in 0..200 {
        let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let state = state.rsplit(") ").next().unwrap_or_default();
        if state.is_empty() || state.starts_with('Z') {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{pid} outlived the target");
}
