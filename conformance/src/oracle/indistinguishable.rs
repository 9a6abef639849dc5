//! Whether two answers can be told apart once the id that was asked for is taken out of them. Clocks and
//! counters of the transport may differ in value, never in presence. Which two answers ought to be alike is not
//! decided here. The invariant: any difference that is not on the short list of volatile values is reported.

use crate::wire::{Response, percent_encoded, percent_encoded_in_lower_case};

const VOLATILE: &[&str] = &[
    "age",
    "date",
    "request-id",
    "server-timing",
    "traceparent",
    "tracestate",
    "x-correlation-id",
    "x-process-time",
    "x-request-id",
    "x-response-time",
    "x-runtime",
    "x-trace-id",
];

/// The first difference between two answers, in words; `None` where there is none. Each answer comes with the
/// texts (ids) that its request named and that may therefore differ.
#[must_use]
pub fn difference(left: (&Response, &[&str]), right: (&Response, &[&str])) -> Option<String> {
    let ((one, one_ids), (other, other_ids)) = (left, right);
    if one.status != other.status {
        return Some(format!(
            "the status is {} for one and {} for the other",
            one.status, other.status
        ));
    }
    let (names, other_names) = (header_names(one), header_names(other));
    if names != other_names {
        return Some(format!(
            "the headers are [{}] for one and [{}] for the other",
            names.join(", "),
            other_names.join(", ")
        ));
    }
    for name in names.iter().filter(|name| !volatile(name)) {
        let value = |response: &Response, ids: &[&str]| -> Vec<Vec<u8>> {
            response
                .headers_named(name)
                .iter()
                .map(|value| blanked(value.as_bytes(), ids))
                .collect()
        };
        if value(one, one_ids) != value(other, other_ids) {
            return Some(format!(
                "the header `{name}` has another value for one than for the other"
            ));
        }
    }
    let (body, other_body) = (blanked(&one.body, one_ids), blanked(&other.body, other_ids));
    if body.len() != other_body.len() {
        let (left, right) = (body.len(), other_body.len());
        return Some(format!(
            "the body is {left} bytes long for one and {right} for the other"
        ));
    }
    (body != other_body).then(|| "the bodies differ".to_owned())
}

fn header_names(response: &Response) -> Vec<&str> {
    let mut names: Vec<&str> = response.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

/// Content-Length follows the body, which is compared with the ids taken out.
fn volatile(name: &str) -> bool {
    name == "content-length"
        || VOLATILE.contains(&name)
        || name.starts_with("x-ratelimit-")
        || name.starts_with("ratelimit")
}

/// `bytes` with every id, as it is, percent-encoded or JSON-escaped, replaced by one mark.
fn blanked(bytes: &[u8], ids: &[&str]) -> Vec<u8> {
    let mut forms: Vec<String> = ids
        .iter()
        .flat_map(|id| forms(id))
        .filter(|form| !form.is_empty())
        .collect();
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        if let Some(form) = forms.iter().find(|form| rest.starts_with(form.as_bytes())) {
            out.extend_from_slice("\u{2039}id\u{203a}".as_bytes());
            rest = &rest[form.len()..];
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}

fn forms(id: &str) -> Vec<String> {
    let json = serde_json::Value::from(id).to_string();
    vec![
        id.to_owned(),
        percent_encoded(id),
        percent_encoded_in_lower_case(id),
        json.trim_matches('"').to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
        let headers = headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        Response {
            status,
            headers,
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn the_id_may_differ_in_every_form() {
        let one = answer(404, &[("date", "now")], "no job a:1, /ai/jobs/a%3A1");
        let other = answer(404, &[("date", "then")], "no job b:22, /ai/jobs/b%3a22");
        assert_eq!(difference((&one, &["a:1"]), (&other, &["b:22"])), None);
    }

    #[test]
    fn anything_else_may_not() {
        let plain = answer(404, &[], "no such job");
        for other in [
            answer(403, &[], "no such job"),
            answer(404, &[("x-owner", "1")], "no such job"),
            answer(404, &[], "no such job "),
            answer(404, &[], "no such Job"),
        ] {
            assert!(difference((&plain, &[]), (&other, &[])).is_some());
        }
        let dated = answer(404, &[("date", "now")], "no such job");
        assert!(
            difference((&plain, &[]), (&dated, &[])).is_some(),
            "a header may not come and go"
        );
        let (one, two) = (
            answer(404, &[("etag", "1")], ""),
            answer(404, &[("etag", "2")], ""),
        );
        assert!(
            difference((&one, &[]), (&two, &[])).is_some(),
            "nor change its value"
        );
    }
}
