//! How binding a requirement is (RFC 2119). The invariant: in every report a keyword is written as in the feature files.

use serde::{Deserialize, Serialize};

/// How binding a requirement is. A stronger keyword is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Keyword {
    /// Recommended: it is reported, and decides nothing.
    Should,
    /// Required: it decides the outcome of a run.
    Must,
}

impl Keyword {
    /// The keyword of this tag, if it is one.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        [Self::Must, Self::Should]
            .into_iter()
            .find(|keyword| keyword.name() == tag)
    }

    /// As it is written in feature files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
        }
    }
}

impl std::fmt::Display for Keyword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_written_everywhere_in_the_same_way() {
        for keyword in [Keyword::Must, Keyword::Should] {
            assert_eq!(Keyword::of_tag(keyword.name()), Some(keyword));
            assert_eq!(serde_json::to_value(keyword).unwrap(), keyword.name());
            assert_eq!(keyword.to_string(), keyword.name());
        }
        assert_eq!(Keyword::of_tag("must"), None);
        assert!(Keyword::Must > Keyword::Should);
    }
}
