//! The phrases of all steps, as the specification asks about them. What a phrase does belongs to the file of its subject. The
//! invariant: what is said here to be defined once is what a run would find.

use cucumber::codegen::{StepConstructor as _, WorldInventory, inventory};
use cucumber::gherkin::Step;
use cucumber::{World as _, step};

use crate::suite::{Definition, Phrases, Source};
use crate::world::World;

/// Every phrase that is compiled in.
pub struct Phrasebook(step::Collection<World>);

impl Phrasebook {
    /// Gathers them.
    #[must_use]
    pub fn gather() -> Self {
        Self(World::collection())
    }
}

fn source(location: step::Location) -> Source {
    Source {
        file: location.path.to_owned(),
        line: usize::try_from(location.line).unwrap_or(0),
    }
}

impl Phrases for Phrasebook {
    fn definition(&self, step: &Step) -> Definition {
        match self.0.find(step) {
            Ok(Some((_, _, location, _))) => Definition::Once(location.map(source)),
            Ok(None) => Definition::Never,
            Err(_) => Definition::Several,
        }
    }

    fn all(&self) -> Vec<(Source, String)> {
        let mut all = Vec::new();
        for step in inventory::iter::<<World as WorldInventory>::Given> {
            let (location, regex, _) = step.inner();
            all.push((source(location), regex().to_string()));
        }
        for step in inventory::iter::<<World as WorldInventory>::When> {
            let (location, regex, _) = step.inner();
            all.push((source(location), regex().to_string()));
        }
        for step in inventory::iter::<<World as WorldInventory>::Then> {
            let (location, regex, _) = step.inner();
            all.push((source(location), regex().to_string()));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{embedded, embedded_texts, lint};

    #[test]
    fn the_embedded_specification_is_sound() {
        let suite = embedded(&Phrasebook::gather()).unwrap();
        assert!(!suite.scenarios.is_empty());
        assert_eq!(suite.digest.len(), 64);
        assert!(suite.scenarios.iter().all(|scenario| scenario.rule.is_some()));
    }

    #[test]
    fn the_features_of_the_suite_are_in_order() {
        let findings = lint(&embedded_texts(), &Phrasebook::gather()).unwrap();
        assert!(findings.is_empty(), "{findings:#?}");
    }
}
