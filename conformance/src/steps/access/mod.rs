//! Phrases about who may come in: credentials, tokens, claims and scopes, and the protocol that carries them. Does not belong here: what they may do once they are in.

mod connections;
mod credentials;
mod framing;
mod header_spelling;
mod lookalikes;
mod openapi;
mod protocol;
mod scopes;
mod token_use;
mod tokens;
mod workspace_claims;
