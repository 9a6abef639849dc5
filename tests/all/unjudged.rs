//! Twins that do not come up: they were caught by nobody, but neither did they get past anybody. The invariant: what never met the
//! scenarios that should notice it is not counted as a survivor, nor as caught.

use rstest::rstest;
use watertight_tests::cli::{self, report, watertight};
use watertight_tests::redis_server::Redis;
use watertight_tests::{binaries, exit, one_feature};

/// A twin that one requirement of the feature notices, and another too.
const FAULT: &str = "missing-credentials-forbidden";

/// What stands before a twin's own program, and ends in its place so many times.
fn stumbling(times: usize) -> String {
    format!(
        "tried=$(cat tried 2>/dev/null || echo 0); echo $((tried + 1)) > tried; \
         if [ $tried -lt {times} ]; then echo the port is taken >&2; exit 1; fi; exec \\\"$0\\\" \\\"$@\\\""
    )
}

#[rstest]
#[case::once(1, exit::HELD, "1 of 1 killed")]
#[case::twice(2, exit::TARGET, "0 of 1 killed, 1 not judged")]
fn a_twin_that_does_not_come_up(#[case] times: usize, #[case] code: i32, #[case] totals: &str) {
    let folder = tempfile::tempdir().unwrap();
    one_feature(folder.path(), "credentials.feature");
    let program = "start = { cmd = [\"watertight-faults\", \"serve\"";
    let profile = cli::reference_profile("");
    assert!(profile.contains(program));
    let before = format!(
        "start = {{ cmd = [\"sh\", \"-c\", \"{}\", \"{}\", \"serve\"",
        stumbling(times),
        binaries::faults().display()
    );
    std::fs::write(
        folder.path().join("stumbling.toml"),
        profile.replacen(program, &before, 1),
    )
    .unwrap();
    let path = folder.path().join("matrix.json");
    let json = format!("json={}", path.display());
    let outcome = cli::run(
        watertight(
            folder.path(),
            &["prove", "--target", "stumbling.toml", "--features", "features"],
        )
        .args(["--quiet", "--fault", FAULT, "--report", &json])
        .env("WATERTIGHT_REDIS_URL", &Redis::shared().url),
    );
    outcome.expect_code(code).expect_text(&[totals]);
    let twin = &report(&path)["twins"][0];
    let caught = twin["killed_by"].as_array().unwrap();
    assert_eq!(caught.is_empty(), code != exit::HELD, "{twin}");
    let error = twin["error"].as_str().unwrap_or_default();
    assert_eq!(error.contains("the port is taken"), code != exit::HELD, "{twin}");
}
