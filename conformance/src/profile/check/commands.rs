//! What the commands of a profile must not say although they are well formed. Tokens, routes and keys belong to their own
//! files. The invariant: each command names a program, and each of its placeholders can be filled in.

use crate::profile::algorithm::Algorithm;
use crate::profile::backfill::{Backfill, MODE};
use crate::profile::command::Command;
use crate::profile::contradiction::{Contradiction, at};
use crate::profile::declaration::Profile;
use crate::profile::placeholders::{STARTED, carried, stranger};
use crate::profile::template::Template;

/// The first contradiction, if any.
pub(super) fn contradiction(profile: &Profile) -> Option<Contradiction> {
    let start = profile.target.start.as_ref();
    let worker = profile.worker.as_ref().map(|worker| &worker.start);
    let (own, carried) = (profile.backfill.as_ref(), carried());
    started("target", "start", start, &STARTED, profile)
        .or_else(|| started("worker", "start", worker, &STARTED, profile))
        .or_else(|| backfill("backfill", own, &carried, profile))
        .or_else(|| prove(profile))
}

fn prove(profile: &Profile) -> Option<Contradiction> {
    let prove = profile.prove.as_ref()?;
    if prove.list.is_empty() {
        let why = "`list` is empty; it holds a program and its arguments";
        return Some(at("prove", "list", why));
    }
    if let Some(name) = prove.list.iter().find_map(|word| Template(word).unknown(&[])) {
        let why = format!("{}, or write $${{ for a plain ${{", stranger(name, &[]));
        return Some(at("prove", "list", why));
    }
    if !prove.start.mentions("fault") {
        let why = "nothing holds ${fault}, so every twin would be the same; say where the fault's id goes";
        return Some(at("prove", "start", why));
    }
    let twin = [&STARTED[..], &["fault"]].concat();
    let carried = [&carried()[..], &["fault"]].concat();
    started("prove", "start", Some(&prove.start), &twin, profile)
        .or_else(|| started("prove", "worker", prove.worker.as_ref(), &twin, profile))
        .or_else(|| backfill("prove.backfill", prove.backfill.as_ref(), &carried, profile))
}

fn started(
    table: &'static str,
    key: &'static str,
    command: Option<&Command>,
    known: &[&str],
    profile: &Profile,
) -> Option<Contradiction> {
    let command = command?;
    if command.cmd.first().is_none_or(String::is_empty) {
        let why = "`cmd` names no program; it holds a program and its arguments";
        return Some(at(table, key, why));
    }
    let why = command
        .texts()
        .find_map(|text| unfillable(text, known, profile))?;
    Some(at(table, key, why))
}

fn backfill(
    table: &'static str,
    backfill: Option<&Backfill>,
    known: &[&str],
    profile: &Profile,
) -> Option<Contradiction> {
    let backfill = backfill?;
    let env: Vec<String> = backfill.env.values().cloned().collect();
    // Each key with its texts and the placeholder that it alone has.
    let keys = [
        ("cmd", Some(&backfill.cmd), Some(MODE)),
        ("cleanup", backfill.cleanup.as_ref(), Some(MODE)),
        ("env", Some(&env), None),
        ("dry_run", Some(&backfill.dry_run), None),
        ("execute", Some(&backfill.execute), None),
        ("verify", backfill.verify.as_ref(), None),
        ("reverse", backfill.reverse.as_ref(), None),
        ("workspace", backfill.workspace.as_ref(), Some("workspace")),
        ("rate", backfill.rate.as_ref(), Some("rate")),
        ("batch", backfill.batch.as_ref(), Some("batch")),
        ("report", backfill.report.as_ref(), None),
        ("metrics", backfill.metrics.as_ref(), None),
    ];
    for (key, words, own) in keys {
        let known: Vec<&str> = known.iter().copied().chain(own).collect();
        let why = words.into_iter().flatten().find_map(|word| {
            let template = Template(word);
            if template.has(MODE) && (own != Some(MODE) || template.whole().is_none()) {
                let why = "${mode} is for a word of `cmd` or `cleanup`, and has it to itself; fix it there";
                return Some(why.to_owned());
            }
            unfillable(word, &known, profile)
        });
        if let Some(why) = why {
            return Some(at(table, key, why));
        }
    }
    let name = Template(backfill.place.as_deref()?).unknown(&[])?;
    Some(at(table, "place", stranger(name, &[])))
}

// Why a placeholder of this text cannot be filled in.
fn unfillable(text: &str, known: &[&str], profile: &Profile) -> Option<String> {
    let hs256 = profile.tokens.algorithms().any(|a| a == Algorithm::Hs256);
    Template(text).names().into_iter().find_map(|name| match name {
        "fault" if !known.contains(&name) => {
            Some("${fault} is for the commands under [prove]; take it out here".to_owned())
        }
        "secret" if !hs256 => Some(
            "${secret} is for HS256, which is neither `algorithm` nor in `also` under [tokens]; use ${keyset}, or add it"
                .to_owned(),
        ),
        _ if known.contains(&name) => None,
        _ => Some(stranger(name, known)),
    })
}
