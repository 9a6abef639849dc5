//! Which placeholders the commands of a profile may have, and what is said of one that a text may not have. Their values
//! belong to `under_test`.

use super::error::meant;
use super::template::written;

/// Placeholders of a program that the suite starts: the target, its worker, a twin.
pub(in crate::profile) const STARTED: [&str; 9] = [
    "port",
    "redis_url",
    "keyset",
    "secret",
    "issuer",
    "audience",
    "leeway",
    "phase",
    "metrics_port",
];

// A run of the backfill listens nowhere and belongs to no phase.
const SERVING: [&str; 3] = ["port", "phase", "metrics_port"];

/// Placeholders of every run of the backfill: those of a program that is started, without what only one that serves has, and
/// the files that it writes.
pub(in crate::profile) fn carried() -> Vec<&'static str> {
    let started = STARTED.into_iter().filter(|name| !SERVING.contains(name));
    started.chain(["report", "metrics_file"]).collect()
}

/// What is said of a placeholder that is not among the known ones.
pub(in crate::profile) fn stranger(name: &str, known: &[&str]) -> String {
    let near = meant(name, known.iter().copied());
    let name = written(name);
    let known: Vec<String> = known.iter().map(|known| written(known)).collect();
    match known[..] {
        [] => format!("there is no placeholder {name} here; take it out"),
        _ => format!(
            "there is no placeholder {name} here{near}; there are {}, and $${{ stands for a plain ${{",
            known.join(", ")
        ),
    }
}
