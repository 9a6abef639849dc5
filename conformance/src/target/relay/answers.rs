//! What was asked on a connection of the line, and what of it is answered. How a reply is read belongs to `replies`. The
//! invariant: a command counts as answered once its whole reply has come, and no sooner.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::replies::Replies;

/// So long is waited for answers; a command that blocks is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// The answers of one connection.
pub(super) struct Answers {
    replies: Mutex<Replies>,
    came: Notify,
}

impl Answers {
    /// Nothing asked yet. With `repeats`, a walk's reply gets the keys of the one before.
    pub(super) fn new(repeats: bool) -> Self {
        Self {
            replies: Mutex::new(Replies::new(repeats)),
            came: Notify::new(),
        }
    }

    /// A command that is passed on.
    pub(super) fn asked(&self, command: &[u8]) {
        self.lock().asked(command);
    }

    /// Bytes that came back: what is to be passed on, and how many replies in it have keys of the one before.
    pub(super) fn push(&self, bytes: &[u8]) -> (Vec<u8>, usize) {
        let pushed = self.lock().push(bytes);
        self.came.notify_waiters();
        pushed
    }

    /// Waits until everything that was asked is answered. What has reached a busy server may still be done after something
    /// that somebody else sent later.
    pub(super) async fn all(&self) {
        let waiting = async {
            loop {
                let came = self.came.notified();
                if self.lock().outstanding() == 0 {
                    break;
                }
                came.await;
            }
        };
        let _ = tokio::time::timeout(PATIENCE, waiting).await;
    }

    fn lock(&self) -> MutexGuard<'_, Replies> {
        self.replies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[tokio::test]
    async fn what_is_asked_is_waited_for_until_it_is_answered_whole() {
        let answers = Answers::new(false);
        let whole = Cell::new(false);
        answers.asked(b"PING\r\n");
        let waiting = async {
            answers.all().await;
            assert!(whole.get());
        };
        let coming = async {
            for piece in ["+PO", "NG\r\n"] {
                tokio::task::yield_now().await;
                whole.set(piece.ends_with('\n'));
                answers.push(piece.as_bytes());
            }
        };
        tokio::join!(waiting, coming);
        assert!(whole.get());
    }
}
