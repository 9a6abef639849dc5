//! Tests of the chain from header to workspace.

mod bearer;
mod keyset;
mod tokens;
mod workspace;
