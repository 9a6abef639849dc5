//! The specification as data: scenarios, the requirements they show, and how to choose among them. Running them
//! does not belong here. The invariant: a choice that matches nothing is an error, never an empty run.

mod error;
mod keyword;
mod level;
mod lint;
mod load;
mod phrases;
mod requirement;
mod scenario;
mod select;

pub use error::SuiteError;
pub use keyword::Keyword;
pub use level::Level;
pub use lint::{Finding, lint};
pub use load::{Suite, Texts, embedded, embedded_texts, folder, folder_texts};
pub use phrases::{Definition, Phrases, Source};
pub use requirement::{Place, Requirement, catalogue};
pub use scenario::{Scenario, Stage};
pub use select::{Shard, select};

#[cfg(test)]
pub(crate) use scenario::places;
