//! A request as a command that a reader can paste. Hiding secrets belongs to `redact`.
//! The invariant: pasted into a shell, it sends the same bytes that matter, or it is no curl line at all.

use std::fmt::Write as _;

use super::exchange::Request;
use super::raw;

/// The request as a curl command against this base, such as `http://127.0.0.1:8080`; what curl would not send as
/// it stands is given as bytes for `nc` instead.
#[must_use]
pub fn curl(request: &Request, base: &str) -> String {
    if !curl_can(request) {
        return by_socket(request, base);
    }
    let mut command = "curl --path-as-is --globoff -i".to_owned();
    // With `-X HEAD` curl would wait for a body.
    if request.method == http::Method::HEAD {
        command.push_str(" --head");
    } else {
        let _ = write!(command, " -X {}", request.method);
    }
    command.push(' ');
    command.push_str(&quoted(format!("{base}{}", request.target).as_bytes()));
    for (name, value) in &request.headers {
        // An empty value needs the semicolon; a colon would take the header away.
        let mut line = format!("{name}{}", if value.is_empty() { ";" } else { ": " }).into_bytes();
        line.extend_from_slice(value);
        command.push_str(" -H ");
        command.push_str(&quoted(&line));
    }
    if let Some(body) = &request.body {
        if !request
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            // Otherwise curl says that it is a form.
            command.push_str(" -H \"content-type:\"");
        }
        if body.contains(&0) {
            // No argument can hold a NUL.
            return format!("printf {} | {command} --data-binary @-", escaped(body));
        }
        // Unlike `--data-binary`, this reads no file when the body begins with an @.
        command.push_str(" --data-raw ");
        command.push_str(&quoted(body));
    }
    command
}

fn curl_can(request: &Request) -> bool {
    let framing = [
        "content-length",
        "transfer-encoding",
        "connection",
        "expect",
        "upgrade",
    ];
    let plain_target = request.target.starts_with('/')
        && request
            .target
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'#');
    let plain_headers = request.headers.iter().all(|(name, value)| {
        let name = name.to_ascii_lowercase();
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            && !framing.contains(&name.as_str())
            && !value.iter().any(|byte| b"\0\r\n".contains(byte))
            // Curl takes blanks off the front.
            && !value.first().is_some_and(u8::is_ascii_whitespace)
    });
    // Curl reads a body that comes with HEAD as a contradiction.
    let plain_body = request.method != http::Method::HEAD || request.body.is_none();
    request.verbatim.is_none() && plain_target && plain_headers && plain_body
}

fn by_socket(request: &Request, base: &str) -> String {
    let authority = base.split_once("://").map_or(base, |(_, authority)| authority);
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    let bytes = raw::spelled(request, authority);
    format!("printf {} | nc {host} {port}", escaped(&bytes))
}

// Double quotes, so that a `$ACME_TOKEN` put in the place of a token is expanded.
fn quoted(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' | '\\' | '`' | '$' => {
                    out.push('\\');
                    out.push(c);
                }
                // An interactive shell would look it up in its history, in double quotes too.
                '!' => out.push_str("\"'!'\""),
                c if c.is_control() => octets(&mut out, c.encode_utf8(&mut [0; 4]).as_bytes()),
                c => out.push(c),
            }
        }
        octets(&mut out, chunk.invalid());
    }
    out.push('"');
    out
}

fn octets(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(out, "\"$'\\{byte:03o}'\"");
    }
}

// For the format of `printf`, where `%` and `\` mean something too. Octal is what every printf reads.
fn escaped(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for &byte in bytes {
        match byte {
            b'\r' => out.push_str("\\r"),
            b'\n' => out.push_str("\\n"),
            b'%' => out.push_str("%%"),
            byte if is_plain(byte) => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    out.push('"');
    out
}

fn is_plain(byte: u8) -> bool {
    (byte == b' ' || byte.is_ascii_graphic()) && !b"\"\\`$!".contains(&byte)
}

#[cfg(test)]
mod tests;
