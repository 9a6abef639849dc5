//! Phrases about what an answer may tell without saying it: sizes, times, counts, the words of a refusal. Does not belong here: direct access to what is another's.

mod refusals;
mod side_channels;
