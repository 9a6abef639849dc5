//! The kill matrix on the terminal. The invariant: what is missing stands last, right above the outcome, where it
//! is seen.

use std::io::{Result, Write};

use anstyle::{AnsiColor, Style};

use super::matrix::{Matrix, Twin};
use crate::report::{Detail, Width};

const KILLED: Style = AnsiColor::Green.on_default();
const FAULTY: Style = AnsiColor::Red.on_default().bold();

/// Prints the matrix in lines of this width; quietly, without what was caught.
///
/// # Errors
/// When the terminal is gone.
pub fn print(out: &mut impl Write, matrix: &Matrix, detail: Detail, width: Width) -> Result<()> {
    if detail == Detail::Full {
        caught(out, matrix, width)?;
    }
    // A proof that was ended early has left many alone; their number is enough.
    let named = |twin: &&Twin| matrix.problem.is_none() || twin.error.is_none();
    for twin in matrix.twins.iter().filter(|twin| !twin.is_killed()).filter(named) {
        escaped(out, twin, width)?;
    }
    for twin in matrix.twins.iter().filter(|twin| twin.is_missed()) {
        headed(out, "WENT PAST", twin, width)?;
        misses(out, twin, width)?;
    }
    for idle in matrix.scenarios_killing_none.iter().flatten() {
        writeln!(
            out,
            "{FAULTY}CATCHES NO TWIN{FAULTY:#}  {}:{}  {}",
            idle.file, idle.line, idle.name
        )?;
    }
    totals(out, matrix)?;
    if let Some(problem) = &matrix.problem {
        writeln!(out, "ended early: {problem}")?;
    }
    writeln!(out, "{}", matrix.outcome.last_line_on(&matrix.sentence()))
}

fn caught(out: &mut impl Write, matrix: &Matrix, width: Width) -> Result<()> {
    let ids = matrix.twins.iter().map(|twin| twin.id.chars().count());
    let longest = ids.max().unwrap_or(0);
    for twin in matrix.twins.iter().filter(|twin| twin.is_killed()) {
        let (id, by) = (
            &twin.id,
            by(twin, width.behind(longest + "  killed by ".len() + 2)),
        );
        writeln!(out, "{id:<longest$}  {KILLED}killed{KILLED:#} by {by}")?;
        indented(out, &twin.summary, width)?;
    }
    writeln!(out)
}

fn escaped(out: &mut impl Write, twin: &Twin, width: Width) -> Result<()> {
    let Some(error) = &twin.error else {
        headed(out, "SURVIVED", twin, width)?;
        return misses(out, twin, width);
    };
    headed(out, "NOT JUDGED", twin, width)?;
    indented(out, error, width)
}

// What should have noticed the twin, and what it came to instead: it tells a scenario that cannot see from one that had no chance to.
fn misses(out: &mut impl Write, twin: &Twin, width: Width) -> Result<()> {
    for miss in &twin.not_noticed_by {
        for look in &miss.scenarios {
            let (id, status) = (&miss.requirement, look.status.name());
            let found = look.found.as_ref().map(|why| format!(": {why}"));
            let found = found.unwrap_or_default();
            indented(
                out,
                &format!(
                    "{id} should notice it; {}:{} {status}{found}",
                    look.file, look.line
                ),
                width,
            )?;
        }
    }
    Ok(())
}

fn totals(out: &mut impl Write, matrix: &Matrix) -> Result<()> {
    let totals = matrix.totals;
    writeln!(out, "redis      {}", matrix.subject.redis)?;
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
    Ok(())
}

fn headed(out: &mut impl Write, word: &str, twin: &Twin, width: Width) -> Result<()> {
    let text = width
        .wrap(&format!("{word}  {}: {}", twin.id, twin.summary), 4)
        .join("\n    ");
    let rest = text.strip_prefix(word).unwrap_or(&text);
    writeln!(out, "{FAULTY}{word}{FAULTY:#} {rest}")
}

fn indented(out: &mut impl Write, text: &str, width: Width) -> Result<()> {
    for part in width.wrap(text, 4) {
        writeln!(out, "    {part}")?;
    }
    Ok(())
}

// How many scenarios caught it, and as many of their requirements as the line has room for.
fn by(twin: &Twin, room: usize) -> String {
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
    use crate::profile::Profile;
    use crate::prove::examples::{fault, matrix};
    use crate::run::Proof;
    use crate::run::Status::{Broken, Held, Inconclusive};
    use crate::run::examples::{run, scenarios};

    fn shown(matrix: &Matrix) -> String {
        shown_in(matrix, Detail::Full)
    }

    fn shown_in(matrix: &Matrix, detail: Detail) -> String {
        let mut out = Vec::new();
        print(&mut out, matrix, detail, Width::PLAIN).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn the_matrix_names_survivors_and_idle_scenarios() {
        insta::assert_snapshot!(shown(&matrix()));
    }

    #[test]
    fn quietly_only_what_is_missing_is_named() {
        let full = shown(&matrix());
        let (caught, missing) = full.split_once("\n\n").unwrap();
        assert!(caught.contains("killed by"), "{caught}");
        assert_eq!(shown_in(&matrix(), Detail::Quiet), missing);
    }

    #[test]
    fn what_went_past_its_requirement_is_named() {
        let mut matrix = matrix();
        let mut fault = fault("lists-any");
        fault.requirements = vec!["LST-03".to_owned(), "GET-01".to_owned()];
        let mut leaky = run([Held, Broken, Held, Held, Held]);
        leaky.scenarios[0].status = Inconclusive;
        leaky.scenarios[0].evidence = Some(Proof {
            found: "no answer within 10 s".to_owned(),
            ..Proof::default()
        });
        matrix.twins[0] = Twin::judged(&fault, Ok(&leaky), &scenarios());
        matrix.twins[0].answer_for(&Profile::reference().unwrap(), &scenarios());
        matrix.conclude(None);
        let text = shown(&matrix);
        let named = "WENT PAST  lists-any: lists whatever workspace is asked for\n    GET-01 should notice it; \
                     features/get.feature:4 inconclusive: no answer within 10 s\n";
        assert!(text.contains(named), "{text}");
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
        // The last line says what was judged, and stays one line for those who read it by program.
        let (above, _) = text.trim_end().rsplit_once('\n').unwrap();
        assert!(above.lines().all(|line| line.chars().count() <= 100), "{text}");
        assert!(text.contains("killed by 80: LST-10 LST-11"), "{text}");
    }
}
