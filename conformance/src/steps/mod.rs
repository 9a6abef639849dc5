//! The phrases of the feature files, each tied to what it does: one file a subject. Steps speak in the terms of
//! the scenario and leave judging to `oracle` and sending to `World`. Nothing here knows how a target is
//! started or how a verdict is printed. The invariant: no two steps share a phrase.

mod always;
mod backfilling;
mod backfilling_beside;
mod backfilling_controls;
mod backfilling_found;
mod backfilling_left;
mod backfilling_live;
mod backfilling_said;
mod bodies;
mod bodies_beside;
mod claims;
mod common;
mod common_controls;
mod common_judging;
mod common_marks;
mod common_words;
mod connections;
mod copies;
mod credentials;
mod description;
mod executing;
mod executing_many;
mod fetching;
mod fetching_beside;
mod framing;
mod idempotency;
mod idempotency_odd;
mod interrupting;
mod interrupting_reads;
mod leakage;
mod leakage_quiet;
mod likenesses;
mod listing;
mod listing_bounds;
mod metering;
mod paging;
mod paging_odd;
mod phases;
mod planting;
mod protocol;
mod scopes;
mod tokens;
mod tokens_used;
mod transport;
mod walking;
mod watching;
mod working;

use cucumber::codegen::{WorldInventory, inventory};

use crate::world::World;

/// How many phrases are defined. A run starts with none only if linking went wrong, and must then not pass.
#[must_use]
pub fn count() -> usize {
    inventory::iter::<<World as WorldInventory>::Given>().count()
        + inventory::iter::<<World as WorldInventory>::When>().count()
        + inventory::iter::<<World as WorldInventory>::Then>().count()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use cucumber::feature::Ext as _;
    use cucumber::{World as _, gherkin};

    use super::*;

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
        assert!(features > 0 && count() > 0);
    }
}
