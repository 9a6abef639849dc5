//! What a profile must not say about phases, metrics and backfill. Placeholders that there are not belong to `commands`. The
//! invariant: a capability that is declared can be used, so that nothing is left out in silence.

use crate::profile::backfill::MODE;
use crate::profile::capability::PHASES;
use crate::profile::contradiction::{Contradiction, at};
use crate::profile::declaration::Profile;
use crate::profile::template::{Template, written};

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
        let phased = start.is_some_and(|start| start.mentions("phase"));
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
        Some(start) if !start.mentions("phase") => {
            let why = "nothing holds ${phase}, so every phase would be the same; say where it goes";
            return Some(at("target", "start", why));
        }
        Some(start) if profile.metrics.is_some() && !start.mentions("metrics_port") => {
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
