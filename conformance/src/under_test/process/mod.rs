//! Programs that the suite starts: as process groups of their own, on ports of their own, with their output kept. Which
//! program is started when belongs to `running`, `fleet` and `seed`. The invariant: nothing outlives the suite.

mod group;
mod guard;
mod launch;
mod leader;
mod output;
pub(super) mod port;
mod readiness;
mod tool;
mod values;

pub(super) use group::Group;
#[cfg(feature = "containers")]
pub(super) use guard::Guard;
pub use launch::{Launched, program};
pub use tool::{Ran, Tool};
pub(super) use values::Values;
