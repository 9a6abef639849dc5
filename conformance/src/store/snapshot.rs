//! What a scenario's workspaces have in the target's Redis at one moment. Taking it belongs to `observer`. The
//! invariant: two snapshots differ exactly where a key came, went, or changed its value or its expiry, or where an
//! entry joined the queue; what others do beside is not in them.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

/// A key's value, as Redis dumps it, and when it expires.
pub(crate) type Held = (Vec<u8>, i64);

/// Everything seen at one moment.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    pub(super) keys: BTreeMap<Vec<u8>, Held>,
    pub(super) queued: BTreeSet<Vec<u8>>,
}

impl Snapshot {
    /// The keys that are text.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().filter_map(|key| std::str::from_utf8(key).ok())
    }

    /// The part of it whose keys are wanted.
    #[must_use]
    pub fn part(&self, wanted: impl Fn(&[u8]) -> bool) -> Self {
        let keys = self.keys.iter().filter(|(key, _)| wanted(key));
        Self {
            keys: keys.map(|(key, held)| (key.clone(), held.clone())).collect(),
            queued: BTreeSet::new(),
        }
    }

    /// Whether there is such a key.
    #[must_use]
    pub fn has(&self, key: &[u8]) -> bool {
        self.keys.contains_key(key)
    }

    /// Whether a value holds this text.
    #[must_use]
    pub fn mentions(&self, text: &str) -> bool {
        // Every value holds the empty text, which says nothing about any.
        let finder = memmem::Finder::new(text);
        !text.is_empty() && (self.keys.values()).any(|(value, _)| finder.find(value).is_some())
    }

    /// How `later` departs from this, in words that name no content. An entry that left the queue is no change:
    /// taking it is what a worker is for.
    #[must_use]
    pub fn change(&self, later: &Self) -> Option<String> {
        let added = later
            .keys
            .keys()
            .filter(|key| !self.keys.contains_key(*key))
            .count();
        let gone = self
            .keys
            .keys()
            .filter(|key| !later.keys.contains_key(*key))
            .count();
        let altered = self
            .keys
            .iter()
            .filter(|(key, held)| later.keys.get(*key).is_some_and(|now| now != *held))
            .count();
        let queued = later.queued.difference(&self.queued).count();
        let parts: Vec<String> = [(added, "added"), (gone, "removed"), (altered, "changed")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} key(s) {what}"))
            .chain((queued > 0).then(|| format!("{queued} entry(s) queued")))
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(keys: &[(&str, &str, i64)], queued: &[&str]) -> Snapshot {
        Snapshot {
            keys: keys
                .iter()
                .map(|(key, value, expiry)| (key.as_bytes().to_vec(), (value.as_bytes().to_vec(), *expiry)))
                .collect(),
            queued: queued.iter().map(|entry| entry.as_bytes().to_vec()).collect(),
        }
    }

    #[test]
    fn every_kind_of_change_is_told() {
        let before = snapshot(&[("a", "1", -1), ("b", "1", -1)], &["x"]);
        let found = |after: &Snapshot| before.change(after);
        assert_eq!(found(&before.clone()), None);
        assert_eq!(
            found(&snapshot(&[("b", "1", 9), ("c", "1", -1)], &["x", "y"])).as_deref(),
            Some("1 key(s) added, 1 key(s) removed, 1 key(s) changed, 1 entry(s) queued")
        );
        assert_eq!(found(&snapshot(&[("a", "1", -1), ("b", "1", -1)], &[])), None);
    }
}
