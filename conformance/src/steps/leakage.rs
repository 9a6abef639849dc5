//! Steps about what answers give away.
