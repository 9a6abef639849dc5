//! Steps about lists.
