use http::Method;

use crate::wire::curl::*;

fn line(request: &Request) -> String {
    curl(request, "http://127.0.0.1:8080")
}

#[test]
fn quotes_what_a_shell_would_read() {
    let request = Request::new("acme", Method::GET, "/ai/jobs/$HOME").bearer("t\"x`!");
    assert_eq!(
        line(&request),
        r#"curl --path-as-is --globoff -i -X GET "http://127.0.0.1:8080/ai/jobs/\$HOME" -H "authorization: Bearer t\"x\`"'!'"""#
    );
}

#[test]
fn a_body_is_neither_a_form_nor_a_file() {
    let request = Request::new("acme", Method::POST, "/ai/execute").content(None, "@x");
    assert!(line(&request).ends_with(r#" -H "content-type:" --data-raw "@x""#));
}

#[test]
fn an_empty_header_stays_one() {
    let request = Request::new("acme", Method::GET, "/").header("authorization", "");
    assert!(line(&request).ends_with(r#" -H "authorization;""#));
}

#[test]
fn head_does_not_wait_for_a_body() {
    assert!(line(&Request::new("acme", Method::HEAD, "/")).contains(" --head "));
}

#[test]
fn what_curl_would_mend_goes_over_a_socket() {
    let request = Request::new("acme", Method::GET, "/a b").header("x", "50%");
    assert_eq!(
        line(&request),
        r#"printf "GET /a b HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nx: 50%%\r\nconnection: close\r\n\r\n" | nc 127.0.0.1 8080"#
    );
}

// What the shell makes of it is what was meant: the shell itself is asked.
#[test]
fn a_shell_reads_back_every_byte() {
    let bytes: Vec<u8> = (1..=255).chain("ż ó".bytes()).collect();
    for (shell, word) in [("bash", quoted(&bytes)), ("sh", escaped(&bytes))] {
        let script = if shell == "bash" {
            format!("printf %s {word}")
        } else {
            format!("printf {word}")
        };
        let output = std::process::Command::new(shell)
            .args(["-c", &script])
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        assert_eq!(output.stdout, bytes, "{shell}: {word}");
    }
}
