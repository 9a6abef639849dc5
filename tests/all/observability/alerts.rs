//! Every alert by `promtool`: its rule is sound, and a run of alerts_test.yml makes it fire.

use std::process::Command;

use super::programs::{file, program, read};

#[test]
fn every_alert_is_sound_and_is_seen_to_fire() {
    let promtool = program("promtool");
    for (what, name) in [("check", "alerts.yml"), ("test", "alerts_test.yml")] {
        let output = Command::new(&promtool)
            .args([what, "rules"])
            .arg(file(name))
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert!(
            output.status.success(),
            "promtool {what} rules {name}:\n{}",
            said.concat()
        );
    }
    let (rules, runs) = (read("alerts.yml"), read("alerts_test.yml"));
    let named = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "));
    let alerts: Vec<&str> = named.collect();
    assert!(!alerts.is_empty(), "alerts.yml names no alert");
    for alert in alerts {
        assert!(
            runs.contains(&format!("alertname=\"{alert}\"")),
            "no run makes {alert} fire"
        );
    }
}
