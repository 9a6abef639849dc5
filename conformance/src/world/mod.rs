//! The memory of one scenario: who takes part, what they own, what was sent and what came back. Belongs here: sending, the
//! controls that turn a refusal into a finding, what holds after every step, and how a step leaves a verdict behind. Does
//! not belong here: phrases (`steps`), and judging answers without sending (`oracle`). The invariant: a step that could not
//! get an answer leaves a verdict behind before it stops, so that silence is never success.

mod attempt;
mod controls;
mod handing_over;
mod handover;
mod invariants;
mod memory;
mod people;
mod refusals;
mod runs;
mod scenario;
mod seeding;
mod sending;
mod stop;
mod stored;
mod verdicts;
mod walk;
mod walking;

pub use attempt::{Answered, Attempt, Operation};
pub use handover::Framings;
pub(crate) use refusals::usual_challenge;
pub use scenario::{STRANGER, World};
pub use stop::{Step, Stop};
pub use stored::Stored;
pub use walk::{Page, Walk, WalkEnd};
