//! The placeholders that every command of a profile may have. Their values belong to `under_test`.

/// Placeholders of every command.
pub(in crate::profile) const KNOWN: [&str; 10] = [
    "port",
    "redis_url",
    "keyset",
    "secret",
    "issuer",
    "audience",
    "leeway",
    "phase",
    "metrics_port",
    "fault",
];
