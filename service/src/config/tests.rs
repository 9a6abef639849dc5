//! Every mistake in the configuration is reported with the flag and the fix.

use clap::Parser;
use rstest::rstest;

use super::ServeArgs;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    serve: ServeArgs,
}

fn message(arguments: &[&str]) -> String {
    let cli = Cli::try_parse_from([&["x"], arguments].concat()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let _inside = runtime.enter();
    cli.serve.parts().map(|_| ()).unwrap_err().to_string()
}

const WHO: [&str; 4] = ["--issuer", "i", "--audience", "a"];

#[rstest]
#[case(&["--audience", "a"], "--issuer is missing: give --issuer TEXT or set WATERTIGHT_ISSUER")]
#[case(&["--issuer", "", "--audience", "a"], "--issuer is missing: give --issuer TEXT or set WATERTIGHT_ISSUER")]
#[case(&["--issuer", "i"], "--audience is missing: give --audience TEXT or set WATERTIGHT_AUDIENCE")]
fn missing(#[case] arguments: &[&str], #[case] expected: &str) {
    assert_eq!(message(arguments), expected);
}

#[rstest]
#[case(&[], &["--keyset", "WATERTIGHT_KEYSET", "--key"])]
#[case(&["--keyset", "/nonexistent/keys.json"], &["--keyset", "/nonexistent/keys.json", "cannot be read"])]
#[case(&["--key", "nonsense"], &["--key", "KID:ALG=FILE"])]
#[case(&["--key", "k:HS999=f"], &["--key", "HS256"])]
#[case(&["--key", "k:HS256=/nonexistent/secret"], &["--key", "/nonexistent/secret", "cannot be read"])]
#[case(&["--key", "k:HS256=/dev/null"], &["--key", "/dev/null", "32 bytes"])]
#[case(&["--keyset", "/dev/null"], &["--keyset", "/dev/null", "JWKS"])]
fn unusable_keys(#[case] arguments: &[&str], #[case] parts: &[&str]) {
    let message = message(&[&WHO, arguments].concat());
    for part in parts {
        assert!(message.contains(part), "{message:?} lacks {part:?}");
    }
}

#[rstest]
#[case("nonsense")]
#[case("http://user:hush@127.0.0.1/")]
#[case("redis://user:hush@127.0.0.1:notaport/")]
fn unusable_redis_url(#[case] url: &str) {
    let directory = std::env::temp_dir().join(format!("watertight-{}", uuid::Uuid::new_v4()));
    std::fs::write(&directory, [1; 32]).unwrap();
    let key = format!("k:HS256={}", directory.display());
    let message = message(&[&WHO[..], &["--key", &key, "--redis-url", url]].concat());
    std::fs::remove_file(&directory).unwrap();
    assert!(
        message.contains("--redis-url (WATERTIGHT_REDIS_URL)"),
        "{message}"
    );
    assert!(!message.contains("hush"), "{message}");
}

#[rstest]
#[case(&["--leeway", "61"])]
#[case(&["--leeway", "-1"])]
#[case(&["--max-body", "0"])]
fn out_of_range(#[case] arguments: &[&str]) {
    let refused = Cli::try_parse_from([&["x"], arguments].concat()).err().unwrap();
    assert_eq!(refused.exit_code(), 2);
    assert!(refused.to_string().contains(arguments[0]));
}

#[test]
fn help() {
    use clap::CommandFactory as _;
    let help = Cli::command().term_width(100).render_long_help().to_string();
    // Values of the environment that a test happens to run in are not part of the text.
    let settings = {
        let mut settings = insta::Settings::clone_current();
        settings.add_filter(r"\[env: (\w+)=[^\]]*\]", "[env: $1=]");
        settings
    };
    settings.bind(|| insta::assert_snapshot!(help));
}
