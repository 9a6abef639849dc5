//! `watertight.toml` as data: what a target declares, with the contract's defaults, and what is wrong with it. Belongs here:
//! the types of its sections, reading them, and the placeholders in them. Does not belong here: anything that starts,
//! sends or signs. The invariant: every type refuses keys it does not know.

mod algorithm;
mod backfill;
mod body;
mod capability;
mod check;
mod command;
mod contradiction;
mod declaration;
mod error;
mod file;
mod layout;
mod placeholders;
mod refusals;
mod routes;
mod scope;
mod sections;
mod template;
mod tokens;

pub use algorithm::Algorithm;
pub use backfill::{Asked, Backfill, Counted, Counts, Mode};
pub use body::{Body, Execute};
pub use capability::{Capability, PHASES};
pub use command::Command;
pub use declaration::Profile;
pub use error::ProfileError;
pub use layout::{Layout, LayoutError};
pub use refusals::{Refusal, Refusals};
pub use routes::Http;
pub use scope::Scope;
pub use sections::{Capabilities, Limits, Metrics, Prove, Ready, TargetSection, Worker};
pub use template::{Template, written};
pub use tokens::{Claims, ScopeForm, Scopes, Tokens};
