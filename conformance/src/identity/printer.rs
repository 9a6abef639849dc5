//! Tokens that a command of the target's prints. Ready-made ones belong to `lender`. The invariant: a command that does not
//! end is ended, and nothing of what it printed reaches a message.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::error::TokenError;
use super::tenants::Tenant;
use crate::profile::{Scope, Scopes, Template, written};

const TIME_LIMIT: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(5);

/// The token that this command prints for the workspace and the scopes.
///
/// # Errors
/// When it does not end well in time, or prints nothing.
#[expect(
    clippy::disallowed_methods,
    reason = "between two looks at a child that has a deadline"
)]
pub(super) fn printed(
    command: &[String],
    tenant: &Tenant,
    scopes: &[Scope],
    names: &Scopes,
) -> Result<String, TokenError> {
    let scopes: Vec<&str> = scopes.iter().map(|scope| names.of(*scope)).collect();
    let value = |name: &str| match name {
        "workspace" => Some(tenant.workspace.clone()),
        "subject" => Some(tenant.subject.clone()),
        "scopes" => Some(scopes.join(" ")),
        _ => None,
    };
    let Some((program, arguments)) = command.split_first() else {
        return Err(failed("", "is empty; it holds a program and its arguments"));
    };
    let filled = arguments.iter().map(|word| Template(word).fill(value));
    let arguments = filled.collect::<Result<Vec<String>, String>>().map_err(|name| {
        let name = written(&name);
        failed(
            program,
            format!("has {name} among its arguments, which stands for nothing there"),
        )
    })?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|cause| failed(program, format!("cannot be started: {cause}")))?;
    let end = Instant::now() + TIME_LIMIT;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < end => std::thread::sleep(PAUSE),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(failed(program, "did not end within 10 s"));
            }
            Err(cause) => return Err(failed(program, format!("cannot be waited for: {cause}"))),
        }
    };
    let mut text = String::new();
    let read = child.stdout.take().map(|mut out| out.read_to_string(&mut text));
    match read {
        Some(Ok(_)) if status.success() && !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Some(Ok(_)) if status.success() => Err(failed(
            program,
            "printed nothing; it prints the token, and nothing else",
        )),
        _ => Err(failed(program, format!("failed ({status})"))),
    }
}

fn failed(program: &str, what: impl Into<String>) -> TokenError {
    TokenError::Command {
        program: program.to_owned(),
        what: what.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_prints_one_or_says_how_it_failed() {
        let tenant = Tenant::fresh("acme");
        let words = |script: &str| vec!["sh".to_owned(), "-c".to_owned(), script.to_owned()];
        let printed = |script: &str| printed(&words(script), &tenant, &[Scope::Read], &Scopes::default());
        assert_eq!(
            printed("echo ' ${workspace}/${scopes} '").unwrap(),
            format!("{}/ai:jobs:read", tenant.workspace)
        );
        let named = printed("echo ${worksapce}").unwrap_err().to_string();
        assert!(named.contains("`sh` has ${worksapce}"), "{named}");
        assert!(
            printed("true")
                .unwrap_err()
                .to_string()
                .contains("printed nothing")
        );
        assert!(
            printed("echo hush; exit 3")
                .unwrap_err()
                .to_string()
                .contains("failed")
        );
    }
}
