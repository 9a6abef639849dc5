//! Failures that are known and put up with for a while: which check, how it fails, why, whose they are, and until when.
//! Judging does not belong here. The invariant: a known failure excuses exactly what it describes, and one that describes
//! nothing any more is itself a failure.

mod file;
mod signature;

pub use file::{Baseline, BaselineError, Entry};
pub use signature::signature;

use crate::run::{Run, Status};

impl Baseline {
    /// Marks the failures of a run that are expected, and tells of entries that are stale: that have expired, pass, or
    /// fail otherwise; where the run is a `whole` one, also of those that match nothing.
    pub fn excuse(&self, run: &mut Run, whole: bool) -> Vec<String> {
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let mut complaints = Vec::new();
        for entry in &self.entries {
            let named = |id: &str, name: &str| entry.id() == id && entry.name() == name;
            let (mut matched, mut passed) = (false, true);
            let (mut same, mut otherwise) = (0, false);
            for check in &mut run.scenarios {
                if !check.requirements.iter().any(|id| named(id, &check.name)) {
                    continue;
                }
                matched = true;
                // What did not run, or could not be told, has not become better.
                passed &= check.status == Status::Held;
                let Some(proof) = check.evidence.as_ref().filter(|_| check.status == Status::Broken) else {
                    continue;
                };
                if signature(&proof.claim, &proof.found) == entry.how {
                    same += 1;
                    if entry.expires >= today {
                        check.expected = Some(format!(
                            "{} ({}, until {})",
                            entry.reason, entry.owner, entry.expires
                        ));
                    }
                } else {
                    otherwise = true;
                }
            }
            let complaint = if !matched && !whole {
                continue;
            } else if !matched {
                "matches no check of this run"
            } else if entry.expires < today {
                "has expired"
            } else if otherwise {
                "fails otherwise than it says"
            } else if same == 0 && passed {
                "does not fail any more"
            } else {
                continue;
            };
            complaints.push(format!("`{}` {complaint}", entry.check));
        }
        complaints
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Outcome;
    use crate::run::examples::run;
    use Status::{Broken, Held, NotRun};

    fn entry(check: &str, how: &str, expires: &str) -> Baseline {
        let text = format!(
            "[[expected]]\ncheck = {check:?}\nhow = {how:?}\nreason = \"known\"\nowner = \"jobs\"\nexpires = {expires:?}\n"
        );
        Baseline::parse("b.toml", &text).unwrap()
    }

    fn known(expires: &str) -> (Baseline, Run) {
        let run = run([Held, Broken, Held, Held, Held]);
        let check = &run.scenarios[1];
        let proof = check.evidence.as_ref().unwrap();
        let how = signature(&proof.claim, &proof.found);
        let name = format!("{}: {}", check.requirements[0], check.name);
        (entry(&name, &how, expires), run)
    }

    #[test]
    fn a_known_failure_excuses_itself() {
        let (baseline, mut run) = known("2999-01-01");
        assert_eq!(baseline.excuse(&mut run, true), Vec::<String>::new());
        run.conclude(None);
        assert_eq!(run.outcome, Outcome::Held);
        assert!(run.scenarios[1].expected.as_ref().unwrap().contains("jobs"));
    }

    #[test]
    fn it_excuses_nothing_else() {
        let (baseline, mut run) = known("2999-01-01");
        run.scenarios[2].status = Broken;
        baseline.excuse(&mut run, true);
        run.conclude(None);
        assert_eq!(run.outcome, Outcome::Broken);
    }

    #[test]
    fn an_entry_that_describes_nothing_is_stale() {
        let (baseline, _) = known("2999-01-01");
        let mut mended = run([Held, Held, Held, Held, Held]);
        assert!(baseline.excuse(&mut mended, true)[0].contains("does not fail any more"));
        let mut early = run([Held, NotRun, Held, Held, Held]);
        assert!(baseline.excuse(&mut early, true).is_empty());
        let (_, mut failing) = known("2999-01-01");
        failing.scenarios[1].evidence.as_mut().unwrap().found = "something else".to_owned();
        assert!(baseline.excuse(&mut failing, true)[0].contains("otherwise"));
        let (expired, mut failing) = known("2020-01-01");
        assert!(
            expired.excuse(&mut failing, true)[0].contains("expired")
                && failing.scenarios[1].expected.is_none()
        );
        let stranger = entry("LST-99: Nothing", "x", "2999-01-01");
        assert!(stranger.excuse(&mut failing, true)[0].contains("matches no check"));
        assert!(stranger.excuse(&mut failing, false).is_empty());
    }
}
