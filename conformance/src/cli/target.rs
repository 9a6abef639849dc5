//! Which target a command judges, and the Redis it is lent. The invariant: the reference is judged only where somebody asked
//! for it. A profile that lies beside the user and is not read would make a verdict on something else.

use std::fmt::Display;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::common::printed;
use super::error::CliError;
use crate::profile::Profile;
use crate::under_test::RedisLease;

/// The name of a profile that is found without being named.
pub(super) const PROFILE: &str = "watertight.toml";

/// Which target, and the Redis it is lent.
#[derive(Debug, Args)]
pub(super) struct TargetArgs {
    #[command(flatten)]
    choice: ProfileArgs,
    /// Judge what already runs here instead of starting the target
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    #[command(flatten)]
    redis: RedisArgs,
}

/// Which profile.
#[derive(Debug, Args)]
pub(super) struct ProfileArgs {
    /// The target's profile; without it, the watertight.toml of this folder or of one above, up to the repository's root
    #[arg(long, value_name = "FILE", conflicts_with = "reference")]
    target: Option<PathBuf>,
    /// Judge the reference service, which comes with the suite
    #[arg(long)]
    reference: bool,
}

/// The Redis that a target is lent.
#[derive(Debug, Args)]
pub(super) struct RedisArgs {
    /// A Redis to lend to the target; without it, one is started if possible
    #[arg(
        long,
        env = "WATERTIGHT_REDIS_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    redis_url: Option<String>,
}

/// Prints the first line of a command that judges: what is judged, where, on which Redis, at which levels. `mark` makes it a
/// comment where the output is a script.
pub(super) fn judging(mark: &str, subject: &impl Display) -> Result<(), CliError> {
    printed(writeln!(anstream::stdout().lock(), "{mark}judging: {subject}\n"))
}

impl TargetArgs {
    pub(super) fn profile(&self) -> Result<Arc<Profile>, CliError> {
        let mut profile = self.choice.profile()?;
        if let Some(url) = &self.url {
            profile.target.start = None;
            profile.target.url = Some(url.clone());
        }
        Ok(Arc::new(profile))
    }

    // A target that already runs has its own store; only one that is started needs to be lent any.
    pub(super) async fn lease(&self, profile: &Profile) -> Result<RedisLease, CliError> {
        if profile.target.url.is_some() && self.redis.redis_url.is_none() {
            return Ok(RedisLease::none());
        }
        self.redis.lease().await
    }
}

impl ProfileArgs {
    pub(super) fn profile(&self) -> Result<Profile, CliError> {
        if self.reference {
            return Ok(Profile::reference()?);
        }
        if let Some(path) = &self.target {
            return Ok(Profile::read(path)?);
        }
        let folder = std::env::current_dir().map_err(CliError::Folder)?;
        match find(&folder) {
            Some(path) => Ok(Profile::read(&path)?),
            None => Err(CliError::NoTarget(folder)),
        }
    }
}

impl RedisArgs {
    pub(super) async fn lease(&self) -> Result<RedisLease, CliError> {
        let named = self.redis_url.as_deref().filter(|url| !url.is_empty());
        Ok(RedisLease::find(named).await?)
    }
}

/// The profile nearest to this folder: its own, or one above, up to the repository's root. Where there is no repository, only
/// its own: a file that somebody left in `/tmp` or at home is nobody's choice.
fn find(folder: &Path) -> Option<PathBuf> {
    let root = folder.ancestors().find(|above| above.join(".git").exists());
    let root = root.unwrap_or(folder);
    let within = folder.ancestors().take_while(|above| above.starts_with(root));
    let mut candidates = within.map(|above| above.join(PROFILE));
    candidates.find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::in_the_folder_itself(&["a/b/watertight.toml", ".git/"], "a/b", Some("a/b/watertight.toml"))]
    #[case::above(&["watertight.toml", ".git/", "a/b/"], "a/b", Some("watertight.toml"))]
    #[case::the_nearest(&["watertight.toml", ".git/", "a/watertight.toml", "a/b/"], "a/b", Some("a/watertight.toml"))]
    #[case::not_beyond_the_root(&["watertight.toml", "a/.git/", "a/b/"], "a/b", None)]
    #[case::at_the_root_of_a_worktree(&["a/watertight.toml", "a/.git", "a/b/"], "a/b", Some("a/watertight.toml"))]
    #[case::not_above_without_a_repository(&["watertight.toml", "a/"], "a", None)]
    #[case::a_folder_of_that_name_is_no_profile(&["watertight.toml/", ".git/"], ".", None)]
    #[case::nowhere(&["a/", ".git/"], "a", None)]
    fn a_profile_is_found(#[case] paths: &[&str], #[case] from: &str, #[case] expected: Option<&str>) {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let place = folder.path().join(path);
            if path.ends_with('/') {
                std::fs::create_dir_all(place).unwrap();
            } else {
                std::fs::create_dir_all(place.parent().unwrap()).unwrap();
                std::fs::write(place, "").unwrap();
            }
        }
        let found = find(&folder.path().join(from));
        assert_eq!(found, expected.map(|path| folder.path().join(path)));
    }
}
