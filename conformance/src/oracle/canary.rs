//! Whether an answer carries something that belongs to another workspace. A canary may hide behind an encoding,
//! so the bytes are searched as sent and as percent-, JSON-, base64- and hex-decoded. Whose secrets are looked
//! for is decided by the caller. The invariant: what the caller itself wrote into its request is no leak.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem::Finder;

use crate::wire::{Request, Response};

/// Something that must not be seen by anybody but its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// The workspace it belongs to, by its name in the scenario.
    pub owner: String,
    /// What it is, in words.
    pub kind: &'static str,
    /// The text to look for.
    pub text: String,
}

/// Short texts turn up by chance, and decoding makes chance larger.
const SHORTEST_SECRET: usize = 12;
const SHORTEST_RUN: usize = 16;

/// The first of `secrets` that `response` carries and `request` did not.
#[must_use]
pub fn leaked<'a>(secrets: &'a [Secret], request: &Request, response: &Response) -> Option<&'a Secret> {
    let mut answered = response.body.clone();
    for (name, value) in &response.headers {
        answered.extend_from_slice(format!("\n{name}: {value}").as_bytes());
    }
    let mut asked = request.target.clone().into_bytes();
    asked.extend_from_slice(request.body.as_deref().unwrap_or_default());
    let (seen, said) = (views(&answered), views(&asked));
    secrets.iter().find(|secret| {
        secret.text.len() >= SHORTEST_SECRET && within(&seen, &secret.text) && !within(&said, &secret.text)
    })
}

fn within(views: &[Vec<u8>], text: &str) -> bool {
    let finder = Finder::new(text);
    views.iter().any(|view| finder.find(view).is_some())
}

/// The bytes as they are and in every decoding, and the decodings of what base64 held.
fn views(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut plain = vec![
        bytes.to_vec(),
        percent_encoding::percent_decode(bytes).collect(),
        json_decoded(bytes),
    ];
    plain.dedup();
    let mut views = plain.clone();
    for view in &plain {
        let packed = packed(view);
        views.push(packed.clone());
        views.push(json_decoded(&packed));
    }
    views
}

fn json_decoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        match (first, tail) {
            (b'\\', [b'u', a, b, c, d, after @ ..]) if [a, b, c, d].iter().all(|x| x.is_ascii_hexdigit()) => {
                let unit = [a, b, c, d]
                    .iter()
                    .fold(0_u32, |sum, x| sum << 4 | u32::from(nibble(**x)));
                let mut buffer = [0; 4];
                let letter = char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(letter.encode_utf8(&mut buffer).as_bytes());
                rest = after;
            }
            (b'\\', [escaped, after @ ..]) => {
                out.push(*escaped);
                rest = after;
            }
            _ => {
                out.push(first);
                rest = tail;
            }
        }
    }
    out
}

/// What base64 (either alphabet, from any of its four phases) and hex runs hold, one after another.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engines = [
        GeneralPurpose::new(&STANDARD, lenient),
        GeneralPurpose::new(&URL_SAFE, lenient),
    ];
    let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    let mut out = Vec::new();
    for run in bytes
        .split(|b| !letters(*b))
        .filter(|run| run.len() >= SHORTEST_RUN)
    {
        for phase in 0..4 {
            let usable = &run[phase..];
            // A last group of one letter cannot be decoded, and would spoil the whole run.
            let usable = if usable.len() % 4 == 1 {
                &usable[..usable.len() - 1]
            } else {
                usable
            };
            for engine in &engines {
                if let Ok(decoded) = engine.decode(usable) {
                    out.extend_from_slice(&decoded);
                    out.push(b'\n');
                }
            }
        }
    }
    for run in bytes
        .split(|b| !b.is_ascii_hexdigit())
        .filter(|run| run.len() >= SHORTEST_RUN)
    {
        for phase in 0..2 {
            out.extend(
                run[phase..]
                    .chunks_exact(2)
                    .map(|pair| nibble(pair[0]) << 4 | nibble(pair[1])),
            );
            out.push(b'\n');
        }
    }
    out
}

fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
    use http::Method;

    use super::*;

    const CANARY: &str = "canary4f81c09d2e7a";

    fn seen(body: &str) -> bool {
        let secrets = [Secret {
            owner: "acme".into(),
            kind: "canary",
            text: CANARY.into(),
        }];
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        };
        leaked(
            &secrets,
            &Request::new("globex", Method::GET, "/ai/jobs"),
            &response,
        )
        .is_some()
    }

    #[test]
    fn finds_a_canary_behind_every_encoding() {
        assert!(seen(&format!("{{\"params\":\"{CANARY}\"}}")));
        assert!(seen(&format!("%{:02x}{}", CANARY.as_bytes()[0], &CANARY[1..])));
        assert!(seen(&format!("\"\\u0063{}\"", &CANARY[1..])));
        let hex: String = CANARY.bytes().map(|b| format!("{b:02x}")).collect();
        assert!(seen(&format!("{{\"trace\":\"{hex}\"}}")));
    }

    #[test]
    fn finds_a_canary_in_base64_at_every_phase() {
        for filler in ["", "x", "xy", "xyz"] {
            let text = format!("{{\"k\":\"{filler}{CANARY}\"}}");
            assert!(seen(&format!("\"{}\"", BASE64_STANDARD.encode(&text))));
            assert!(seen(&format!("\"AB{}\"", BASE64_URL_SAFE_NO_PAD.encode(&text))));
        }
    }

    #[test]
    fn is_not_alarmed_by_anything_else() {
        assert!(!seen("{\"jobs\":[],\"next_cursor\":null}"));
        assert!(!seen(&CANARY[1..]));
    }

    #[test]
    fn finds_a_canary_in_a_header() {
        let secrets = [Secret {
            owner: "acme".into(),
            kind: "canary",
            text: CANARY.into(),
        }];
        let headers = vec![("location".to_owned(), format!("/ai/jobs/{CANARY}"))];
        let response = Response {
            status: 200,
            headers,
            body: Vec::new(),
        };
        assert!(leaked(&secrets, &Request::new("globex", Method::GET, "/"), &response).is_some());
    }

    #[test]
    fn forgives_what_the_caller_wrote_itself() {
        let secrets = [Secret {
            owner: "acme".into(),
            kind: "job id",
            text: CANARY.into(),
        }];
        let response = Response {
            status: 404,
            headers: Vec::new(),
            body: CANARY.as_bytes().to_vec(),
        };
        let request = Request::new("globex", Method::GET, format!("/ai/jobs/{CANARY}"));
        assert!(leaked(&secrets, &request, &response).is_none());
    }
}
