//! Fresh random workspaces. The invariant: an id is within the strictest grammar of the contract.

use rand::Rng as _;

/// A workspace that takes part in a scenario.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Its name in the scenario.
    pub name: String,
    /// Its id.
    pub workspace: String,
    /// A random text that all its jobs carry.
    pub canary: String,
    /// The subject of its tokens.
    pub subject: String,
    /// Whether nobody but the scenario uses it, so that its jobs are all known.
    pub fresh: bool,
}

impl Tenant {
    /// A workspace that nobody has used before.
    #[must_use]
    pub fn fresh(name: &str) -> Self {
        Self::with_stem(name, &stem())
    }

    /// The same, with an id that begins with this stem.
    #[must_use]
    pub fn with_stem(name: &str, stem: &str) -> Self {
        Self {
            fresh: true,
            ..Self::with_workspace(name, &format!("{stem}{}", random(7)))
        }
    }

    /// A workspace with an id of the caller's choosing.
    #[must_use]
    pub fn with_workspace(name: &str, workspace: &str) -> Self {
        Self {
            name: name.to_owned(),
            workspace: workspace.to_owned(),
            canary: format!("canary{}", random(20)),
            subject: format!("user-{}", random(10)),
            fresh: false,
        }
    }
}

/// A text that the ids of one scenario's workspaces begin with, and those of no other.
#[must_use]
pub fn stem() -> String {
    format!("wt{}", random(9))
}

fn random(length: usize) -> String {
    const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut rng = rand::rng();
    (0..length)
        .map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_workspaces_are_alike_and_each_is_within_the_grammar() {
        let tenants: Vec<Tenant> = (0..100).map(|_| Tenant::fresh("acme")).collect();
        for (index, tenant) in tenants.iter().enumerate() {
            let id = tenant.workspace.strip_prefix("wt").unwrap();
            assert!(id.len() == 16 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
            assert!(
                tenants[..index]
                    .iter()
                    .all(|other| other.workspace != tenant.workspace && other.canary != tenant.canary)
            );
        }
    }
}
