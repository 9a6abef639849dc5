//! What was asked on a connection of the line, and what of it is answered. How a reply is read belongs to `replies`. The
//! invariant: a command counts as answered once its whole reply has come, or its connection has ended, and no sooner.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::replies::Replies;
use super::rules::State;

/// The answers of one connection.
pub(super) struct Answers<'a> {
    replies: Mutex<Replies>,
    state: &'a State,
}

impl<'a> Answers<'a> {
    /// Nothing asked yet.
    pub(super) fn on(state: &'a State) -> Self {
        Self {
            replies: Mutex::new(Replies::new(state.repeats())),
            state,
        }
    }

    /// A command that is passed on.
    pub(super) fn asked(&self, command: &[u8]) {
        self.lock().asked(command);
        self.state.asked();
    }

    /// Bytes that came back: what is to be passed on, and how many replies in it have keys of the one before.
    pub(super) fn push(&self, bytes: &[u8]) -> (Vec<u8>, usize) {
        let mut replies = self.lock();
        let before = replies.outstanding();
        let pushed = replies.push(bytes);
        self.state.answered(before - replies.outstanding());
        pushed
    }

    fn lock(&self) -> MutexGuard<'_, Replies> {
        self.replies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Answers<'_> {
    fn drop(&mut self) {
        let left = self.lock().outstanding();
        self.state.answered(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::under_test::redis_proxy::rules::{Fate, Rule};
    use std::time::Duration;

    #[tokio::test]
    async fn a_command_is_held_up_when_all_before_it_on_any_connection_are_answered() {
        let state = State::default();
        let (one, other, gone) = (Answers::on(&state), Answers::on(&state), Answers::on(&state));
        for connection in [&one, &gone] {
            connection.asked(b"PING\r\n");
        }
        state.set(Rule::HoldAfter(0));
        assert!(matches!(state.decide(b"GET x\r\n"), Fate::Held(1)));
        assert!(
            matches!(state.decide(b"GET y\r\n"), Fate::Waits),
            "the whole line"
        );
        let events = Mutex::new(Vec::new());
        let note = |what| events.lock().unwrap().push(what);
        let holding = async {
            state.hold(1).await;
            other.asked(b"GET x\r\n");
        };
        let waiting = async {
            assert!(state.is_held(Duration::from_secs(60)).await);
            note("held");
            state.set(Rule::Pass);
        };
        let coming = async {
            for piece in ["+PO", "NG\r\n"] {
                tokio::task::yield_now().await;
                note(piece);
                one.push(piece.as_bytes());
            }
            tokio::task::yield_now().await;
            note("gone");
            drop(gone);
        };
        tokio::join!(holding, waiting, coming);
        assert_eq!(events.into_inner().unwrap(), ["+PO", "NG\r\n", "gone", "held"]);
        assert!(matches!(state.decide(b"GET y\r\n"), Fate::Passes));
    }
}
