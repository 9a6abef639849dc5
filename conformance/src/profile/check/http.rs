//! What the routes, refusals, limits and key templates of a profile must not say although they are well formed. The
//! start and the tokens belong to `check`. The invariant: a profile that passes cannot turn a success into a refusal.

use crate::profile::contradiction::{Contradiction, at};
use crate::profile::declaration::Profile;
use crate::profile::layout::LayoutError;
use crate::profile::placeholders::stranger;
use crate::profile::template::Template;

pub(super) fn routes(profile: &Profile) -> Option<Contradiction> {
    let http = &profile.http;
    let paths = [
        ("target", "ready", &profile.target.ready.path),
        ("http.list", "path", &http.list.path),
        ("http.get", "path", &http.get.path),
        ("http.execute", "path", &http.execute.path),
    ];
    for (table, key, path) in paths {
        let plain = path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"?#".contains(&byte));
        if !path.starts_with('/') || !plain {
            let why = format!("`{path}` is no path; it begins with a slash and has no query");
            return Some(at(table, key, why));
        }
        let allowed = usize::from(table == "http.get");
        if Template(path).names().iter().any(|name| *name != "job_id")
            || Template(path).names().len() > allowed
        {
            let why = format!(
                "`{path}` has a placeholder that no path has; only that of [http.get] has one, ${{job_id}}"
            );
            return Some(at(table, key, why));
        }
    }
    if !http.prefix.is_empty()
        && (!http.prefix.starts_with('/')
            || http.prefix.ends_with('/')
            || !Template(&http.prefix).names().is_empty())
    {
        let why = format!(
            "`{}` is no prefix; it begins with a slash and ends without one",
            http.prefix
        );
        return Some(at("http", "prefix", why));
    }
    let description = http.description.iter().map(|path| ("description", path));
    let mut plain = description.chain(http.public.iter().map(|path| ("public", path)));
    if let Some((key, name)) = plain.find_map(|(key, path)| Some((key, Template(path).unknown(&[])?))) {
        return Some(at("http", key, stranger(name, &[])));
    }
    let pointers = [
        ("http.job", "workspace", &http.job.workspace),
        ("http.job", "actor", &http.job.actor),
        ("http.job", "status", &http.job.status),
        ("http.job", "enqueued_at", &http.job.enqueued_at),
        ("http.list", "jobs", &http.list.jobs),
        ("http.list", "job_id", &http.list.job_id),
        ("http.list", "next_cursor", &http.list.next_cursor),
        ("http.execute", "job_id", &http.execute.job_id),
    ];
    for (table, key, pointer) in pointers {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            let why =
                format!("`{pointer}` is no JSON pointer; it begins with a slash, such as \"/{pointer}\"");
            return Some(at(table, key, why));
        }
    }
    if profile.capabilities.idempotency && !http.execute.body.holds_request_id() {
        let why = "the body has no ${client_request_id}, yet `idempotency` is declared under [capabilities]; fix one of them";
        return Some(at("http.execute", "body", why));
    }
    None
}

// A refusal that looks like a success would let every leak pass for one.
pub(super) fn refusals(profile: &Profile) -> Option<Contradiction> {
    let refusals = &profile.refusals;
    let statuses = [
        ("unauthenticated", Some(refusals.unauthenticated)),
        ("no_workspace", Some(refusals.no_workspace)),
        ("foreign_workspace", Some(refusals.foreign_workspace)),
        ("not_found", Some(refusals.not_found)),
        ("invalid", refusals.invalid),
    ];
    statuses.into_iter().find_map(|(key, status)| {
        let status = status.filter(|status| !(400..500).contains(status))?;
        let why = format!("{status} refuses nothing; give a status from 400 to 499");
        Some(at("refusals", key, why))
    })
}

pub(super) fn limits(profile: &Profile) -> Option<Contradiction> {
    let limits = &profile.limits;
    if limits.page == 0 || limits.body == 0 {
        let key = if limits.page == 0 { "page" } else { "body" };
        return Some(at(
            "limits",
            key,
            "0 lets nothing through; give the target's own limit",
        ));
    }
    (limits.page_default == 0 || limits.page_default > limits.page).then(|| {
        at(
            "limits",
            "page_default",
            format!(
                "without a limit a page holds 1 to {} jobs, as `page` says",
                limits.page
            ),
        )
    })
}

pub(super) fn store(profile: &Profile) -> Option<Contradiction> {
    let fault = profile.store.as_ref()?.check().err()?;
    let key = match fault {
        LayoutError::NewKey(_) => "new_key",
        LayoutError::OldKey(_) => "old_key",
        LayoutError::Unknown { key, .. } => key,
    };
    Some(at("store", key, fault.to_string()))
}
