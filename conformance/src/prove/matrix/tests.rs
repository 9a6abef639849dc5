use crate::prove::examples::{fault, matrix};
use crate::prove::matrix::*;
use crate::run::Status::{Broken, Held, Inconclusive, NotRun};
use crate::run::examples::{run, scenarios};
use crate::run::{Proof, Run, Status};

fn judged(run: &Run) -> Twin {
    Twin::judged(&fault("f"), Ok(run), &scenarios())
}

fn conclude(twins: Vec<Twin>, problem: Option<(Outcome, String)>) -> Outcome {
    let mut matrix = matrix();
    matrix.twins = twins;
    matrix.scenarios_killing_none = None;
    matrix.conclude(problem);
    matrix.outcome
}

#[test]
fn a_broken_promise_kills_through_each_of_its_requirements() {
    let twin = judged(&run([Held, Broken, Held, Held, Held]));
    let by: Vec<&str> = twin
        .killed_by
        .iter()
        .map(|one| one.requirement.as_str())
        .collect();
    assert_eq!(by, ["LST-03", "LST-05"]);
    assert!(twin.is_killed());
}

#[test]
fn what_could_not_be_told_kills_nothing() {
    assert!(!judged(&run([Inconclusive, NotRun, Inconclusive, Held, Held])).is_killed());
    let mut silent = run([Held, Broken, Held, Held, Held]);
    for exchange in &mut silent.scenarios[1].evidence.as_mut().unwrap().exchanges {
        exchange.status = None;
    }
    assert!(judged(&silent).killed_by.is_empty());
}

#[test]
fn a_recommended_promise_catches_as_well() {
    let twin = judged(&run([Held, Held, Held, Held, Broken]));
    assert!(twin.is_killed());
    assert_eq!(twin.killed_by.len(), 1);
}

#[test]
fn a_twin_that_dies_after_it_was_caught_is_caught() {
    let mut dead = run([Held, Broken, NotRun, NotRun, NotRun]);
    dead.conclude(Some((Outcome::Target, "gone".to_owned())));
    assert_eq!(judged(&dead).error, None);
    let mut early = run([Held, NotRun, NotRun, NotRun, NotRun]);
    early.conclude(Some((Outcome::Target, "gone".to_owned())));
    assert_eq!(judged(&early).error.as_deref(), Some("gone"));
}

#[test]
fn rows_of_an_outline_are_one_scenario() {
    let mut rows = scenarios();
    for row in &mut rows {
        if row.file.ends_with("list.feature") {
            row.outline = 6;
        }
    }
    let broken = run([Held, Broken, Broken, Held, Held]);
    let mut matrix = matrix();
    matrix.twins = vec![Twin::judged(&fault("f"), Ok(&broken), &rows)];
    assert_eq!(
        matrix.twins[0].killed_by.len(),
        2,
        "LST-05 is broken by two rows and named once"
    );
    matrix.find_idle(&Profile::reference().unwrap(), &rows);
    assert_eq!(matrix.totals.scenarios, 2);
    let idle: Vec<usize> = matrix
        .scenarios_killing_none
        .unwrap()
        .iter()
        .map(|one| one.line)
        .collect();
    assert_eq!(idle, [4]);
}

#[test]
fn a_scenario_that_does_not_apply_is_not_idle() {
    let mut profile = Profile::reference().unwrap();
    let idle = |profile: &Profile| {
        let mut matrix = matrix();
        matrix.find_idle(profile, &scenarios());
        let idle = matrix.scenarios_killing_none.unwrap();
        idle.iter().any(|one| one.name == "A cursor is bound")
    };
    assert!(idle(&profile));
    profile.capabilities.cursor = false;
    assert!(!idle(&profile));
}

#[test]
fn the_outcome_follows_from_twins_and_reference() {
    let killed = || judged(&run([Held, Broken, Held, Held, Held]));
    let survivor = || judged(&run([Held; 5]));
    let absent = || Twin::judged(&fault("f"), Err("did not start".to_owned()), &scenarios());
    assert_eq!(conclude(vec![killed()], None), Outcome::Held);
    assert_eq!(conclude(vec![killed(), survivor()], None), Outcome::Broken);
    assert_eq!(conclude(vec![killed(), absent()], None), Outcome::Target);
    let interrupted = Some((Outcome::Incomplete, "interrupted".to_owned()));
    assert_eq!(
        conclude(vec![killed(), absent()], interrupted),
        Outcome::Incomplete
    );
    let mut unsound = matrix();
    unsound.twins = vec![killed()];
    unsound.reference = Some(Outcome::Broken);
    unsound.conclude(None);
    assert_eq!(unsound.outcome, Outcome::Broken);
    assert_eq!(matrix().outcome, Outcome::Target);
    assert_eq!(matrix().scenarios_killing_none.unwrap().len(), 3);
}

#[test]
fn a_twin_that_gets_past_every_part_has_survived() {
    let mut twin = judged(&run([Held, Held, Held, Held, Held]));
    twin.learn(judged(&run([Held, Held, Held, Held, Held])));
    assert!(!twin.is_killed() && twin.error.is_none());
    twin.learn(judged(&run([Held, Broken, Held, Held, Held])));
    twin.learn(judged(&run([Held, Held, Held, Held, Held])));
    assert!(twin.is_killed());
}

