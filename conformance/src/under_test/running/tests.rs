use super::*;

#[tokio::test]
async fn nobody_at_the_url_is_a_target_error() {
    let port = port::choose(None).await.unwrap();
    let text = format!(
        "[target]\nname = \"x\"\nurl = \"http://127.0.0.1:{port}\"\n[tokens]\nalgorithm = \"HS256\"\n"
    );
    let profile = Arc::new(Profile::parse("x.toml", &text).unwrap());
    let error = Running::start(profile, None, &RedisLease::none(), None)
        .await
        .err()
        .unwrap();
    assert!(matches!(error, TargetError::Unreachable(..)), "{error}");
}
