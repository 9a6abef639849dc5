//! What is wrong with a crate that is written down in a test.

use crate::structure::drawing::Drawing;
use crate::structure::files::Sources;
use crate::structure::findings::findings;

/// What is wrong with these files, without a drawing.
pub(super) fn of(files: &[(&str, &str)]) -> Vec<String> {
    findings(&Sources::of(files), None)
}

/// What is wrong with these files in the order of these lines.
pub(super) fn drawn(lines: &[&str], files: &[(&str, &str)]) -> Vec<String> {
    findings(&Sources::of(files), Some(&Drawing::of(lines).unwrap()))
}
