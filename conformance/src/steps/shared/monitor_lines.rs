//! Lines that `MONITOR` prints, one for each command that reached a Redis.

/// The command on a line of `MONITOR`, in small letters.
pub(crate) fn command_of(line: &str) -> String {
    line.split('"').nth(1).unwrap_or_default().to_lowercase()
}

/// When the server took a line of `MONITOR`, in seconds.
pub(crate) fn moment_of(line: &str) -> Option<f64> {
    line.split(' ').next()?.parse().ok()
}

/// Whether a command goes through all keys at once.
pub(crate) fn holds_everybody_up(command: &str) -> bool {
    matches!(command, "keys" | "flushdb" | "flushall" | "randomkey")
}
