//! What a profile must not say although it is well formed. Reading it belongs to `profile`. The invariant: a
//! profile that passes cannot turn a success into a refusal, or a placeholder into nothing.

use super::{commands, http, phases};
use crate::profile::contradiction::{Contradiction, at};
use crate::profile::declaration::Profile;
use crate::profile::placeholders::stranger;
use crate::profile::template::Template;

/// The first contradiction, if any.
pub(in crate::profile) fn contradiction(profile: &Profile) -> Option<Contradiction> {
    source(profile)
        .or_else(|| commands::contradiction(profile))
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
        return Some(at("tokens", "command", stranger(unknown, &known)));
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
