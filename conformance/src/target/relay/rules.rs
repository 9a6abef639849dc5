//! What happens to the commands on a line, and who is told. Carrying them belongs to the line. The invariant: a rule that is
//! about one command is over once it has met it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// So long is waited for a command that is to be held up.
const PATIENCE: Duration = Duration::from_secs(10);
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
    Held,
    /// Another command is held up, and the whole line with it.
    Waits,
}

#[derive(Default)]
pub(super) struct State {
    rule: Mutex<Rule>,
    pub(super) fired: AtomicUsize,
    stopped: AtomicBool,
    held: AtomicBool,
    outstanding: AtomicUsize,
    change: Notify,
}

impl State {
    pub(super) fn decide(&self, command: &[u8]) -> Fate {
        let mut rule = self.rule.lock().unwrap_or_else(PoisonError::into_inner);
        if self.stopped.load(Ordering::SeqCst) {
            return Fate::Waits;
        }
        let holds = |needle: &[u8]| command.windows(needle.len().max(1)).any(|part| part == needle);
        let fate = match &mut *rule {
            Rule::CutAfter(0, times) => {
                *times -= 1;
                Fate::Cut
            }
            Rule::Down => Fate::Cut,
            Rule::HoldAfter(0) => Fate::Held,
            Rule::CutAfter(left, _) | Rule::HoldAfter(left) => {
                *left -= 1;
                Fate::Passes
            }
            Rule::CutAt(needle) if holds(needle) => Fate::Cut,
            Rule::HoldAt(needle, 0) if holds(needle) => Fate::Held,
            Rule::HoldAt(needle, left) if holds(needle) => {
                *left -= 1;
                Fate::Passes
            }
            Rule::Pass | Rule::Repeat | Rule::CutAt(_) | Rule::HoldAt(..) => Fate::Passes,
        };
        if matches!(fate, Fate::Held) {
            self.stopped.store(true, Ordering::SeqCst);
        }
        if !matches!(fate, Fate::Passes) {
            self.fired.fetch_add(1, Ordering::SeqCst);
            let goes_on = matches!(*rule, Rule::Down | Rule::CutAt(_) | Rule::CutAfter(0, 1..));
            if !goes_on {
                *rule = Rule::Pass;
            }
        }
        fate
    }

    pub(super) fn repeats(&self) -> bool {
        *self.rule.lock().unwrap_or_else(PoisonError::into_inner) == Rule::Repeat
    }

    pub(super) fn set(&self, rule: Rule) {
        *self.rule.lock().unwrap_or_else(PoisonError::into_inner) = rule;
        self.fired.store(0, Ordering::SeqCst);
        self.release();
    }

    /// Waits until a command is held up. `false` if none came.
    pub(super) async fn is_held(&self) -> bool {
        self.until(PATIENCE, || self.held.load(Ordering::SeqCst)).await
    }

    /// Holds up the command that met its rule, and the line with it: once everything before it on any connection is
    /// answered, until it is let go. What has reached a busy server may else be done after something that somebody
    /// sends later; and what another connection does meanwhile nobody would see.
    pub(super) async fn hold(&self) {
        self.until(ANSWERED, || self.outstanding.load(Ordering::SeqCst) == 0)
            .await;
        self.held.store(true, Ordering::SeqCst);
        self.change.notify_waiters();
        if !self.until(HELD, || !self.held.load(Ordering::SeqCst)).await {
            self.release();
        }
    }

    /// Waits until nothing is held up.
    pub(super) async fn is_open(&self) {
        self.until(HELD, || !self.stopped.load(Ordering::SeqCst)).await;
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

    fn release(&self) {
        self.held.store(false, Ordering::SeqCst);
        self.stopped.store(false, Ordering::SeqCst);
        self.change.notify_waiters();
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
