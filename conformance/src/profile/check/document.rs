//! What a profile must not say although it is well formed. Reading it belongs to `profile`. The invariant: a
//! profile that passes cannot turn a success into a refusal, or a placeholder into nothing.

use super::{http, phases};
use crate::profile::algorithm::Algorithm;
use crate::profile::command::Command;
use crate::profile::contradiction::{Contradiction, at};
use crate::profile::declaration::Profile;
use crate::profile::placeholders::KNOWN;
use crate::profile::template::Template;

/// The first contradiction, if any.
pub(in crate::profile) fn contradiction(profile: &Profile) -> Option<Contradiction> {
    source(profile)
        .or_else(|| commands(profile))
        .or_else(|| tokens(profile))
        .or_else(|| http::routes(profile))
        .or_else(|| http::refusals(profile))
        .or_else(|| http::limits(profile))
        .or_else(|| http::store(profile))
        .or_else(|| phases::contradiction(profile))
}

fn source(profile: &Profile) -> Option<Contradiction> {
    let target = &profile.target;
    match (&target.start, &target.url) {
        (Some(_), Some(_)) => Some(at(
            "target",
            "url",
            "there is both `start` and `url`; keep one of them",
        )),
        (None, None) => Some(at(
            "target",
            "name",
            "there is neither `start` nor `url`; give one of them",
        )),
        (None, Some(_)) if target.port.is_some() => Some(at(
            "target",
            "port",
            "`port` is for a target that is started; with `url`, leave it out",
        )),
        _ if target.port == Some(0) => Some(at(
            "target",
            "port",
            "0 is no port; leave it out for any free one",
        )),
        _ if target.ready.timeout == 0 => Some(at(
            "target",
            "ready",
            "a `timeout` of 0 s leaves no time to start; give at least \"1s\"",
        )),
        _ => None,
    }
}

fn commands(profile: &Profile) -> Option<Contradiction> {
    let start = profile
        .target
        .start
        .as_ref()
        .and_then(|start| command("target", "start", start, false, profile));
    start.or_else(|| {
        let prove = profile.prove.as_ref()?;
        if prove.list.is_empty() {
            return Some(at(
                "prove",
                "list",
                "`list` is empty; it holds a program and its arguments",
            ));
        }
        if !texts(&prove.start).any(|text| Template(text).has("fault")) {
            let why =
                "nothing holds ${fault}, so every twin would be the same; say where the fault's id goes";
            return Some(at("prove", "start", why));
        }
        command("prove", "start", &prove.start, true, profile)
    })
}

fn texts(command: &Command) -> impl Iterator<Item = &str> {
    command.cmd.iter().chain(command.env.values()).map(String::as_str)
}

fn command(
    table: &'static str,
    key: &'static str,
    command: &Command,
    twin: bool,
    profile: &Profile,
) -> Option<Contradiction> {
    if command.cmd.first().is_none_or(String::is_empty) {
        return Some(at(
            table,
            key,
            "`cmd` names no program; it holds a program and its arguments",
        ));
    }
    for name in texts(command).flat_map(|text| Template(text).names()) {
        if !KNOWN.contains(&name) {
            let near = crate::profile::error::meant(name, KNOWN.iter().copied());
            let list: Vec<String> = KNOWN
                .iter()
                .filter(|known| twin || **known != "fault")
                .map(|known| format!("${{{known}}}"))
                .collect();
            return Some(at(
                table,
                key,
                format!(
                    "there is no placeholder ${{{name}}}{near}; there are {}, and $${{ stands for a plain ${{",
                    list.join(", ")
                ),
            ));
        }
        if name == "fault" && !twin {
            return Some(at(
                table,
                key,
                "${fault} is for `start` under [prove]; take it out here",
            ));
        }
        if name == "secret" && !profile.tokens.algorithms().any(|a| a == Algorithm::Hs256) {
            let why = "${secret} is for HS256, which is neither `algorithm` nor in `also` under [tokens]; use ${keyset}, or add it";
            return Some(at(table, key, why));
        }
    }
    None
}

fn tokens(profile: &Profile) -> Option<Contradiction> {
    let tokens = &profile.tokens;
    let sources = [
        tokens.are_signed(),
        tokens.ready.is_some(),
        !tokens.command.is_empty(),
    ];
    if sources.into_iter().filter(|given| *given).count() != 1 {
        let why = "tokens come from one place: give `algorithm` (the suite signs them), `command` (one prints them) or `ready` (an environment variable holds them)";
        let key = if tokens.ready.is_some() {
            "ready"
        } else {
            "algorithm"
        };
        return Some(at("tokens", key, why));
    }
    if !tokens.are_signed() && !tokens.also.is_empty() {
        return Some(at("tokens", "also", "`also` goes with `algorithm`; leave it out"));
    }
    let known = ["workspace", "subject", "scopes"];
    let mut words = tokens.command.iter();
    if let Some(unknown) = words.find_map(|word| Template(word).unknown(&known)) {
        let why = format!(
            "there is no placeholder ${{{unknown}}} here; there are ${{workspace}}, ${{subject}} and ${{scopes}}"
        );
        return Some(at("tokens", "command", why));
    }
    if tokens.leeway > 60 {
        return Some(at(
            "tokens",
            "leeway",
            "more than a minute is no leeway; give 0 to 60 seconds",
        ));
    }
    for (key, text) in [("issuer", &tokens.issuer), ("audience", &tokens.audience)] {
        if text.is_empty() {
            return Some(at(
                "tokens",
                key,
                format!("`{key}` is empty; give what the target expects, or leave it out"),
            ));
        }
    }
    let names = [&tokens.claims.workspace, &tokens.claims.scope];
    if names[0] == names[1] || names.iter().any(|name| name.is_empty()) {
        return Some(at(
            "tokens",
            "claims",
            "`workspace` and `scope` are two claims; give two names",
        ));
    }
    if tokens.scopes.read.is_empty() || tokens.scopes.execute.is_empty() {
        return Some(at(
            "tokens",
            "scopes",
            "a scope has no name; give what the target expects",
        ));
    }
    None
}
