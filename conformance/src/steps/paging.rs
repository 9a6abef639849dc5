//! Steps about pages of a list.
