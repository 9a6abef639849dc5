//! What a profile must not say although it is well formed. Belongs here: one rule after the other, each with its place and
//! its fix. Does not belong here: reading the file, and printing what is wrong.

mod commands;
mod document;
mod http;
mod phases;

pub(super) use document::contradiction;
