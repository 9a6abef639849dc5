//! Every phrase of the features has exactly one definition.

use std::path::Path;

use cucumber::feature::Ext as _;
use cucumber::{World as _, gherkin};

use crate::world::World;

#[test]
fn every_phrase_of_the_features_is_defined_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../features");
    let (phrases, mut features) = (World::collection(), 0);
    for entry in folder.read_dir().expect("the features are there") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_none_or(|extension| extension != "feature") {
            continue;
        }
        features += 1;
        let feature = gherkin::Feature::parse_path(&path, gherkin::GherkinEnv::default())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            .expand_examples()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let rules = feature.rules.iter();
        let scenarios = feature
            .scenarios
            .iter()
            .chain(rules.clone().flat_map(|rule| &rule.scenarios));
        let backgrounds = feature
            .background
            .iter()
            .chain(rules.filter_map(|rule| rule.background.as_ref()));
        let steps = scenarios
            .flat_map(|one| &one.steps)
            .chain(backgrounds.flat_map(|one| &one.steps));
        for step in steps {
            let found = phrases.find(step).map(|found| found.is_some());
            assert!(
                matches!(found, Ok(true)),
                "{}: `{}`: {found:?}",
                path.display(),
                step.value
            );
        }
    }
    assert!(features > 0);
}
