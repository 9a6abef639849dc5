//! Figures as a table and as JSON. What they mean belongs to those who measured. The invariant: what is printed and what
//! is written are the same figures.

use std::process::ExitCode;

use serde_json::json;

/// One figure against its goal.
pub(crate) struct Figure {
    name: &'static str,
    value: f64,
    goal: String,
    holds: bool,
}

impl Figure {
    pub(crate) fn at_most(name: &'static str, value: f64, goal: f64) -> Self {
        let holds = value <= goal;
        let goal = format!("<= {goal}");
        Self {
            name,
            value,
            goal,
            holds,
        }
    }

    pub(crate) fn at_least(name: &'static str, value: f64, goal: f64) -> Self {
        let holds = value >= goal;
        let goal = format!(">= {goal}");
        Self {
            name,
            value,
            goal,
            holds,
        }
    }

    /// A figure without a goal, for whoever reads the others.
    pub(crate) fn noted(name: &'static str, value: f64) -> Self {
        let goal = "-".to_owned();
        Self {
            name,
            value,
            goal,
            holds: true,
        }
    }
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

pub(crate) fn percentile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(clippy::cast_sign_loss, reason = "a part of a length")]
    let place = ((values.len() - 1) as f64 * part) as usize;
    values[place]
}

fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{cores} cores, {}", model.map_or("unknown", |(_, name)| name))
}

pub(crate) fn conclude(name: &str, figures: &[Figure]) -> ExitCode {
    println!("| {name} | value | goal | holds |\n|---|---|---|---|");
    for figure in figures {
        let holds = if figure.holds { "yes" } else { "NO" };
        println!(
            "| {} | {:.2} | {} | {holds} |",
            figure.name, figure.value, figure.goal
        );
    }
    println!("\n{}", machine());
    let folder = watertight_tests::repository().join("target/bench");
    std::fs::create_dir_all(&folder).unwrap();
    let rows: Vec<_> = (figures.iter())
        .map(|one| json!({"name": one.name, "value": one.value, "goal": one.goal, "holds": one.holds}))
        .collect();
    let report = json!({"machine": machine(), "figures": rows});
    std::fs::write(folder.join(format!("{name}.json")), report.to_string()).unwrap();
    if figures.iter().all(|figure| figure.holds) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
