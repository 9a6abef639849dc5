//! When an entry of a baseline is stale. `run --baseline` and `baseline check` both ask here. The invariant: what did not run,
//! or could not be judged, has not become better, so it makes no entry stale.

use jiff::civil::Date;

use super::file::Entry;
use crate::run::Status;

/// Why an entry is stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// There is no such check.
    Unmatched,
    /// Its last day is over.
    Expired,
    /// The check fails in another way.
    FailsOtherwise,
    /// The check is held.
    Passes,
}

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unmatched => "matches no check",
            Self::Expired => "has expired",
            Self::FailsOtherwise => "fails otherwise than it says",
            Self::Passes => "does not fail any more",
        })
    }
}

/// What a run saw of a check that an entry names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What became of it.
    pub status: Status,
    /// How it fails, where it is broken: its [`signature`](super::signature()).
    pub how: Option<String>,
}

impl Entry {
    /// Why it is stale, by all the checks that it names; rows of an outline may share a name.
    #[must_use]
    pub fn stale(&self, today: Date, checks: &[Seen]) -> Option<Stale> {
        let mut failures = checks
            .iter()
            .filter(|seen| seen.status == Status::Broken)
            .filter_map(|seen| seen.how.as_ref());
        if checks.is_empty() {
            Some(Stale::Unmatched)
        } else if self.expires < today {
            Some(Stale::Expired)
        } else if failures.any(|how| *how != self.how) {
            Some(Stale::FailsOtherwise)
        } else if checks.iter().all(|seen| seen.status == Status::Held) {
            Some(Stale::Passes)
        } else {
            None
        }
    }
}

/// The day by which entries expire: today in UTC.
#[must_use]
pub fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use Status::{Broken, Held, Inconclusive, NotApplicable, NotRun};

    const LAST_DAY: Date = Date::constant(2030, 6, 15);

    fn seen(status: Status, how: &str) -> Seen {
        Seen {
            status,
            how: (status == Broken).then(|| how.to_owned()),
        }
    }

    #[rstest]
    #[case::nothing(&[], Some(Stale::Unmatched))]
    #[case::as_described(&[(Broken, "x")], None)]
    #[case::another_way(&[(Broken, "y")], Some(Stale::FailsOtherwise))]
    #[case::passes(&[(Held, "")], Some(Stale::Passes))]
    #[case::did_not_run(&[(NotRun, "")], None)]
    #[case::not_judged(&[(Inconclusive, "")], None)]
    #[case::not_applicable(&[(NotApplicable, "")], None)]
    #[case::one_row_passes(&[(Held, ""), (Broken, "x")], None)]
    #[case::one_row_in_another_way(&[(Broken, "x"), (Broken, "y")], Some(Stale::FailsOtherwise))]
    #[case::one_row_did_not_run(&[(Held, ""), (NotRun, "")], None)]
    fn an_entry_is_stale_once_it_describes_nothing(
        #[case] checks: &[(Status, &str)],
        #[case] expected: Option<Stale>,
    ) {
        let entry = Entry {
            check: "LST-03: Lists".to_owned(),
            how: "x".to_owned(),
            reason: "r".to_owned(),
            owner: "o".to_owned(),
            issue: None,
            expires: LAST_DAY,
        };
        let checks: Vec<Seen> = checks.iter().map(|(status, how)| seen(*status, how)).collect();
        assert_eq!(entry.stale(LAST_DAY, &checks), expected);
        let expired = expected.filter(|_| checks.is_empty()).unwrap_or(Stale::Expired);
        assert_eq!(entry.stale(LAST_DAY.tomorrow().unwrap(), &checks), Some(expired));
    }
}
