//! Tests of the phrases as a whole. A phrase's own tests stand beside it.

mod definitions;
mod silence;
