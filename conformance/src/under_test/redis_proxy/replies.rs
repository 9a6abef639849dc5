//! Where one reply of a Redis ends and the next begins, how many are still to come, and a walk's reply with the keys of the one
//! before in it once more, which every walk is free to give (Redis, SCAN: "a given element may be returned multiple times").
//! The invariant: a reply that is not understood goes through as it is.

use std::collections::VecDeque;

use super::resp::{end, line, number};

/// Replies on their way back, with what was asked.
pub(super) struct Replies {
    repeats: bool,
    asked: VecDeque<bool>,
    waiting: Vec<u8>,
    before: Vec<u8>,
    count: usize,
}

impl Replies {
    /// Nothing asked yet. With `repeats`, a walk's reply gets the keys of the one before.
    pub(super) fn new(repeats: bool) -> Self {
        Self {
            repeats,
            asked: VecDeque::new(),
            waiting: Vec::new(),
            before: Vec::new(),
            count: 0,
        }
    }

    /// How many commands are not yet answered.
    pub(super) fn outstanding(&self) -> usize {
        self.asked.len()
    }

    /// A command that was passed on.
    pub(super) fn asked(&mut self, command: &[u8]) {
        self.asked
            .push_back(self.repeats && name(command).eq_ignore_ascii_case(b"scan"));
    }

    /// Bytes that came back: what is to be passed on, and how many replies in it have keys of the one before.
    pub(super) fn push(&mut self, bytes: &[u8]) -> (Vec<u8>, usize) {
        self.waiting.extend_from_slice(bytes);
        let (mut out, mut repeated) = (Vec::new(), 0);
        while let Some(end) = end(&self.waiting, 0) {
            let reply: Vec<u8> = self.waiting.drain(..end).collect();
            // What a server says unasked answers nothing.
            let pushed = reply.starts_with(b">");
            let walk = !pushed && self.asked.pop_front().unwrap_or(false);
            match if walk { keys(&reply) } else { None } {
                Some((head, count, keys)) => {
                    out.extend_from_slice(head);
                    out.extend_from_slice(format!("*{}\r\n", count + self.count).as_bytes());
                    out.extend_from_slice(keys);
                    out.extend_from_slice(&self.before);
                    repeated += usize::from(self.count > 0);
                    (self.before, self.count) = (keys.to_vec(), count);
                }
                None => out.extend_from_slice(&reply),
            }
        }
        (out, repeated)
    }
}

// The first word of a command.
fn name(command: &[u8]) -> &[u8] {
    command
        .split(|byte| *byte == b'\n')
        .nth(2)
        .map_or(command, <[u8]>::trim_ascii)
}

// A walk's reply: what stands before its keys, how many there are, and the keys themselves.
fn keys(reply: &[u8]) -> Option<(&[u8], usize, &[u8])> {
    let cursor = reply.strip_prefix(b"*2\r\n").map(|_| 4)?;
    let array = end(reply, cursor)?;
    let first = line(reply, array)?;
    let count = number(&reply[array..first], b'*')?;
    Some((&reply[..array], usize::try_from(count).ok()?, &reply[first..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCAN: &[u8] = b"*2\r\n$4\r\nSCAN\r\n$1\r\n0\r\n";
    const GET: &[u8] = b"*2\r\n$3\r\nGET\r\n$1\r\nx\r\n";

    #[test]
    fn a_walk_gives_the_keys_before_once_more() {
        let mut replies = Replies::new(true);
        for command in [SCAN, GET, SCAN] {
            replies.asked(command);
        }
        let came: &[u8] =
            b"*2\r\n$1\r\n7\r\n*2\r\n$1\r\na\r\n$2\r\nb\n\r\n$-1\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nc\r\n";
        let (mut out, mut repeated) = (Vec::new(), 0);
        for piece in came.chunks(5) {
            let (more, again) = replies.push(piece);
            out.extend(more);
            repeated += again;
        }
        let expected: &[u8] =
            b"*2\r\n$1\r\n7\r\n*2\r\n$1\r\na\r\n$2\r\nb\n\r\n$-1\r\n*2\r\n$1\r\n0\r\n*3\r\n$1\r\nc\r\n$1\r\na\r\n$2\r\nb\n\r\n";
        assert_eq!((out.as_slice(), repeated), (expected, 1));
    }

    #[test]
    fn a_command_is_outstanding_until_its_reply_is_whole() {
        let mut replies = Replies::new(false);
        replies.asked(SCAN);
        replies.asked(GET);
        let came: &[u8] = b">2\r\n+invalidate\r\n_\r\n*2\r\n$1\r\n7\r\n*1\r\n$1\r\na\r\n$1\r\nb";
        assert_eq!(replies.push(came).1, 0);
        assert_eq!(replies.outstanding(), 1);
        replies.push(b"\r\n");
        assert_eq!(replies.outstanding(), 0);
    }

    #[test]
    fn whatever_else_comes_goes_through_as_it_is() {
        let mut replies = Replies::new(true);
        for command in [GET, SCAN] {
            replies.asked(command);
        }
        let came = b"%1\r\n+a\r\n*2\r\n:1\r\n_\r\n-ERR no\r\n";
        assert_eq!(replies.push(came), (came.to_vec(), 0));
    }
}
