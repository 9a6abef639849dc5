//! `docs/contract.md` against the specification and against whoever cites it. What the service or the suite makes of the
//! contract does not belong here.

mod citations;
mod page;
mod rules;
