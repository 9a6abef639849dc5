//! What a forgery is made of, and what it yields. How a phrase becomes a token belongs to the other files of this folder.

use crate::identity::issuer::Issuer;
use crate::identity::tenants::Tenant;

/// Who takes part in a forgery.
pub struct Cast<'a> {
    /// Whoever the target trusts.
    pub issuer: &'a Issuer,
    /// The workspace that the forged token is meant to open.
    pub victim: &'a Tenant,
    /// The workspace that the forger holds good tokens of.
    pub forger: &'a Tenant,
}

/// A token that must open nothing.
#[derive(Clone)]
pub struct Forged {
    /// What tells it from others of the same phrase, such as the key it imitates; may be empty.
    pub variant: String,
    /// The token as it goes onto the wire.
    pub token: String,
    /// The forger's good token whose signature was borrowed. It should be used first, since a service may
    /// remember signatures that it found good.
    pub lender: Option<String>,
}
