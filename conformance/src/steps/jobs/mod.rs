//! Phrases about what a workspace does with its own jobs: enqueue, fetch, list page by page. Does not belong here: who may come in, and where a job is stored.

mod bodies;
mod body_members;
mod bulk_enqueue;
mod cursors;
mod executing;
mod fetching;
mod fetching_variants;
mod idempotency;
mod listing;
mod page_size;
mod paging;
mod paging_under_change;
mod request_id_reuse;
