//! What may happen to two stores under comparison. Doing it belongs to `side`. The invariant: an act names replicas, workspaces and
//! jobs by their places, so that it means the same to both.

use proptest::prelude::*;

/// Something that happens.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Enqueue {
        replica: usize,
        workspace: usize,
        request: u8,
    },
    Get {
        replica: usize,
        workspace: usize,
        job: usize,
    },
    Walk {
        replica: usize,
        workspace: usize,
        limit: usize,
        filter: bool,
    },
    Work {
        replica: usize,
        finish: bool,
        good: bool,
    },
    End {
        job: usize,
    },
    Lose {
        job: usize,
        old: bool,
    },
    Step {
        replica: usize,
        forward: bool,
    },
}

/// Anything that may happen.
pub(crate) fn act() -> impl Strategy<Value = Act> {
    let replica = 0..2_usize;
    let workspace = 0..3_usize;
    prop_oneof![
        4 => (replica.clone(), workspace.clone(), 0..4_u8)
            .prop_map(|(replica, workspace, request)| Act::Enqueue { replica, workspace, request }),
        3 => (replica.clone(), workspace.clone(), 0..12_usize)
            .prop_map(|(replica, workspace, job)| Act::Get { replica, workspace, job }),
        3 => (replica.clone(), workspace, 1..5_usize, any::<bool>())
            .prop_map(|(replica, workspace, limit, filter)| Act::Walk { replica, workspace, limit, filter }),
        2 => (replica.clone(), any::<bool>(), any::<bool>())
            .prop_map(|(replica, finish, good)| Act::Work { replica, finish, good }),
        1 => (0..12_usize).prop_map(|job| Act::End { job }),
        1 => (0..12_usize, any::<bool>()).prop_map(|(job, old)| Act::Lose { job, old }),
        2 => (replica, any::<bool>()).prop_map(|(replica, forward)| Act::Step { replica, forward }),
    ]
}
