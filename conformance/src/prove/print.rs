//! The kill matrix on the terminal. The invariant: what is missing stands last, right above the outcome, where it
//! is seen.

use std::io::{Result, Write};

use anstyle::{AnsiColor, Style};

use super::matrix::{Matrix, Twin};
use crate::report::{WIDTH, wrap};

const KILLED: Style = AnsiColor::Green.on_default();
const FAULTY: Style = AnsiColor::Red.on_default().bold();

/// Prints the matrix.
///
/// # Errors
/// When the terminal is gone.
pub fn print(out: &mut impl Write, matrix: &Matrix) -> Result<()> {
    let width = matrix
        .twins
        .iter()
        .map(|twin| twin.id.chars().count())
        .max()
        .unwrap_or(0);
    for twin in matrix.twins.iter().filter(|twin| twin.is_killed()) {
        line(out, twin, width)?;
    }
    // A proof that was ended early has left many alone; their number is enough.
    let named = |twin: &&Twin| matrix.problem.is_none() || twin.error.is_none();
    for twin in matrix.twins.iter().filter(|twin| !twin.is_killed()).filter(named) {
        line(out, twin, width)?;
    }
    writeln!(out)?;
    for twin in matrix.twins.iter().filter(|twin| twin.is_missed()) {
        let missed = twin.not_noticed_by.join(" ");
        writeln!(
            out,
            "{FAULTY}went past{FAULTY:#}  {missed}, which should notice it  {}",
            twin.id
        )?;
    }
    for idle in matrix.scenarios_killing_none.iter().flatten() {
        writeln!(
            out,
            "{FAULTY}catches no twin{FAULTY:#}  {}:{}  {}",
            idle.file, idle.line, idle.name
        )?;
    }
    let totals = matrix.totals;
    writeln!(out, "redis      {}", matrix.redis)?;
    if let Some(reference) = matrix.reference {
        writeln!(out, "reference  {}", reference.name())?;
    }
    let mut words = format!("{} of {} killed", totals.killed, totals.twins);
    let others = [
        (totals.survived, "survived"),
        (totals.missed, "not by all that should notice"),
        (totals.not_judged, "not judged"),
    ];
    for (count, name) in others {
        if count > 0 {
            words.push_str(", ");
            words.push_str(&count.to_string());
            words.push(' ');
            words.push_str(name);
        }
    }
    writeln!(out, "twins      {words}")?;
    if let Some(idle) = &matrix.scenarios_killing_none {
        let catching = totals.scenarios - idle.len();
        writeln!(out, "scenarios  {catching} of {} catch a twin", totals.scenarios)?;
    }
    if let Some(problem) = &matrix.problem {
        writeln!(out, "ended early: {problem}")?;
    }
    writeln!(out, "{}", matrix.outcome.last_line())
}

fn line(out: &mut impl Write, twin: &Twin, width: usize) -> Result<()> {
    let id = &twin.id;
    if twin.is_killed() {
        writeln!(
            out,
            "{id:<width$}  {KILLED}killed{KILLED:#} by {}",
            by(twin, width)
        )?;
    } else if let Some(error) = &twin.error {
        writeln!(out, "{id:<width$}  {FAULTY}NOT JUDGED{FAULTY:#}")?;
        for part in wrap(error, 4) {
            writeln!(out, "    {part}")?;
        }
    } else {
        writeln!(out, "{id:<width$}  {FAULTY}SURVIVED{FAULTY:#}")?;
    }
    for part in wrap(&twin.summary, 4) {
        writeln!(out, "    {part}")?;
    }
    Ok(())
}

// How many scenarios caught it, and as many of their requirements as the line has room for.
fn by(twin: &Twin, width: usize) -> String {
    let mut places: Vec<(&str, usize)> = twin
        .killed_by
        .iter()
        .map(|one| (one.file.as_str(), one.line))
        .collect();
    places.sort_unstable();
    places.dedup();
    let mut ids: Vec<&str> = twin
        .killed_by
        .iter()
        .map(|one| one.requirement.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut text = format!("{}:", places.len());
    let room = WIDTH.saturating_sub(width + "  killed by ".len() + 2);
    for id in ids {
        if text.chars().count() + 1 + id.len() > room {
            text.push_str(" …");
            break;
        }
        text.push(' ');
        text.push_str(id);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prove::examples::matrix;

    fn shown(matrix: &Matrix) -> String {
        let mut out = Vec::new();
        print(&mut out, matrix).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn the_matrix_names_survivors_and_idle_scenarios() {
        insta::assert_snapshot!(shown(&matrix()));
    }

    #[test]
    fn what_went_past_its_requirement_is_named() {
        let mut matrix = matrix();
        matrix.twins[0].not_noticed_by = vec!["LST-05".to_owned(), "LST-40".to_owned()];
        matrix.conclude(None);
        let text = shown(&matrix);
        assert!(
            text.contains("\nwent past  LST-05 LST-40, which should notice it  lists-any\n"),
            "{text}"
        );
        assert!(
            text.contains("1 of 3 killed, 1 survived, 1 not by all that should notice, 1 not judged"),
            "{text}"
        );
    }

    #[test]
    fn many_killers_fit_the_width() {
        let mut matrix = matrix();
        let killer = matrix.twins[0].killed_by[0].clone();
        matrix.twins[0].killed_by = (10..90)
            .map(|number| super::super::Killer {
                requirement: format!("LST-{number}"),
                line: number,
                ..killer.clone()
            })
            .collect();
        let text = shown(&matrix);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.contains("killed by 80: LST-10 LST-11"), "{text}");
    }
}
