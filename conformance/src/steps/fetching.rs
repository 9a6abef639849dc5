//! Steps about single jobs.
