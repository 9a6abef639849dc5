//! Phrases about phrases and words that every room uses. Does not belong here: what belongs to one subject.

pub(super) mod monitor_lines;
pub(super) mod parameters;
pub(super) mod phrases;
pub(super) mod placeholders;
