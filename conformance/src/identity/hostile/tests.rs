//! Tests of forged tokens: each departs from a good one in the way that its phrase says.

use std::collections::BTreeSet;

use super::*;

#[test]
fn no_phrase_is_defined_twice() {
    let phrases: BTreeSet<&str> = PHRASES.iter().map(|(phrase, _)| *phrase).collect();
    assert_eq!(phrases.len(), PHRASES.len());
}

#[test]
fn every_phrase_of_the_features_is_known() {
    let feature = include_str!("../../../../features/tokens.feature");
    let cells = feature
        .lines()
        .filter_map(|line| line.trim().strip_prefix('|')?.strip_suffix('|'));
    let used: BTreeSet<&str> = cells.map(str::trim).filter(|cell| *cell != "token").collect();
    let known: BTreeSet<&str> = PHRASES.iter().map(|(phrase, _)| *phrase).collect();
    assert_eq!(used, known);
}
