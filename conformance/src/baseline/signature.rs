//! How a check fails, in words that stay the same from run to run. The invariant: only what differs by chance is taken
//! out; another status, place or claim makes another signature.

/// The claim and what was found, with ids, tokens and other chance texts replaced by `#`.
#[must_use]
pub fn signature(claim: &str, found: &str) -> String {
    let text = format!("{claim}: {found}");
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() || matches!(letter, '-' | '_') {
            word.push(letter);
        } else {
            out.push_str(steady(&word));
            word.clear();
            out.push(letter);
        }
    }
    out.push_str(steady(&word));
    out
}

// A long word with digits in it was made by chance: an id, a canary, a part of a token.
fn steady(word: &str) -> &str {
    let digits = word.chars().any(|letter| letter.is_ascii_digit());
    let letters = word.chars().any(char::is_alphabetic);
    if word.len() >= 9 && digits && letters {
        "#"
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_taken_out_and_nothing_else() {
        let one = signature("x", "job 9d39bdc8-99a5-4fbb of wtab12cd34ef answered 200");
        let other = signature("x", "job 11111111-aaaa-4fbb of wtzz99yy88xx answered 200");
        assert_eq!(one, other);
        assert_eq!(one, "x: job # of # answered 200");
        assert_ne!(
            one,
            signature("x", "job 9d39bdc8-99a5-4fbb of wtab12cd34ef answered 500")
        );
    }
}
