//! Who the suite pretends to be: workspaces, the keys it signs with, sound tokens, and hostile ones.
//! Sending does not belong here. The invariant: no workspace is ever used by two scenarios.

mod error;
pub mod hostile;
mod issuer;
mod keys;
mod lender;
mod printer;
mod tenants;

pub use error::{IssuerError, KeyError, TokenError};
pub use issuer::Issuer;
pub use keys::SigningKey;
pub use lender::{Loan, Pool};
pub use tenants::{Tenant, stem};
