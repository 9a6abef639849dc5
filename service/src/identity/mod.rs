//! Who is calling: from the bytes of a header to a workspace that can be trusted.
//!
//! The chain is `Bearer → VerifiedToken → Workspace`, and each value has one maker. HTTP answers and jobs do not belong
//! here.
//! Invariant: a [`Workspace`] exists only because a verified token named it.

mod bearer;
mod key;
mod key_file;
mod keyset;
mod scope;
mod token;
mod token_fault;
mod verifier;
mod workspace;

pub use bearer::{Bearer, BearerFault};
pub use key::{KeyError, SigningAlgorithm};
pub use keyset::KeySet;
pub use scope::Scope;
pub use token::VerifiedToken;
pub use token_fault::TokenFault;
pub use verifier::{Claims, KeysetVerifier, Rules, Verifier};
pub use workspace::{NoWorkspace, Workspace};

#[cfg(test)]
mod tests;
