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

/// Placeholders of every run of the backfill, which listens nowhere and belongs to no phase.
pub(in crate::profile) const CARRIED: [&str; 8] = [
    "redis_url",
    "keyset",
    "secret",
    "issuer",
    "audience",
    "leeway",
    "report",
    "metrics_file",
];

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
