//! Whether a workspace's jobs are what they ought to be. Works on lists of job ids, however they were obtained,
//! and does not care for their order. The invariant: one job more, one less or one twice is each reported.

use std::collections::BTreeMap;

/// How `found` departs from `expected`, in words; `None` where both hold the same jobs, each once.
#[must_use]
pub fn change(expected: &[String], found: &[String]) -> Option<String> {
    let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
    for id in found {
        *balance.entry(id).or_default() += 1;
    }
    for id in expected {
        *balance.entry(id).or_default() -= 1;
    }
    let surplus: i64 = balance.values().filter(|count| **count > 0).sum();
    let missing: i64 = balance.values().filter(|count| **count < 0).sum();
    match (surplus, -missing) {
        (0, 0) => None,
        (surplus, 0) => Some(format!(
            "{surplus} too many: {} expected, {} found",
            expected.len(),
            found.len()
        )),
        (0, missing) => Some(format!(
            "{missing} missing: {} expected, {} found",
            expected.len(),
            found.len()
        )),
        (surplus, missing) => Some(format!(
            "{missing} missing, and {surplus} that ought not to be there"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.split_whitespace().map(ToOwned::to_owned).collect()
    }

    #[test]
    fn order_does_not_matter() {
        assert_eq!(change(&ids("a b c"), &ids("c a b")), None);
    }

    #[test]
    fn every_departure_is_reported() {
        for found in ["a", "a b b", "a b c", "a c", ""] {
            assert!(change(&ids("a b"), &ids(found)).is_some(), "{found}");
        }
    }
}
