//! Expected failures: which check, how it fails, why, whose it is, and until when. Belongs here: the file of them, read and
//! edited, how a failure is recognised again, and which entries are stale. Does not belong here: judging (`run`) and the
//! command that says what to edit (`cli`). The invariant: an expected failure excuses exactly what it describes, and an entry
//! that no longer describes anything is itself a failure.

mod draft;
mod excuse;
mod file;
mod signature;
mod stale;

pub use draft::Draft;
pub use file::{Baseline, BaselineError, Entry};
pub use signature::signature;
pub use stale::{Seen, Stale, today};
