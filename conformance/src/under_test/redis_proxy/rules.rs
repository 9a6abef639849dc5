//! What happens to the commands that come to the proxy, and who waits for that. Carrying them belongs to `proxy`. The
//! invariant: a rule that is about one command is over once it has met it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use memchr::memmem;
use tokio::sync::Notify;

/// So long is waited for answers to what went before it; a command that blocks is not waited for longer.
const ANSWERED: Duration = Duration::from_secs(1);
/// So long it is held up at most: for whatever a scenario does meanwhile, on a busy machine too.
const HELD: Duration = Duration::from_secs(30);

/// What happens to a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Rule {
    #[default]
    Pass,
    /// So many commands pass; the connections of so many after them are cut, and then all pass again.
    CutAfter(usize, usize),
    /// The connection of each command is cut.
    Down,
    /// The connection of each command that holds these bytes is cut.
    CutAt(Vec<u8>),
    /// So many commands pass; the next one waits.
    HoldAfter(usize),
    /// Every walk gives the keys of the step before once more.
    Repeat,
    /// After so many that hold these bytes, the next one that does waits.
    HoldAt(Vec<u8>, usize),
}

pub(super) enum Fate {
    Passes,
    Cut,
    /// It is held up; holds are numbered.
    Held(usize),
    /// Another command is held up, and all behind it with it.
    Waits,
}

/// The rule, and the holds so far: they are numbered, one is up at a time, and one that was let go stays let go.
#[derive(Default)]
struct Now {
    rule: Rule,
    begun: usize,
    up: usize,
    let_go: usize,
}

impl Now {
    fn is_stopped(&self) -> bool {
        self.let_go < self.begun
    }
}

#[derive(Default)]
pub(super) struct State {
    now: Mutex<Now>,
    pub(super) fired: AtomicUsize,
    outstanding: AtomicUsize,
    change: Notify,
}

impl State {
    pub(super) fn decide(&self, command: &[u8]) -> Fate {
        let mut now = self.lock();
        if now.is_stopped() {
            return Fate::Waits;
        }
        let next = now.begun + 1;
        let holds = |needle: &[u8]| !needle.is_empty() && memmem::find(command, needle).is_some();
        let fate = match &mut now.rule {
            Rule::CutAfter(0, times) => {
                *times -= 1;
                Fate::Cut
            }
            Rule::Down => Fate::Cut,
            Rule::HoldAfter(0) => Fate::Held(next),
            Rule::CutAfter(left, _) | Rule::HoldAfter(left) => {
                *left -= 1;
                Fate::Passes
            }
            Rule::CutAt(needle) if holds(needle) => Fate::Cut,
            Rule::HoldAt(needle, 0) if holds(needle) => Fate::Held(next),
            Rule::HoldAt(needle, left) if holds(needle) => {
                *left -= 1;
                Fate::Passes
            }
            Rule::Pass | Rule::Repeat | Rule::CutAt(_) | Rule::HoldAt(..) => Fate::Passes,
        };
        if matches!(fate, Fate::Held(_)) {
            now.begun = next;
        }
        if !matches!(fate, Fate::Passes) {
            self.fired.fetch_add(1, Ordering::SeqCst);
            let goes_on = matches!(now.rule, Rule::Down | Rule::CutAt(_) | Rule::CutAfter(0, 1..));
            if !goes_on {
                now.rule = Rule::Pass;
            }
        }
        fate
    }

    pub(super) fn repeats(&self) -> bool {
        self.lock().rule == Rule::Repeat
    }

    pub(super) fn set(&self, rule: Rule) {
        let mut now = self.lock();
        now.rule = rule;
        now.let_go = now.begun;
        drop(now);
        self.fired.store(0, Ordering::SeqCst);
        self.change.notify_waiters();
    }

    /// Waits until a command is held up. `false` if none is within this time.
    pub(super) async fn is_held(&self, limit: Duration) -> bool {
        let held = |now: &Now| now.is_stopped() && now.up == now.begun;
        self.until(limit, || held(&self.lock())).await
    }

    /// Holds up the command that met its rule, and all behind it: once everything before it on any connection is
    /// answered, until it is let go, or its connection ends. What has reached a busy server may else be done after
    /// something that somebody sends later; and what another connection does meanwhile nobody would see.
    pub(super) async fn hold(&self, number: usize) {
        let _ends = Ends { state: self, number };
        self.until(ANSWERED, || self.outstanding.load(Ordering::SeqCst) == 0)
            .await;
        self.lock().up = number;
        self.change.notify_waiters();
        self.until(HELD, || self.lock().let_go >= number).await;
    }

    /// Waits until nothing is held up.
    pub(super) async fn is_open(&self) {
        self.until(HELD, || !self.lock().is_stopped()).await;
    }

    /// A command is passed on.
    pub(super) fn asked(&self) {
        self.outstanding.fetch_add(1, Ordering::SeqCst);
    }

    /// So many commands were answered, or will not be any more.
    pub(super) fn answered(&self, commands: usize) {
        self.outstanding.fetch_sub(commands, Ordering::SeqCst);
        self.change.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn until(&self, limit: Duration, reached: impl Fn() -> bool) -> bool {
        let waiting = async {
            loop {
                let change = self.change.notified();
                if reached() {
                    break;
                }
                change.await;
            }
        };
        tokio::time::timeout(limit, waiting).await.is_ok()
    }
}

/// Lets a command go that is not held up any longer, for whatever reason.
struct Ends<'a> {
    state: &'a State,
    number: usize,
}

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        let mut now = self.state.lock();
        now.let_go = now.let_go.max(self.number);
        drop(now);
        self.state.change.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;

    const LONG: Duration = Duration::from_secs(60);

    fn held(fate: &Fate) -> usize {
        match fate {
            Fate::Held(number) => *number,
            Fate::Passes | Fate::Cut | Fate::Waits => panic!("not held up"),
        }
    }

    #[tokio::test]
    async fn a_command_that_was_let_go_is_not_held_up_with_the_next_one() {
        let state = State::default();
        state.set(Rule::HoldAfter(0));
        let first = held(&state.decide(b"PING\r\n"));
        let mut holding = pin!(state.hold(first));
        assert!(futures::poll!(&mut holding).is_pending());
        assert!(state.is_held(LONG).await);
        state.set(Rule::HoldAfter(0));
        let second = held(&state.decide(b"PING\r\n"));
        let mut next = pin!(state.hold(second));
        assert!(futures::poll!(&mut next).is_pending());
        assert!(futures::poll!(&mut holding).is_ready());
        assert!(state.is_held(LONG).await, "the next one is");
        assert!(matches!(state.decide(b"PING\r\n"), Fate::Waits));
    }

    #[tokio::test]
    async fn a_connection_that_ends_takes_its_hold_with_it() {
        let state = State::default();
        state.set(Rule::HoldAfter(0));
        let number = held(&state.decide(b"PING\r\n"));
        {
            let mut holding = pin!(state.hold(number));
            assert!(futures::poll!(&mut holding).is_pending());
            assert!(matches!(state.decide(b"PING\r\n"), Fate::Waits));
        }
        assert!(matches!(state.decide(b"PING\r\n"), Fate::Passes));
    }
}
