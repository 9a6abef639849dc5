//! A run on the terminal: what is not held, with its proof, then totals and the outcome on the last line.
//! The invariant: the last line names the outcome.

use std::io::Write;

use crate::run::{Run, Status};

/// Prints the run.
///
/// # Errors
/// When the terminal is gone.
pub fn print(out: &mut impl Write, run: &Run) -> std::io::Result<()> {
    for check in run.scenarios.iter().filter(|check| check.status != Status::Held) {
        let ids = check.requirements.join(" ");
        writeln!(out, "{:<14} {ids}  {}", check.status.name(), check.name)?;
        writeln!(out, "    {}:{}", check.file, check.line)?;
        if let Some(proof) = &check.evidence {
            writeln!(out, "    promised: {}", proof.claim)?;
            writeln!(out, "    found:    {}", proof.found)?;
            for exchange in &proof.exchanges {
                let status = exchange
                    .status
                    .map_or_else(|| exchange.answer.clone(), |status| status.to_string());
                writeln!(out, "    {}: {}\n      -> {status}", exchange.who, exchange.curl)?;
            }
        }
    }
    let totals: Vec<String> = run
        .totals
        .iter()
        .map(|(name, count)| format!("{count} {name}"))
        .collect();
    let held = run
        .requirements
        .iter()
        .filter(|requirement| requirement.status == Status::Held)
        .count();
    writeln!(out, "target: {}   redis: {}", run.target, run.redis)?;
    writeln!(
        out,
        "requirements: {held} of {} held   scenarios: {}",
        run.requirements.len(),
        totals.join(", ")
    )?;
    writeln!(out, "outcome: {} (exit {})", run.outcome.name(), run.exit_code)
}
