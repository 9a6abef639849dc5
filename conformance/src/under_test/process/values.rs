//! What the placeholders of a command stand for. Which of them a profile may use where belongs to `check`. The
//! invariant: a name without a value is an error, never an empty text.

use std::path::Path;

use crate::identity::Issuer;
use crate::profile::Template;

/// What placeholders stand for.
pub(in crate::under_test) struct Values<'a> {
    pub(in crate::under_test) port: u16,
    pub(in crate::under_test) redis_url: Option<&'a str>,
    pub(in crate::under_test) keyset: &'a Path,
    pub(in crate::under_test) issuer: &'a Issuer,
    pub(in crate::under_test) fault: Option<&'a str>,
    pub(in crate::under_test) phase: Option<&'a str>,
    pub(in crate::under_test) metrics_port: Option<u16>,
}

impl Values<'_> {
    /// The text with its placeholders filled, or the name of the one for which there is nothing.
    pub(in crate::under_test) fn fill(&self, text: &str) -> Result<String, String> {
        Template(text).fill(|name| self.of(name))
    }

    /// What this placeholder stands for.
    pub(in crate::under_test) fn of(&self, name: &str) -> Option<String> {
        match name {
            "port" => Some(self.port.to_string()),
            "redis_url" => self.redis_url.map(str::to_owned),
            "keyset" => Some(self.keyset.display().to_string()),
            "secret" => self
                .issuer
                .keys()
                .iter()
                .find_map(|key| key.secret().map(str::to_owned)),
            "issuer" => Some(self.issuer.issuer().to_owned()),
            "audience" => Some(self.issuer.audience().to_owned()),
            "leeway" => Some(self.issuer.leeway().to_string()),
            "phase" => self.phase.map(str::to_owned),
            "metrics_port" => self.metrics_port.map(|port| port.to_string()),
            "fault" => self.fault.map(str::to_owned),
            _ => None,
        }
    }
}
