//! Where one reply of a Redis ends and the next begins, and a walk's reply with the keys of the one before in it once more,
//! which every walk is free to give (Redis, SCAN: "a given element may be returned multiple times"). The invariant: a reply
//! that is not understood goes through as it is.

use std::collections::VecDeque;

use super::resp::{end, line, number};

/// Replies on their way back, with what was asked.
#[derive(Default)]
pub(super) struct Replies {
    asked: VecDeque<bool>,
    waiting: Vec<u8>,
    before: Vec<u8>,
    count: usize,
}

impl Replies {
    /// A command that was passed on.
    pub(super) fn asked(&mut self, command: &[u8]) {
        self.asked.push_back(name(command).eq_ignore_ascii_case(b"scan"));
    }

    /// Bytes that came back: what is to be passed on, and how many replies in it have keys of the one before.
    pub(super) fn push(&mut self, bytes: &[u8]) -> (Vec<u8>, usize) {
        self.waiting.extend_from_slice(bytes);
        let (mut out, mut repeated) = (Vec::new(), 0);
        while let Some(end) = end(&self.waiting, 0) {
            let reply: Vec<u8> = self.waiting.drain(..end).collect();
            let walk = self.asked.pop_front().unwrap_or(false);
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
        let mut replies = Replies::default();
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
    fn whatever_else_comes_goes_through_as_it_is() {
        let mut replies = Replies::default();
        for command in [GET, SCAN] {
            replies.asked(command);
        }
        let came = b"%1\r\n+a\r\n*2\r\n:1\r\n_\r\n-ERR no\r\n";
        assert_eq!(replies.push(came), (came.to_vec(), 0));
    }
}
