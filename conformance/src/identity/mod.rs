//! Who the suite pretends to be: workspaces, the keys it signs with, sound tokens, and hostile ones.
//! Sending does not belong here. The invariant: no workspace is ever used by two scenarios.

pub mod hostile;
mod issuer;
mod keys;
mod lender;
mod printer;
mod settings;
mod tenants;

pub use issuer::{Issuer, IssuerError, Scope};
pub use keys::{Algorithm, KeyError, SigningKey};
pub use lender::{Loan, Pool, TokenError};
pub use settings::{Claims, ScopeForm, Scopes, Tokens};
pub use tenants::{Tenant, stem};
