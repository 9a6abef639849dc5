//! A Redis URL and the password in it. The invariant: no password is shown.

/// The password of a URL, if it has one.
pub(in crate::under_test) fn password(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let credentials = rest.rsplit_once('@')?.0;
    credentials
        .split_once(':')
        .map(|(_, password)| password.to_owned())
}

/// The URL, fit to be shown.
pub(in crate::under_test) fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_whatever_it_holds() {
        assert_eq!(password("redis://:a:b@c@h:1/").as_deref(), Some("a:b@c"));
        assert_eq!(password("redis://h:1/"), None);
        assert_eq!(without_password("redis://u:a@h:1/"), "redis://***@h:1/");
        assert_eq!(without_password("redis://h:1/"), "redis://h:1/");
    }
}
