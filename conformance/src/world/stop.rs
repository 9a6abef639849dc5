//! How a step ends early. The verdict proper lies in [`World::verdict`](super::World::verdict).

/// Why a step stopped. The verdict proper lies in [`World::verdict`](super::World::verdict).
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Stop(pub String);

/// What a step comes to.
pub type Step<T = ()> = Result<T, Stop>;
