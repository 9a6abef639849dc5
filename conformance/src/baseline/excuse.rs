//! Expected failures marked in a run. What a marked scenario counts as is decided in `run`. The invariant: an entry excuses
//! only a failure that it describes, and only until its last day.

use super::file::Baseline;
use super::signature::signature;
use super::stale::{Seen, Stale, today};
use crate::run::{Check, Proof, Run, Status};

impl Baseline {
    /// Marks the failures of a run that are expected, and the checks that an entry is stale about. Gives a line for each stale
    /// entry; one that matches no check is stale only where the run is a `whole` one.
    pub fn excuse(&self, run: &mut Run, whole: bool) -> Vec<String> {
        let today = today();
        let mut complaints = Vec::new();
        for entry in &self.entries {
            let (id, name) = (entry.id(), entry.name());
            let is_named =
                |check: &&mut Check| check.name == name && check.requirements.iter().any(|one| one == id);
            let mut named: Vec<&mut Check> = run.scenarios.iter_mut().filter(is_named).collect();
            let seen: Vec<Seen> = named.iter().map(|check| seen(check)).collect();
            for (check, seen) in named.iter_mut().zip(&seen) {
                if seen.how.as_ref() == Some(&entry.how) && entry.expires >= today {
                    let (reason, owner, expires) = (&entry.reason, &entry.owner, entry.expires);
                    check.expected = Some(format!("{reason} ({owner}, until {expires})"));
                }
            }
            let complaint = match entry.stale(today, &seen) {
                None => continue,
                Some(Stale::Unmatched) if !whole => continue,
                Some(Stale::Unmatched) => format!("`{}` {} of this run", entry.check, Stale::Unmatched),
                Some(why) => format!("`{}` {why}", entry.check),
            };
            for check in named {
                check.stale = Some(complaint.clone());
            }
            complaints.push(complaint);
        }
        complaints
    }
}

fn seen(check: &Check) -> Seen {
    let how = |proof: &Proof| signature(&proof.claim, &proof.found);
    let broken = check.evidence.as_ref().filter(|_| check.status == Status::Broken);
    Seen {
        status: check.status,
        how: broken.map(how),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Outcome;
    use crate::run::Status::{Broken, Held, NotRun};
    use crate::run::examples::run;

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
        let mut fixed = run([Held, Held, Held, Held, Held]);
        assert!(baseline.excuse(&mut fixed, true)[0].contains("does not fail any more"));
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
