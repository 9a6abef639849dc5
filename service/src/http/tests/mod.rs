//! Tests of the whole router, one request at a time, on the store in memory. One file a subject; what they share is in
//! `client`.

mod client;
mod cursors;
mod documents;
mod jobs;
mod refusals;
mod routes;
mod store_away;
