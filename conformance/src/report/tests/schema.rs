//! The published schema fits what is written. The checker knows the few words of JSON Schema that the schema uses,
//! and fails on any other.

use serde_json::{Map, Value};

use super::*;

const REPORT: &str = include_str!("../../../schemas/report.schema.json");
const PROOF: &str = include_str!("../../../schemas/proof.schema.json");

pub(crate) fn faults(schema: &str, value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let mut faults = Vec::new();
    check(&schema, &schema, value, "$", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    for (word, rule) in schema.as_object().unwrap() {
        let fault = match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" | "format" => None,
            "$ref" => {
                let pointer = rule.as_str().unwrap().trim_start_matches('#');
                check(root, root.pointer(pointer).unwrap(), value, at, faults);
                None
            }
            "type" => (!typed(rule, value)).then(|| format!("{at} is no {rule}")),
            "enum" => {
                (!rule.as_array().unwrap().contains(value)).then(|| format!("{at}: {value} is not in {rule}"))
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{at}[{index}]"), faults);
                }
                None
            }
            "required" => {
                let names = rule.as_array().unwrap().iter();
                let missing: Vec<_> = names
                    .filter(|name| value.get(name.as_str().unwrap()).is_none())
                    .collect();
                (value.is_object() && !missing.is_empty()).then(|| format!("{at} lacks {missing:?}"))
            }
            "properties" => {
                for (name, member) in value.as_object().unwrap_or(&Map::new()) {
                    match rule.get(name) {
                        Some(known) => check(root, known, member, &format!("{at}.{name}"), faults),
                        None => faults.push(format!("{at}.{name} is not published")),
                    }
                }
                None
            }
            "additionalProperties" => (rule != &Value::Bool(false)).then(|| format!("{at} is open")),
            other => panic!("the checker does not know `{other}`"),
        };
        faults.extend(fault);
    }
}

fn typed(rule: &Value, value: &Value) -> bool {
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        other => panic!("the checker does not know the type `{other}`"),
    };
    match rule {
        Value::Array(names) => names.iter().any(|name| is(name.as_str().unwrap())),
        name => is(name.as_str().unwrap()),
    }
}

#[test]
fn a_report_fits_its_schema() {
    let report = serde_json::to_value(mixed()).unwrap();
    assert_eq!(faults(REPORT, &report), Vec::<String>::new());
    let mut run = run([Status::Held; 5]);
    run.conclude(Some((Outcome::Target, "gone".to_owned())));
    assert_eq!(
        faults(REPORT, &serde_json::to_value(run).unwrap()),
        Vec::<String>::new()
    );
}

#[test]
fn a_proof_fits_its_schema() {
    let matrix = serde_json::to_value(crate::prove::examples::matrix()).unwrap();
    assert_eq!(faults(PROOF, &matrix), Vec::<String>::new());
}

#[test]
fn the_checker_finds_faults() {
    let mut report = serde_json::to_value(mixed()).unwrap();
    report["outcome"] = "splendid".into();
    report["surprise"] = 1.into();
    report["scenarios"][0].as_object_mut().unwrap().remove("line");
    assert_eq!(faults(REPORT, &report).len(), 3);
}
