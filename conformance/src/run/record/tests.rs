use rstest::rstest;

use crate::run::record::examples::{mixed, run};
use crate::run::record::*;
use Status::{Broken, Held, Inconclusive, NotApplicable, NotRun};

#[rstest]
#[case::all_held([Held, Held, Held, Held, Held], Outcome::Held)]
#[case::undeclared_is_no_failure([Held, Held, Held, NotApplicable, Held], Outcome::Held)]
#[case::should_only_warns([Held, Held, Held, Held, Broken], Outcome::Held)]
#[case::should_need_not_run([Held, Held, Held, Held, NotRun], Outcome::Held)]
#[case::one_broken([Held, Broken, Held, Held, Held], Outcome::Broken)]
#[case::broken_outweighs_what_is_missing([NotRun, Broken, Inconclusive, Held, Held], Outcome::Broken)]
#[case::inconclusive_is_not_held([Held, Held, Inconclusive, Held, Held], Outcome::Incomplete)]
#[case::missing_is_not_held([Held, Held, NotRun, Held, Held], Outcome::Incomplete)]
#[case::nothing_applicable_shows_nothing([NotApplicable; 5], Outcome::Incomplete)]
fn the_outcome_follows_from_what_is_required(#[case] statuses: [Status; 5], #[case] expected: Outcome) {
    let mut run = run(statuses);
    run.conclude(None);
    assert_eq!(run.outcome, expected);
    assert_eq!(run.exit_code, expected.code());
}

#[test]
fn a_requirement_is_as_bad_as_its_worst_scenario() {
    let run = mixed();
    let status = |id: &str| run.requirements.iter().find(|one| one.id == id).unwrap().status;
    assert_eq!(status("GET-01"), Held);
    assert_eq!(status("LST-03"), Broken);
    assert_eq!(status("LST-05"), Broken, "broken outweighs inconclusive");
    assert_eq!(status("PAG-04"), NotApplicable);
    assert_eq!(status("LST-40"), NotRun);
    assert_eq!(
        (run.totals.requirements.total, run.totals.scenarios.total),
        (5, 5)
    );
}

#[test]
fn until_it_is_concluded_a_run_is_incomplete() {
    let mut run = run([Held; 5]);
    assert_eq!((run.outcome, run.exit_code), (Outcome::Incomplete, 3));
    assert_eq!(run.finished_at, None);
    run.conclude(None);
    assert!(run.finished_at.is_some());
}

#[rstest]
#[case::death_outweighs_a_leak([Held, Broken, Held, Held, Held], Outcome::Target, Outcome::Target)]
#[case::a_leak_outweighs_an_interrupt([Held, Broken, NotRun, Held, Held], Outcome::Incomplete, Outcome::Broken)]
#[case::an_interrupt_is_incomplete([Held; 5], Outcome::Incomplete, Outcome::Incomplete)]
fn what_ended_a_run_early_counts(
    #[case] statuses: [Status; 5],
    #[case] problem: Outcome,
    #[case] expected: Outcome,
) {
    let mut run = run(statuses);
    run.conclude(Some((problem, "why".to_owned())));
    assert_eq!(run.outcome, expected);
    assert_eq!(run.problem.as_deref(), Some("why"));
}
