//! Marks that stand for job ids, cursors and encodings in paths, queries and bodies. Plain workspace and token
//! marks belong to `parameters`. The invariant: a mark that cannot be filled stops the scenario.

use super::parameters::{filled, unmarked};
use crate::wire::percent_encoded_whole;
use crate::world::{Step, World};

/// A cell with every mark replaced; `job` is what `$JOB` stands for.
pub(crate) fn spelled(world: &mut World, cell: &str, job: Option<&str>) -> Step<String> {
    let mut text = unmarked(cell);
    if let Some(job) = job {
        text = text
            .replace("$JOB_TWICE", &encoded_twice(job))
            .replace("$JOB", job);
    }
    if text.contains("$CURSOR") {
        let cursor = world.cursor()?;
        text = text.replace("$CURSOR", &cursor);
    }
    let tenants: Vec<_> = world.tenants().cloned().collect();
    for tenant in tenants {
        let mark = format!("${}", tenant.name.to_uppercase());
        text = text
            .replace(
                &format!("{mark}_ENCODED"),
                &percent_encoded_whole(&tenant.workspace),
            )
            .replace(&format!("{mark}_TWICE"), &encoded_twice(&tenant.workspace));
    }
    filled(world, &text)
}

// The percent sign of every escape is encoded once more.
fn encoded_twice(text: &str) -> String {
    percent_encoded_whole(text).replace('%', "%25")
}
