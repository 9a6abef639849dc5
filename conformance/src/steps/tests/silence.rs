//! No phrase passes in silence: each `Then`, played in a scenario in which nothing happened before it, ends with a verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use cucumber::World as _;
use cucumber::codegen::{StepConstructor as _, WorldInventory, inventory};
use cucumber::gherkin;
use futures::FutureExt as _;
use tokio::task::JoinHandle;

use crate::steps::Phrasebook;
use crate::suite::embedded;
use crate::under_test::Running;
use crate::under_test::examples::answering;
use crate::world::World;

/// How steps end that may pass although nothing happened before them, each with the reason.
const SENDS_WHAT_IT_JUDGES: [(&str, &str); 2] = [
    (
        " may list its jobs",
        "it asks for a list, and that the caller is given one is all that it promises",
    ),
    (
        " lists exactly its own 0 jobs",
        "it asks for a list, and whoever enqueued nothing is to be shown nothing",
    ),
];

/// Every `Then` of the features, each text once.
fn all_thens() -> BTreeMap<String, gherkin::Step> {
    let suite = embedded(&Phrasebook::gather()).unwrap();
    let steps = suite.scenarios.into_iter().flat_map(|scenario| scenario.steps);
    steps
        .filter(|step| step.ty == gherkin::StepType::Then)
        .map(|step| (step.value.clone(), step))
        .collect()
}

/// The steps that pass, each played in a world of its own.
async fn passing(another: impl Fn() -> World) -> BTreeSet<String> {
    let phrases = World::collection();
    let mut passing = BTreeSet::new();
    for (text, step) in all_thens() {
        let mut world = another();
        let (act, _, _, context) = phrases.find(&step).unwrap().unwrap();
        // A step that returns an error is made a panic by cucumber's macros.
        let acted = AssertUnwindSafe(act(&mut world, context)).catch_unwind();
        let stopped = acted.await.is_err();
        if !stopped || world.take_verdict().is_none() {
            passing.insert(text);
        }
    }
    passing
}

#[test]
fn every_then_phrase_is_among_the_steps_that_are_played() {
    let steps = all_thens();
    for phrase in inventory::iter::<<World as WorldInventory>::Then> {
        let (_, pattern, _) = phrase.inner();
        let pattern = pattern();
        assert!(steps.keys().any(|text| pattern.is_match(text)), "{pattern}");
    }
}

/// A target that answers every request with an empty list, until the task is aborted.
async fn generous() -> (Running, JoinHandle<()>) {
    answering(|_| (200, "{\"jobs\":[],\"next_cursor\":null}".to_owned())).await
}

#[tokio::test]
async fn no_then_passes_without_a_target() {
    assert_eq!(passing(World::default).await, BTreeSet::new());
}

#[tokio::test]
async fn no_then_passes_where_nobody_answers() {
    let (running, answering) = generous().await;
    answering.abort();
    assert!(answering.await.unwrap_err().is_cancelled());
    let passing = passing(|| World::on(Arc::clone(&running.target))).await;
    assert_eq!(passing, BTreeSet::new());
}

// Controls are of no help here: whoever has no job is shown none, as it should be.
#[tokio::test]
async fn no_then_passes_where_nothing_happened_and_every_list_is_empty() {
    let (running, _answering) = generous().await;
    let passing = passing(|| World::on(Arc::clone(&running.target))).await;
    let excused = |text: &&String| {
        let mut ends = SENDS_WHAT_IT_JUDGES.iter().map(|(end, _)| end);
        ends.any(|end| text.ends_with(end))
    };
    let silent: Vec<&String> = passing.iter().filter(|text| !excused(text)).collect();
    assert!(silent.is_empty(), "{silent:#?}");
    for (end, reason) in SENDS_WHAT_IT_JUDGES {
        let found = passing.iter().any(|text| text.ends_with(end));
        assert!(found, "`{end}` does not pass any more, so take it out: {reason}");
    }
}
