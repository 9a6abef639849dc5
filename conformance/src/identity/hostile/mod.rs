//! Tokens that must open nothing, each named by the phrase that feature files use for it. They are put together
//! from raw bytes, since a library would refuse to make most of them. How they are sent and judged is not known
//! here. The invariant: apart from the one defect its phrase names, a token is as good as the victim's own.

mod bytes;
mod confusion;
mod curves;
mod foreign;
mod forged;
mod phrases;
mod registered;
mod signatures;
mod spelled;
mod spoiled;
#[cfg(test)]
mod tests;
mod texts;

pub use foreign::pointing;
pub use forged::{Cast, Forged};
pub use phrases::forge;
pub use spoiled::{altered, spoiled};
