//! The faults that there are, as the program of the twins lists them. The invariant: a fault that was asked for and
//! is not listed is an error, and so is a list without any.

use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;

use crate::profile::{Profile, Template};
use crate::under_test::program;

const LIMIT: Duration = Duration::from_secs(20);

/// A fault.
#[derive(Debug, Clone, Deserialize)]
pub struct Catalogued {
    /// Its id.
    pub id: String,
    /// One line.
    pub summary: String,
    /// Where it comes from.
    pub source: String,
    /// The requirements that should notice.
    #[serde(default)]
    pub requirements: Vec<String>,
}

/// There is nothing to prove with.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The profile names no twins. Exit code 2.
    #[error(
        "the profile has no [prove] section, so there are no twins to judge; add one with `list` and `start`"
    )]
    Missing,
    /// Asked for, but not listed. Exit code 2.
    #[error("there is no fault `{id}`{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// Its id.
        id: String,
        /// What was meant, perhaps.
        near: Option<String>,
    },
    /// An empty list. Exit code 2.
    #[error("`list` under [prove] names no fault; a proof of nothing proves nothing")]
    Empty,
    /// The list was not understood. Exit code 2.
    #[error("`{program}`, the `list` under [prove], did not print faults as JSON: {cause}")]
    Unreadable {
        /// Its name.
        program: String,
        /// What the parser or the program said.
        cause: String,
    },
    /// The program did not run. Exit code 4.
    #[error("cannot run `{program}`, the `list` under [prove]: {cause}; build or install it, or fix `list`")]
    Run {
        /// Its name.
        program: String,
        /// What the system said.
        cause: std::io::Error,
    },
}

/// The faults of this profile, or those that are wanted of them.
///
/// # Errors
/// When there is none, or one that is wanted is not among them.
pub async fn list(profile: &Profile, wanted: &[String]) -> Result<Vec<Catalogued>, CatalogueError> {
    let prove = profile.prove.as_ref().ok_or(CatalogueError::Missing)?;
    let name = prove.list.first().cloned().unwrap_or_default();
    let mut command = tokio::process::Command::new(program(&name));
    command
        .args(prove.list.iter().skip(1).map(|word| plain(word)))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let timed = tokio::time::timeout(LIMIT, command.output()).await;
    let output = timed
        .unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
        .map_err(|cause| CatalogueError::Run {
            program: name.clone(),
            cause,
        })?;
    let unreadable = |cause: String| CatalogueError::Unreadable {
        program: name.clone(),
        cause,
    };
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(unreadable(format!("{}: {}", output.status, said.trim())));
    }
    let all = serde_json::from_slice(&output.stdout).map_err(|cause| unreadable(cause.to_string()))?;
    choose(all, wanted)
}

// Nothing is filled in here; `$${` stands for a plain `${`, as it does in every command.
fn plain(word: &str) -> String {
    Template(word).fill_known(|_| None)
}

fn choose(mut all: Vec<Catalogued>, wanted: &[String]) -> Result<Vec<Catalogued>, CatalogueError> {
    for id in wanted {
        if !all.iter().any(|fault| fault.id == *id) {
            let near = all
                .iter()
                .map(|fault| (strsim::damerau_levenshtein(id, &fault.id), &fault.id))
                .filter(|(distance, _)| *distance <= id.len() / 3)
                .min();
            return Err(CatalogueError::Unknown {
                id: id.clone(),
                near: near.map(|(_, id)| id.clone()),
            });
        }
    }
    all.retain(|fault| wanted.is_empty() || wanted.contains(&fault.id));
    if all.is_empty() {
        return Err(CatalogueError::Empty);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Catalogued> {
        serde_json::from_str(
            r#"[{"id":"alg-none","summary":"s","source":"o","requirements":["JWT-01"]},{"id":"no-owner","summary":"s","source":"o"}]"#,
        )
        .unwrap()
    }

    #[test]
    fn keeps_what_is_wanted_and_refuses_what_is_not_there() {
        let ids = |wanted: &[&str]| {
            let wanted: Vec<String> = wanted.iter().map(|&id| id.to_owned()).collect();
            choose(all(), &wanted)
                .map(|faults| faults.into_iter().map(|fault| fault.id).collect::<Vec<_>>())
                .map_err(|error| error.to_string())
        };
        assert_eq!(ids(&[]).unwrap(), ["alg-none", "no-owner"]);
        assert_eq!(ids(&["no-owner"]).unwrap(), ["no-owner"]);
        assert_eq!(
            ids(&["no-owner", "alg-nome"]).unwrap_err(),
            "there is no fault `alg-nome`; did you mean `alg-none`?"
        );
        assert!(choose(Vec::new(), &[]).is_err());
    }
}
