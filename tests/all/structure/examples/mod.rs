//! Each rule on crates of a few lines: what breaks it is named with its file and line, what keeps it is let pass.
//!
//! The crates of this workspace do not belong here.

mod circles;
mod layers;
mod lists;
mod small;
