//! Steps about enqueuing jobs.
