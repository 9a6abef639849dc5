//! Circles of files: sets of files of which each reaches each other by arrows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::resolve::{Arrow, rows};

/// One message for each circle, with every arrow that belongs to it.
pub(crate) fn circles(arrows: &[Arrow]) -> Vec<String> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for arrow in arrows.iter().filter(|arrow| !arrow.re_export) {
        next.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        next.keys().map(|file| (*file, reach(&next, file))).collect();
    let mut told = BTreeSet::new();
    let mut messages = Vec::new();
    for (file, others) in &reached {
        if !others.contains(file) || told.contains(file) {
            continue;
        }
        let back = |other: &&str| reached.get(other).is_some_and(|files| files.contains(file));
        let circle: BTreeSet<&str> = others.iter().copied().filter(back).collect();
        told.extend(circle.iter().copied());
        messages.push(message(&circle, &next, arrows));
    }
    messages
}

fn reach<'a>(next: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        for other in next.get(file).into_iter().flatten() {
            if seen.insert(*other) {
                open.push(other);
            }
        }
    }
    seen
}

/// The arrows of a circle: one line for each pair of files, and a short way round where there are many.
fn message(circle: &BTreeSet<&str>, next: &BTreeMap<&str, BTreeSet<&str>>, arrows: &[Arrow]) -> String {
    let mut lines = vec![format!("a circle of {} files:", circle.len())];
    if circle.len() > 3 {
        lines.push(format!("  shortest: {}", shortest(circle, next).join(" -> ")));
    }
    let within = arrows.iter().filter(|arrow| {
        !arrow.re_export && circle.contains(arrow.from.as_str()) && circle.contains(arrow.to.as_str())
    });
    lines.extend(rows(within).iter().map(|row| format!("  {row}")));
    lines.join("\n")
}

/// The fewest files of a circle that form one themselves, the first named again at the end.
fn shortest<'a>(circle: &BTreeSet<&'a str>, next: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<&'a str> {
    let ways = circle.iter().filter_map(|start| {
        let mut open = VecDeque::from([vec![*start]]);
        let mut seen = BTreeSet::new();
        while let Some(way) = open.pop_front() {
            for other in way.last().and_then(|file| next.get(file)).into_iter().flatten() {
                let longer: Vec<&str> = way.iter().copied().chain([*other]).collect();
                if other == start {
                    return Some(longer);
                }
                if seen.insert(*other) {
                    open.push_back(longer);
                }
            }
        }
        None
    });
    ways.min_by_key(Vec::len).unwrap_or_default()
}
