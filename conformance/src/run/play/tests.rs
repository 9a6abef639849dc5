//! The heart of a verdict: which of several findings decides, and that nothing which went wrong is ever held.

use std::sync::OnceLock;

use cucumber::gherkin::StepType;
use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use super::*;
use crate::oracle::Verdict;
use crate::run::keep_step_panics_quiet;
use crate::wire::Redactor;

type Act = for<'a> fn(&'a mut World, step::Context) -> LocalBoxFuture<'a, ()>;

fn goes_on(_: &mut World, _: step::Context) -> LocalBoxFuture<'_, ()> {
    async {}.boxed_local()
}

fn panics(_: &mut World, _: step::Context) -> LocalBoxFuture<'_, ()> {
    async { panic!("the moon is not cheese") }.boxed_local()
}

// A step that returns an error is made a panic by cucumber's macros.
fn breaks(world: &mut World, _: step::Context) -> LocalBoxFuture<'_, ()> {
    async {
        let stop = world.broken("kept apart", "the step found a leak", &[]);
        panic!("{stop}");
    }
    .boxed_local()
}

fn cannot_tell(world: &mut World, _: step::Context) -> LocalBoxFuture<'_, ()> {
    async {
        let stop = world.inconclusive("the step could not tell");
        panic!("{stop}");
    }
    .boxed_local()
}

fn leaves_a_verdict_and_goes_on(world: &mut World, _: step::Context) -> LocalBoxFuture<'_, ()> {
    async {
        let _ = world.broken("kept apart", "nobody stopped", &[]);
    }
    .boxed_local()
}

fn phrases() -> &'static step::Collection<World> {
    static PHRASES: OnceLock<step::Collection<World>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let acts: [(&str, Act); 6] = [
            ("^it goes on$", goes_on),
            ("^it panics$", panics),
            ("^it breaks$", breaks),
            ("^it cannot tell$", cannot_tell),
            ("^it leaves a verdict and goes on$", leaves_a_verdict_and_goes_on),
            ("^it goes on or .*$", goes_on),
        ];
        let mut all = step::Collection::new();
        for (pattern, act) in acts {
            all = all.then(None, pattern.parse().unwrap(), act);
        }
        // Another that fits the last one as well.
        all.then(None, "^.* or not$".parse().unwrap(), goes_on)
    })
}

fn written(texts: &[&str]) -> Vec<Step> {
    let steps = texts.iter().enumerate().map(|(index, text)| {
        Step::builder()
            .keyword("Then ".to_owned())
            .ty(StepType::Then)
            .value((*text).to_owned())
            .span(cucumber::gherkin::Span { start: 0, end: 0 })
            .position(cucumber::gherkin::LineCol {
                line: index + 1,
                col: 1,
            })
            .build()
    });
    steps.collect()
}

/// What the checks find after the step of this number, counted from 1.
#[derive(Clone, Copy)]
enum Check {
    Nothing,
    Leak(usize),
    CannotTell(usize),
    Panic(usize),
}

async fn played(texts: &[&str], check: Check) -> (Status, Option<Proof>) {
    keep_step_panics_quiet();
    let (steps_of, mut world) = (written(texts), World::default());
    let asked = std::cell::Cell::new(0);
    let always = async |world: &mut World, _| {
        asked.set(asked.get() + 1);
        match check {
            Check::Leak(after) if after == asked.get() => {
                Err(world.broken("kept apart", "an oracle found a leak", &[]))
            }
            Check::CannotTell(after) if after == asked.get() => {
                Err(world.inconclusive("an oracle could not tell"))
            }
            Check::Panic(after) if after == asked.get() => panic!("an oracle panicked"),
            Check::Nothing | Check::Leak(_) | Check::CannotTell(_) | Check::Panic(_) => Ok(()),
        }
    };
    let stopped = steps(&mut world, &steps_of, phrases(), always).await;
    weigh(&world, &Redactor::default(), "http://127.0.0.1:1", stopped)
}

async fn summary(texts: &[&str], check: Check) -> (Status, String, usize, bool) {
    let (status, proof) = played(texts, check).await;
    let proof = proof.unwrap_or_default();
    let line = proof.step.map_or(0, |step| step.line);
    (status, proof.found, line, proof.beside)
}

