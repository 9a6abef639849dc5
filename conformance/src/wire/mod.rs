//! How the suite talks: requests exactly as written, answers as they came, and how both are shown in a report.
//! Judging does not belong here. The invariant: nothing is normalised on its way out.

mod answer;
mod callback_trap;
mod client;
mod conversation;
mod curl;
mod exchange;
pub mod metrics_page;
mod percent;
mod raw;
mod redact;

pub use callback_trap::CallbackTrap;
pub use client::Client;
pub use curl::curl;
pub use exchange::{Exchange, Request, Response, WireError};
pub use percent::{percent_encoded, percent_encoded_in_lower_case, percent_encoded_whole};
pub use redact::{Ledger, Redactor};
