//! Text broken into lines for a terminal. The invariant: no word is lost or cut.

/// The width a report keeps to; only what is meant to be pasted may be longer.
pub const WIDTH: usize = 100;

/// The words of a text in lines, each line after `indent` spaces.
#[must_use]
pub fn wrap(text: &str, indent: usize) -> Vec<String> {
    let room = WIDTH.saturating_sub(indent).max(20);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_between_words_only() {
        let text = "word ".repeat(60) + &"x".repeat(120);
        let lines = wrap(&text, 10);
        assert!(lines.iter().take(lines.len() - 1).all(|line| line.len() <= 90));
        assert_eq!(lines.join(" "), text);
    }
}
