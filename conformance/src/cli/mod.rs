//! The command line. Belongs here: one file a command, which reads its arguments, calls the folders below and prints what they
//! came to; and the flags and errors that several commands share. Does not belong here: running and judging (`run`,
//! `prove`), and how a run is shown (`report`). The invariant: every command ends with one of the documented exit codes.

mod baseline;
mod command;
mod common;
mod diff;
mod doctor;
mod error;
mod explain;
mod init;
mod init_texts;
mod lint;
mod list;
mod prove;
mod replay;
mod run;
mod tags;
mod target;

pub use command::main;

#[cfg(test)]
mod tests;
