//! How fast it is, beside what it is compared with: `list` and `enqueue` at the store, `http` and `backfill` against the plan's.
//! Figures are ratios within one run, or bounds that a machine of two cores holds. Started by `scripts/bench`.
//!
//! The invariant: rounds are interleaved and medians compared, and a figure that misses its goal ends with 1.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for measuring: what cannot be set up has no result"
)]

mod backfill;
#[path = "../all/properties/claims.rs"]
mod claims;
mod data;
mod enqueue;
mod http;
mod list;
mod pings;
mod report;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let figures = match words.as_slice() {
        ["list", rest @ ..] => list::measure(data::count(rest, 1_000_000)),
        ["enqueue", rest @ ..] => enqueue::measure(data::count(rest, 20_000)),
        ["backfill", rest @ ..] => backfill::measure(data::count(rest, 100_000)),
        ["http", rest @ ..] => http::measure(data::count(rest, 100_000)),
        // `cargo test --all-targets` starts every target once; there is nothing to measure then.
        [] | ["--test"] => return ExitCode::SUCCESS,
        _ => {
            eprintln!("usage: scripts/bench list|http|enqueue|backfill [COUNT]");
            return ExitCode::from(2);
        }
    };
    report::conclude(words[0], &figures)
}