#[test]
fn a_twin_that_did_not_come_up_for_one_part_has_not_survived() {
    let absent = || Twin::judged(&fault("f"), Err("did not start".to_owned()), &scenarios());
    let mut twin = absent();
    twin.learn(judged(&run([Held; 5])));
    assert_eq!(twin.error.as_deref(), Some("did not start"));
    let mut twin = absent();
    assert_eq!(twin.unjudged(&scenarios()).len(), 5);
    twin.reconsider(judged(&run([Held; 5])));
    assert!(!twin.is_killed() && twin.error.is_none());
    let mut twin = absent();
    twin.reconsider(absent());
    twin.learn(judged(&run([Held; 5])));
    assert_eq!(twin.error.as_deref(), Some("did not start"));
}

#[test]
fn what_came_to_no_verdict_is_asked_once_more() {
    let mut silent = run([Held, Broken, Inconclusive, Held, NotRun]);
    silent.scenarios[1].evidence = None;
    let mut twin = judged(&silent);
    let unjudged: Vec<usize> = twin.unjudged(&scenarios()).iter().map(|one| one.line).collect();
    assert_eq!(unjudged, [7, 15, 30]);
    let chosen: Vec<Scenario> = twin.unjudged(&scenarios());
    let mut again = Run::planned(silent.subject.clone(), "00ff", &chosen);
    again.scenarios[0].status = Broken;
    again.scenarios[0].evidence = run([Held, Broken, Held, Held, Held]).scenarios[1]
        .evidence
        .clone();
    again.scenarios[1].status = Held;
    twin.reconsider(Twin::judged(&fault("f"), Ok(&again), &chosen));
    assert!(twin.is_killed());
    let left: Vec<usize> = twin.unjudged(&scenarios()).iter().map(|one| one.line).collect();
    assert_eq!(left, [30], "the second is told now, and the first is noticed");
}

#[test]
fn a_twin_is_held_to_what_it_says_should_notice_it() {
    let profile = Profile::reference().unwrap();
    let missed = |ids: &[&str], run: Run| {
        let mut fault = fault("f");
        fault.requirements = ids.iter().map(ToString::to_string).collect();
        let mut twin = Twin::judged(&fault, Ok(&run), &scenarios());
        twin.answer_for(&profile, &scenarios());
        let outcome = conclude(vec![twin.clone()], None);
        let missed: Vec<String> = twin
            .not_noticed_by
            .into_iter()
            .map(|miss| miss.requirement)
            .collect();
        (missed, outcome)
    };
    let broken = || run([Held, Broken, Held, Held, Held]);
    assert_eq!(missed(&["LST-03"], broken()), (vec![], Outcome::Held));
    let (ids, outcome) = missed(&["LST-03", "GET-01"], broken());
    assert_eq!((ids.join(" "), outcome), ("GET-01".to_owned(), Outcome::Broken));
    // Not among the scenarios that were chosen.
    assert_eq!(missed(&["LST-03", "LST-98"], broken()), (vec![], Outcome::Held));
    let mut away = run([Held, NotRun, NotRun, NotRun, NotRun]);
    away.conclude(Some((Outcome::Target, "gone".to_owned())));
    assert_eq!(missed(&["LST-03"], away), (vec![], Outcome::Target));
}

#[test]
fn what_a_target_lacks_need_not_notice() {
    let mut profile = Profile::reference().unwrap();
    let lacking = |profile: &Profile| {
        let mut fault = fault("f");
        fault.requirements = vec!["PAG-04".to_owned()];
        let mut twin = Twin::judged(&fault, Ok(&run([Held, Broken, Held, Held, Held])), &scenarios());
        twin.answer_for(profile, &scenarios());
        twin.is_missed()
    };
    assert!(lacking(&profile));
    profile.capabilities.cursor = false;
    assert!(!lacking(&profile));
}

#[test]
fn what_should_have_noticed_says_what_it_came_to() {
    let mut fault = fault("f");
    fault.requirements = vec!["LST-05".to_owned()];
    let mut unjudged = run([Held, Held, Inconclusive, Held, Held]);
    unjudged.scenarios[2].evidence = Some(Proof {
        found: "no answer in 10 s".to_owned(),
        ..Proof::default()
    });
    let mut twin = Twin::judged(&fault, Ok(&unjudged), &scenarios());
    twin.answer_for(&Profile::reference().unwrap(), &scenarios());
    assert!(!twin.is_killed() && twin.error.is_none());
    let [miss] = twin.not_noticed_by.as_slice() else {
        panic!("{:?}", twin.not_noticed_by)
    };
    let seen: Vec<(usize, Status, Option<&str>)> = miss
        .scenarios
        .iter()
        .map(|look| (look.line, look.status, look.found.as_deref()))
        .collect();
    assert_eq!(miss.requirement, "LST-05");
    assert_eq!(
        seen,
        [
            (scenarios()[1].line, Held, None),
            (scenarios()[2].line, Inconclusive, Some("no answer in 10 s")),
        ]
    );
}
