//! The specification as data. Belongs here: the feature files and what their tags mean, the requirements, how to choose among
//! scenarios, and what can be wrong with a feature file. Does not belong here: running a scenario (`run`) and what a phrase
//! does (`steps`); nothing here knows the `World`. The invariant: a choice that matches nothing is an error, never an empty
//! run.

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
