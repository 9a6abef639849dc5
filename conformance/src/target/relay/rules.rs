//! What happens to the commands on a line, and who is told. Carrying them belongs to the line. The invariant: a rule that is
//! about one command is over once it has met it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// So long is waited for a command that is to be held up.
const PATIENCE: Duration = Duration::from_secs(10);
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
}

#[derive(Default)]
pub(super) struct State {
    rule: Mutex<Rule>,
    pub(super) fired: AtomicUsize,
    held: AtomicBool,
    change: Notify,
}

impl State {
    pub(super) fn decide(&self, command: &[u8]) -> Fate {
        let mut rule = self.rule.lock().unwrap_or_else(PoisonError::into_inner);
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
        self.held.store(false, Ordering::SeqCst);
        self.change.notify_waiters();
    }

    pub(super) async fn until(&self, held: bool) -> bool {
        let waiting = async {
            loop {
                let change = self.change.notified();
                if self.held.load(Ordering::SeqCst) == held {
                    break;
                }
                change.await;
            }
        };
        let limit = if held { PATIENCE } else { HELD };
        tokio::time::timeout(limit, waiting).await.is_ok()
    }

    pub(super) fn hold(&self, held: bool) {
        self.held.store(held, Ordering::SeqCst);
        self.change.notify_waiters();
    }
}
