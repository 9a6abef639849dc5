//! What is wrong with a profile that is well formed, and where. Finding it belongs to `check`, its message to `error`.

/// A contradiction in a profile.
#[derive(Debug)]
pub(in crate::profile) struct Contradiction {
    /// The table that holds it.
    pub(in crate::profile) table: &'static str,
    /// The key that would have to change.
    pub(in crate::profile) key: &'static str,
    /// What is wrong, and the fix.
    pub(in crate::profile) why: String,
}

pub(in crate::profile) fn at(
    table: &'static str,
    key: &'static str,
    why: impl Into<String>,
) -> Contradiction {
    Contradiction {
        table,
        key,
        why: why.into(),
    }
}
