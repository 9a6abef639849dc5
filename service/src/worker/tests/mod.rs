//! Tests of the worker: providers behind HTTP and HTTPS, and the leases under which jobs are run.

mod http_provider;
mod leases;
