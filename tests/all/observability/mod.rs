//! The dashboard and the alert rules, held against a real Prometheus that scrapes a real service.
//!
//! What each metric counts is the service's own matter; here it is asked whether an operator who loads these files sees
//! something. Neither file is parsed for its rules: Prometheus says what it loaded.
//!
//! The invariant: a query of the dashboard that finds nothing on a run with known traffic, or one of a metric that no
//! service exports, is red; so is a machine without Prometheus.

mod alerts;
mod programs;
mod queries;
