//! What a profile must not say about phases, worker, metrics and backfill. Other sections belong to `check`. The invariant: a
//! capability that is declared can be used, so that nothing is left out in silence.

use crate::profile::backfill::{Backfill, MODE};
use crate::profile::capability::PHASES;
use crate::profile::command::Command;
use crate::profile::contradiction::{Contradiction, at};
use crate::profile::declaration::Profile;
use crate::profile::error::meant;
use crate::profile::placeholders::KNOWN;
use crate::profile::template::{Template, written};

fn mentions(command: &Command, placeholder: &str) -> bool {
    let mut texts = command.cmd.iter().chain(command.env.values());
    texts.any(|text| Template(text).has(placeholder))
}

fn backfill(profile: &Profile) -> Option<Contradiction> {
    let backfill = profile.backfill.as_ref()?;
    if profile.target.start.is_none() {
        let why = "the backfill is judged on databases of its own, beside a target that the suite starts; give `start` under [target], or leave [backfill] out";
        return Some(at("backfill", "cmd", why));
    }
    if profile.store.as_ref().is_none_or(|store| store.old_key.is_none()) {
        let why = "what the backfill does is seen in Redis; give `old_key` and `new_key` under [store]";
        return Some(at("backfill", "cmd", why));
    }
    let commands = [
        ("cmd", Some(&backfill.cmd)),
        ("cleanup", backfill.cleanup.as_ref()),
    ];
    for (key, words) in commands {
        if words.is_some_and(|words| !words.iter().any(|word| Template(word).whole() == Some(MODE))) {
            let why = "no word of it is ${mode}, so every run would be the same; say where the arguments of a run go";
            return Some(at("backfill", key, why));
        }
    }
    let named = [
        ("workspace", &backfill.workspace, "workspace"),
        ("rate", &backfill.rate, "rate"),
        ("batch", &backfill.batch, "batch"),
        ("report", &backfill.report, "report"),
        ("metrics", &backfill.metrics, "metrics_file"),
    ];
    for (key, words, placeholder) in named {
        if words
            .as_ref()
            .is_some_and(|words| !words.iter().any(|word| Template(word).has(placeholder)))
        {
            return Some(at(
                "backfill",
                key,
                format!("nothing holds {}; say where it goes", written(placeholder)),
            ));
        }
    }
    unknown(backfill)
}

/// The placeholders that only a run of the backfill has.
const OWN: [&str; 5] = ["workspace", "rate", "batch", "report", "metrics_file"];

fn unknown(backfill: &Backfill) -> Option<Contradiction> {
    let env: Vec<String> = backfill.env.values().cloned().collect();
    let texts = [
        ("cmd", Some(&backfill.cmd)),
        ("cleanup", backfill.cleanup.as_ref()),
        ("env", Some(&env)),
        ("dry_run", Some(&backfill.dry_run)),
        ("execute", Some(&backfill.execute)),
        ("verify", backfill.verify.as_ref()),
        ("reverse", backfill.reverse.as_ref()),
        ("workspace", backfill.workspace.as_ref()),
        ("rate", backfill.rate.as_ref()),
        ("batch", backfill.batch.as_ref()),
        ("report", backfill.report.as_ref()),
        ("metrics", backfill.metrics.as_ref()),
    ];
    let known = [&KNOWN[..], &OWN].concat();
    for (key, words) in texts {
        let may_be_mode = ["cmd", "cleanup"].contains(&key);
        let mut words = words.into_iter().flatten().map(|word| Template(word));
        let found = words.find_map(|word| match word.whole() {
            Some(MODE) if may_be_mode => None,
            _ => word.unknown(&known),
        });
        let Some(name) = found else { continue };
        let why = if name == MODE {
            "${mode} is for a word of `cmd` or `cleanup`, and has it to itself; mend it there".to_owned()
        } else {
            let near = meant(name, known.iter().copied());
            let list: Vec<String> = known.iter().map(|name| written(name)).collect();
            let name = written(name);
            format!(
                "there is no placeholder {name}{near}; there are {}",
                list.join(", ")
            )
        };
        return Some(at("backfill", key, why));
    }
    None
}

/// The first contradiction, if any.
pub(super) fn contradiction(profile: &Profile) -> Option<Contradiction> {
    backfill(profile).or_else(|| phases(profile))
}

fn phases(profile: &Profile) -> Option<Contradiction> {
    let phases = &profile.capabilities.phases;
    let start = profile.target.start.as_ref();
    if phases.is_empty() {
        let phased = start.is_some_and(|start| mentions(start, "phase"));
        return phased.then(|| {
            let why = "${phase} needs `phases` under [capabilities]; list them there, or take it out";
            at("target", "start", why)
        });
    }
    if phases != &PHASES {
        let why = format!(
            "`phases` are all four or none, in this order: {}",
            PHASES.join(", ")
        );
        return Some(at("capabilities", "phases", why));
    }
    match start {
        None => {
            let why = "`phases` are for a target that the suite starts; give `start` under [target], or leave them out";
            return Some(at("capabilities", "phases", why));
        }
        Some(start) if !mentions(start, "phase") => {
            let why = "nothing holds ${phase}, so every phase would be the same; say where it goes";
            return Some(at("target", "start", why));
        }
        Some(start) if profile.metrics.is_some() && !mentions(start, "metrics_port") => {
            let why =
                "[metrics] is on a port of its own; say where ${metrics_port} goes, or leave [metrics] out";
            return Some(at("target", "start", why));
        }
        Some(_) => {}
    }
    if profile.store.as_ref().is_none_or(|store| store.old_key.is_none()) {
        let why = "`phases` are judged in the target's Redis; give `old_key` and `new_key` under [store]";
        return Some(at("capabilities", "phases", why));
    }
    None
}
