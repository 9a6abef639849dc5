//! Steps about repeated requests.
