//! Looking at processes from outside, through `/proc`: what a command started, and whether it is still there.

use std::path::Path;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// The servers that `parent` started: its children whose program is called `name` and whose first argument is `serve`.
#[must_use]
pub fn servers(parent: u32, name: &str) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let ids = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| parent_of(*id) == Some(parent) && program_of(*id).as_deref() == Some(name) && serves(*id))
        .collect()
}

/// Whether that process still runs; one that is dead and not yet waited for does not.
#[must_use]
pub fn runs(id: u32) -> bool {
    stat(id).is_some_and(|fields| !fields.starts_with('Z'))
}

/// Kills one process that a test's command left behind or that a test wants dead.
pub fn end(id: u32) {
    if let Ok(id) = i32::try_from(id) {
        let _ = kill(Pid::from_raw(id), Signal::SIGKILL);
    }
}

fn parent_of(id: u32) -> Option<u32> {
    stat(id)?.split(' ').nth(1)?.parse().ok()
}

fn program_of(id: u32) -> Option<String> {
    let path = std::fs::read_link(Path::new("/proc").join(id.to_string()).join("exe")).ok()?;
    Some(
        path.file_name()?
            .to_string_lossy()
            .trim_end_matches(" (deleted)")
            .to_owned(),
    )
}

fn serves(id: u32) -> bool {
    let arguments =
        std::fs::read(Path::new("/proc").join(id.to_string()).join("cmdline")).unwrap_or_default();
    arguments.split(|byte| *byte == 0).nth(1) == Some(b"serve")
}

/// The fields after the program's name, which may itself hold spaces and brackets.
fn stat(id: u32) -> Option<String> {
    let text = std::fs::read_to_string(Path::new("/proc").join(id.to_string()).join("stat")).ok()?;
    Some(text.rsplit_once(") ")?.1.to_owned())
}
