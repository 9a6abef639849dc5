//! The layout rules of ARCHITECTURE.md, read out of the sources with `syn`: no circle of files, no arrow from a lower folder
//! to a higher one, a drawing that names what is there, and `mod.rs` files and file names that follow CONTRIBUTING.md.
//!
//! Here belongs what can be read from Rust sources alone. Dependencies between crates belong to `boundaries`.
//! An arrow is a `use`, or a path in code, that leads from one file to the file which defines the thing. Code under
//! `#[cfg(test)]` makes no arrows.

mod attributes;
mod circles;
mod drawing;
mod examples;
mod files;
mod findings;
mod modules;
mod paths;
mod resolve;
mod this_workspace;
