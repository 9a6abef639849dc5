//! Percent-encoding as a request spells it (RFC 3986 section 2). Decoding belongs to whoever searches an answer. The
//! invariant: what is encoded here is one segment of a path or one value of a query, whatever it holds.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

// All but the unreserved characters (RFC 3986 section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The text with everything but unreserved characters encoded, in upper-case digits.
#[must_use]
pub fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The same with lower-case digits, which mean the same (RFC 3986 section 6.2.2.1).
#[must_use]
pub fn percent_encoded_in_lower_case(text: &str) -> String {
    utf8_percent_encode(text, RESERVED)
        .map(|piece| match piece.strip_prefix('%') {
            Some(digits) => format!("%{}", digits.to_ascii_lowercase()),
            None => piece.to_owned(),
        })
        .collect()
}

/// The text with every byte encoded, also those that need not be.
#[must_use]
pub fn percent_encoded_whole(text: &str) -> String {
    text.bytes().map(percent_encoding::percent_encode_byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(percent_encoded("aZ0-._~/:%ż"), "aZ0-._~%2F%3A%25%C5%BC");
        assert_eq!(percent_encoded_in_lower_case("AB/:ż"), "AB%2f%3a%c5%bc");
        assert_eq!(percent_encoded_whole("a-/"), "%61%2D%2F");
    }
}
