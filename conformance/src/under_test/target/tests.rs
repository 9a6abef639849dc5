use rstest::rstest;

use super::*;

#[rstest]
#[case::with_port("http://127.0.0.1:8080", "127.0.0.1:8080")]
#[case::slash("http://127.0.0.1:8080/", "127.0.0.1:8080")]
#[case::default_port("http://localhost", "localhost:80")]
#[case::ipv6("http://[::1]:8080", "[::1]:8080")]
fn an_url_says_where(#[case] url: &str, #[case] said: &str) {
    assert_eq!(authority(url).unwrap().as_str(), said);
}

#[rstest]
#[case::tls("https://127.0.0.1:8080")]
#[case::path("http://127.0.0.1:8080/api")]
#[case::query("http://127.0.0.1:8080/?x")]
#[case::bare("127.0.0.1:8080")]
#[case::credentials("http://user:hunter22@127.0.0.1:8080")]
fn an_url_that_says_more_or_less_is_refused(#[case] url: &str) {
    let said = authority(url).unwrap_err().to_string();
    assert!(
        said.contains("http://127.0.0.1:8080") && !said.contains("hunter22"),
        "{said}"
    );
}