#[rstest::rstest]
#[case::all_go_on(&["it goes on", "it goes on"], Status::Held, "", 0)]
#[case::broken(&["it goes on", "it breaks", "it goes on"], Status::Broken, "the step found a leak", 2)]
#[case::cannot_tell(&["it cannot tell", "it breaks"], Status::Inconclusive, "the step could not tell", 1)]
#[case::panic(&["it panics"], Status::Inconclusive, "the step stopped without a verdict: the moon is not cheese", 1)]
#[case::undefined(&["it rains"], Status::Inconclusive, "the step is undefined", 1)]
#[case::ambiguous(&["it goes on or not"], Status::Inconclusive, "the step is ambiguous", 1)]
#[case::left_behind(&["it leaves a verdict and goes on", "it goes on"], Status::Inconclusive, "", 0)]
#[tokio::test]
async fn a_step_decides(
    #[case] texts: &[&str],
    #[case] status: Status,
    #[case] found: &str,
    #[case] line: usize,
) {
    let (was, said, at, beside) = summary(texts, Check::Nothing).await;
    assert_eq!((was, at, beside), (status, line, false), "{said}");
    assert!(said.starts_with(found) || said.contains(found), "{said}");
    assert_eq!(said.is_empty(), found.is_empty(), "{said}");
}

#[rstest::rstest]
#[case::nothing_else_found(&["it goes on", "it goes on"], Check::Leak(1), Status::Broken, "an oracle found a leak", 1, true)]
#[case::after_the_last(&["it goes on", "it goes on"], Check::Leak(2), Status::Broken, "an oracle found a leak", 2, true)]
#[case::a_later_step_is_more_to_the_point(&["it goes on", "it breaks"], Check::Leak(1), Status::Broken, "the step found a leak", 2, false)]
#[case::a_later_step_that_cannot_tell_takes_nothing_back(&["it goes on", "it cannot tell"], Check::Leak(1), Status::Broken, "an oracle found a leak", 1, true)]
#[case::a_later_panic_takes_nothing_back(&["it goes on", "it panics"], Check::Leak(1), Status::Broken, "an oracle found a leak", 1, true)]
#[case::an_open_question_is_not_held(&["it goes on", "it goes on"], Check::CannotTell(1), Status::Inconclusive, "an oracle could not tell", 1, true)]
#[case::a_leak_outweighs_an_open_question(&["it goes on", "it breaks"], Check::CannotTell(1), Status::Broken, "the step found a leak", 2, false)]
#[case::the_first_open_question_stays(&["it goes on", "it cannot tell"], Check::CannotTell(1), Status::Inconclusive, "an oracle could not tell", 1, true)]
#[case::an_oracle_that_panics_is_not_held(&["it goes on"], Check::Panic(1), Status::Inconclusive, "an oracle panicked", 1, true)]
#[tokio::test]
async fn what_a_check_finds_after_a_step_is_never_lost(
    #[case] texts: &[&str],
    #[case] check: Check,
    #[case] status: Status,
    #[case] found: &str,
    #[case] line: usize,
    #[case] by_oracle: bool,
) {
    let (was, said, at, is_beside) = summary(texts, check).await;
    assert_eq!((was, at, is_beside), (status, line, by_oracle), "{said}");
    assert!(said.contains(found), "{said}");
}

#[tokio::test]
async fn a_proof_holds_no_secret() {
    let secret = "correct-horse-battery";
    let steps_of = written(&["it goes on"]);
    let verdict = Verdict::Inconclusive(format!("it answered {secret}"));
    let redactor = Redactor::new(&[secret.to_owned()], crate::wire::Ledger::default());
    let stopped = Some(Stopped::new(&steps_of[0], false, verdict));
    let (_, proof) = weigh(&World::default(), &redactor, "http://127.0.0.1:1", stopped);
    let found = proof.unwrap().found;
    assert!(
        found.starts_with("it answered") && !found.contains(secret),
        "{found}"
    );
}

#[test]
fn a_step_that_stops_is_never_held() {
    assert!(matches!(reached(None, "why"), Verdict::Inconclusive(reason) if reason.contains("why")));
}
