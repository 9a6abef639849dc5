//! A token with a signature that no key has made.

use super::bytes;
use crate::identity::issuer::Issuer;
use crate::identity::tenants::Tenant;
use crate::profile::Scope;

/// A token that nobody can take for a good one: one flipped bit in an otherwise perfect signature.
#[must_use]
pub fn spoiled(issuer: &Issuer, tenant: &Tenant) -> String {
    let good = issuer.token(tenant, &[Scope::Read, Scope::Execute]);
    bytes::split(&good).map_or(good, |[header, payload, signature]| {
        let mut signature = bytes::unsegment(&signature);
        bytes::flip(&mut signature, 0);
        format!("{header}.{payload}.{}", bytes::segment(signature))
    })
}
