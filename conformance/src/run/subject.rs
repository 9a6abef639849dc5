//! What is judged, in one sentence: the first and the last line of every command that judges. The invariant: the sentence is
//! made here alone, so that both lines of all commands say the same.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::profile::Profile;
use crate::suite::{Level, Scenario};

/// A target, its Redis, and the levels at which it is judged. Shown as the sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// What was judged.
    pub target: Judged,
    /// Where its Redis came from.
    pub redis: String,
    /// The levels of the scenarios that were chosen, each once, in order.
    pub levels: Vec<Level>,
}

/// What was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// Its name in the profile.
    pub name: String,
    /// Where it was reached.
    pub url: Option<String>,
    /// The command of the profile that started it, placeholders as they are; `None` where it ran already.
    pub command: Option<String>,
}

impl Subject {
    /// What a profile declares, and these scenarios ask of it. Where a target that is started is reached, and on which Redis,
    /// is not known before.
    #[must_use]
    pub fn of<'a>(profile: &Profile, scenarios: impl IntoIterator<Item = &'a Scenario>) -> Self {
        let target = &profile.target;
        let levels: BTreeSet<Level> = scenarios.into_iter().map(Scenario::level).collect();
        Self {
            target: Judged {
                name: target.name.clone(),
                url: target.url.clone(),
                command: target.start.as_ref().map(|start| shown(&start.cmd)),
            },
            redis: "not yet known".to_owned(),
            levels: levels.into_iter().collect(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Judged { name, url, command } = &self.target;
        f.write_str(name)?;
        match (url, command) {
            (Some(url), _) => write!(f, " at {url}")?,
            (None, Some(command)) => write!(f, ", started with `{command}`")?,
            (None, None) => {}
        }
        write!(f, "; redis: {}; levels:", self.redis)?;
        if self.levels.is_empty() {
            return f.write_str(" none");
        }
        self.levels.iter().try_for_each(|level| write!(f, " {level}"))
    }
}

// The value of an assignment, as in `env KEY=value`, may be a secret.
fn shown(words: &[String]) -> String {
    let words = words.iter().map(|word| match word.split_once('=') {
        Some((name, _)) => format!("{name}=…"),
        None => word.clone(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::started(
        None,
        Some("jobs serve"),
        "jobs, started with `jobs serve`; redis: given; levels: L1 L3"
    )]
    #[case::reached(
        Some("http://x"),
        Some("jobs serve"),
        "jobs at http://x; redis: given; levels: L1 L3"
    )]
    #[case::lent(Some("http://x"), None, "jobs at http://x; redis: given; levels: L1 L3")]
    fn says_what_is_judged_and_where(
        #[case] url: Option<&str>,
        #[case] command: Option<&str>,
        #[case] expected: &str,
    ) {
        let subject = Subject {
            target: Judged {
                name: "jobs".to_owned(),
                url: url.map(str::to_owned),
                command: command.map(str::to_owned),
            },
            redis: "given".to_owned(),
            levels: vec![Level::L1, Level::L3],
        };
        assert_eq!(subject.to_string(), expected);
    }

    #[test]
    fn an_assignment_in_a_command_is_not_shown() {
        let words = ["env", "API_KEY=hush", "node", "--port=${port}", "server.js"].map(str::to_owned);
        assert_eq!(shown(&words), "env API_KEY=… node --port=… server.js");
    }
}
