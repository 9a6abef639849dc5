//! Where one command to a Redis ends and the next begins. What they mean does not belong here. The invariant: bytes that
//! came are given on in their order, none added and none lost.

use super::resp::end;

/// Bytes on their way, cut into commands.
#[derive(Default)]
pub(super) struct Commands {
    waiting: Vec<u8>,
}

impl Commands {
    /// Bytes that came.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
    }

    /// The next command that is whole. What is no array of texts ends with its line.
    pub(super) fn next(&mut self) -> Option<Vec<u8>> {
        let end = end(&self.waiting, 0)?;
        Some(self.waiting.drain(..end).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(words: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = format!("*{}\r\n", words.len()).into_bytes();
        for word in words {
            bytes.extend(format!("${}\r\n", word.len()).bytes());
            bytes.extend(word);
            bytes.extend(b"\r\n");
        }
        bytes
    }

    #[test]
    fn a_line_that_is_no_array_is_a_command() {
        let mut commands = Commands::default();
        commands.push(b"PING\r\n*1\r\n$4\r\nPI");
        assert_eq!(commands.next().as_deref(), Some(b"PING\r\n".as_slice()));
        assert_eq!(commands.next(), None);
        commands.push(b"NG\r\n");
        assert_eq!(
            commands.next().as_deref(),
            Some(b"*1\r\n$4\r\nPING\r\n".as_slice())
        );
    }

    #[test]
    fn commands_come_out_as_they_went_in_however_they_were_cut() {
        let words = |texts: &[&[u8]]| spelled(&texts.iter().map(|text| text.to_vec()).collect::<Vec<_>>());
        let sent = vec![
            words(&[b"PING"]),
            words(&[b"HSET", b"k\r\n*2", b"", b"\xff\r\n$9"]),
            words(&[b"EXEC"]),
        ];
        for piece in 1..60 {
            let mut commands = Commands::default();
            let mut came = Vec::new();
            for piece in sent.concat().chunks(piece) {
                commands.push(piece);
                came.extend(std::iter::from_fn(|| commands.next()));
            }
            assert_eq!(came, sent, "in pieces of {piece}");
        }
    }
}
