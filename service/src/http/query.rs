//! Query parameters, read once and strictly.
//!
//! Values stay bytes until text is needed, so that a workspace is compared exactly as it was sent. Unknown parameters are
//! ignored. A known parameter that is given twice is refused.
//! Invariant: percent-encoding is decoded exactly once.

use super::problem::{Invalid, Problem};
use crate::jobs::Status;

const LIMIT_RANGE: std::ops::RangeInclusive<u64> = 1..=100;
const DEFAULT_LIMIT: usize = 100;

/// The parameters of all operations.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    workspace_id: Option<Vec<u8>>,
    status: Option<Vec<u8>>,
    limit: Option<Vec<u8>>,
    cursor: Option<Vec<u8>>,
}

impl Parameters {
    /// Reads a raw query.
    pub(super) fn parse(query: Option<&str>) -> Result<Self, Problem> {
        let mut parameters = Self::default();
        for pair in query.unwrap_or_default().split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let slot = match form_decode(name).as_slice() {
                b"workspace_id" => &mut parameters.workspace_id,
                b"status" => &mut parameters.status,
                b"limit" => &mut parameters.limit,
                b"cursor" => &mut parameters.cursor,
                _ => continue,
            };
            if slot.replace(form_decode(value)).is_some() {
                return Err(Invalid::RepeatedParameter.into());
            }
        }
        Ok(parameters)
    }

    pub(super) fn workspace_id(&self) -> Option<&[u8]> {
        self.workspace_id.as_deref()
    }

    pub(super) fn status(&self) -> Result<Option<Status>, Problem> {
        let Some(bytes) = &self.status else {
            return Ok(None);
        };
        let status = std::str::from_utf8(bytes).ok().and_then(Status::named);
        status.map(Some).ok_or(Invalid::Status.into())
    }

    pub(super) fn limit(&self) -> Result<usize, Problem> {
        let Some(bytes) = &self.limit else {
            return Ok(DEFAULT_LIMIT);
        };
        // `parse` alone would accept a plus sign.
        let digits = std::str::from_utf8(bytes)
            .ok()
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let limit = digits
            .and_then(|text| text.parse::<u64>().ok())
            .filter(|limit| LIMIT_RANGE.contains(limit));
        limit
            .and_then(|limit| usize::try_from(limit).ok())
            .ok_or(Invalid::Limit.into())
    }

    pub(super) fn cursor(&self) -> Result<Option<&str>, Problem> {
        let Some(bytes) = &self.cursor else {
            return Ok(None);
        };
        let text = std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty());
        text.map(Some).ok_or(Invalid::Cursor.into())
    }
}

/// Decodes `%XX` once. A percent sign that starts no escape stays as it is.
pub(super) fn percent_decode(text: &str) -> Vec<u8> {
    percent_encoding::percent_decode_str(text).collect()
}

fn form_decode(text: &str) -> Vec<u8> {
    percent_decode(&text.replace('+', " "))
}
