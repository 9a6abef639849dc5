//! Stages of a target that already runs, answered by a listener that knows one answer. Stages that start processes are tested
//! with the whole system.

use super::*;
use crate::profile::Profile;
use crate::run::examples::scenarios;
use crate::under_test::examples::answering;

async fn attached() -> Running {
    answering(|_| (200, String::new())).await.0
}

fn tagged(tag: &str) -> Scenario {
    let mut scenario = scenarios().swap_remove(0);
    scenario.tags.push(tag.to_owned());
    scenario
}

#[tokio::test]
async fn a_plain_scenario_is_played_on_the_target_itself() {
    let running = attached().await;
    let stages = Stages::of_running(&running);
    let stage = stages.of(&tagged("API1")).await.unwrap();
    assert!(Arc::ptr_eq(&stage, &running.target));
    stages.leave(&tagged("API1"), &stage).await;
}

#[rstest::rstest]
#[case::all_phases("cap:phases")]
#[case::isolated("alone")]
#[case::empty_store("cap:backfill")]
#[tokio::test]
async fn a_stage_that_cannot_be_had_says_what_is_missing(#[case] tag: &str) {
    let stages = Stages::of_running(&attached().await);
    let why = stages.of(&tagged(tag)).await.map(|_| ()).unwrap_err();
    assert!(why.contains("Redis"), "{why}");
}

#[tokio::test]
async fn all_scenarios_of_all_phases_share_one_stage() {
    let mut running = attached().await;
    let all_phases = attached().await.target;
    running.all_phases = Some(Arc::clone(&all_phases));
    let stages = Stages::of_running(&running);
    for _ in 0..2 {
        let stage = stages.of(&tagged("cap:phases")).await.unwrap();
        assert!(Arc::ptr_eq(&stage, &all_phases));
        stages.leave(&tagged("cap:phases"), &stage).await;
    }
    let plain = stages.of(&tagged("API1")).await.unwrap();
    assert!(Arc::ptr_eq(&plain, &running.target));
}

#[tokio::test]
async fn without_a_redis_nothing_is_gathered_and_the_scenario_does_not_run() {
    let mut running = attached().await;
    let scenario = tagged("alone");
    gather(&mut running, std::slice::from_ref(&scenario))
        .await
        .unwrap();
    assert!(running.all_phases.is_none());
    let played = crate::run::replay(&scenario, &running).await;
    assert_eq!(played.status, crate::run::Status::NotRun);
    assert!(played.why().unwrap().contains("Redis"));
    assert_eq!(played.exchanges().count(), 0);
}

#[tokio::test]
async fn what_a_target_does_not_declare_needs_no_stage() {
    let mut running = attached().await;
    let mut profile = Profile::clone(&running.target.profile);
    profile.capabilities.cursor = false;
    let target = Arc::get_mut(&mut running.target).unwrap();
    target.profile = Arc::new(profile);
    let played = crate::run::replay(&tagged("cap:cursor"), &running).await;
    assert_eq!(played.status, crate::run::Status::NotApplicable);
    assert!(played.why().unwrap().contains("`cursor`"));
}
