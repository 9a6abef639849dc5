//! What is judged, in one sentence: the first and the last line of every command that judges. The invariant: the sentence is
//! made here alone, so that both lines of all commands say the same.

use serde::Serialize;

use crate::profile::Profile;
use crate::suite::Level;

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

impl Judged {
    /// What a profile declares. Where a target that is started is reached is not known before.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let target = &profile.target;
        Self {
            name: target.name.clone(),
            url: target.url.clone(),
            command: target.start.as_ref().map(|start| shown(&start.cmd)),
        }
    }

    /// The target, its address or else its command, its Redis, and the levels.
    #[must_use]
    pub fn sentence(&self, redis: &str, levels: &[Level]) -> String {
        let place = match (&self.url, &self.command) {
            (Some(url), _) => format!(" at {url}"),
            (None, Some(command)) => format!(", started with `{command}`"),
            (None, None) => String::new(),
        };
        let levels: Vec<&str> = levels.iter().map(|level| level.name()).collect();
        let levels = if levels.is_empty() {
            "none".to_owned()
        } else {
            levels.join(" ")
        };
        format!("{}{place}; redis: {redis}; levels: {levels}", self.name)
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
        let judged = Judged {
            name: "jobs".to_owned(),
            url: url.map(str::to_owned),
            command: command.map(str::to_owned),
        };
        assert_eq!(judged.sentence("given", &[Level::L1, Level::L3]), expected);
    }

    #[test]
    fn an_assignment_in_a_command_is_not_shown() {
        let words = ["env", "API_KEY=hush", "node", "--port=${port}", "server.js"].map(str::to_owned);
        assert_eq!(shown(&words), "env API_KEY=… node --port=… server.js");
    }
}
