//! A request as a command that a reader can paste. Hiding secrets belongs to `redact`.
//! The invariant: pasted into a shell, it sends the same path.

use super::exchange::Request;

/// The request as a curl command against this base, such as `http://127.0.0.1:8080`.
#[must_use]
pub fn curl(request: &Request, base: &str) -> String {
    let mut command = format!(
        "curl --path-as-is -i -X {} {}",
        request.method,
        quoted(&format!("{base}{}", request.target))
    );
    for (name, value) in &request.headers {
        command.push_str(" -H ");
        command.push_str(&quoted(&format!("{name}: {}", String::from_utf8_lossy(value))));
    }
    if let Some(body) = &request.body {
        command.push_str(" --data-binary ");
        command.push_str(&quoted(&String::from_utf8_lossy(body)));
    }
    command
}

// Double quotes, so that a `$ACME_TOKEN` put in the place of a token is expanded.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '`' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_what_a_shell_would_read() {
        let request = Request::new("acme", http::Method::GET, "/ai/jobs/$HOME").bearer("t\"x");
        assert_eq!(
            curl(&request, "http://h"),
            r#"curl --path-as-is -i -X GET "http://h/ai/jobs/\$HOME" -H "authorization: Bearer t\"x""#
        );
    }
}
