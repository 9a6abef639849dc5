use rstest::rstest;

use crate::suite::lint::*;
use crate::suite::phrases::Beginnings;

const SOUND: &str = "@L1\nFeature: A promise\n\n  Rule: It is kept\n\n    @LST-01 @MUST @CWE-639 @API1\n    Scenario: Two lists\n      \
                     Given acme has 1 job and globex has 1 job\n      Then acme lists exactly its own 1 job\n";

const PHRASES: Beginnings = Beginnings(&[
    "acme has",
    "acme lists exactly",
    "nothing was enqueued",
    "no answer has",
    "each HEAD has",
    "it rains",
    "it rains cats",
]);

fn kinds(text: &str, index: Option<&str>) -> Vec<&'static str> {
    let texts = Texts {
        place: "here".to_owned(),
        features: vec![("here/x.feature".to_owned(), text.to_owned())],
        index: index.map(str::to_owned),
        whole: false,
    };
    let mut kinds: Vec<&str> = lint(&texts, &PHRASES)
        .unwrap()
        .into_iter()
        .map(|finding| finding.kind)
        .collect();
    kinds.dedup();
    kinds
}

#[rstest]
#[case::sound("", "", &[])]
#[case::undefined("Then acme lists", "Then the moon lists", &["undefined-step"])]
#[case::ambiguous("Then acme lists", "Then it rains cats, and acme lists", &["ambiguous-step"])]
#[case::no_requirement("@LST-01 ", "", &["no-requirement", "no-scenario"])]
#[case::no_keyword("@MUST ", "", &["no-keyword"])]
#[case::two_keywords("@MUST ", "@MUST @SHOULD ", &["no-keyword"])]
#[case::unknown_tag("@API1", "@API11", &["unknown-tag"])]
#[case::unknown_capability("@API1", "@cap:magic", &["unknown-tag"])]
#[case::misspelt_weakness("@CWE-639", "@CWE639", &["unknown-tag"])]
#[case::no_control("      Given acme has 1 job and globex has 1 job\n      Then acme lists exactly its own 1 job\n", "      Then nothing was enqueued\n", &["no-control"])]
#[case::a_denial_is_no_control("      Given acme has 1 job and globex has 1 job\n      Then acme lists exactly its own 1 job\n", "      Then no answer has a header of another\n", &["no-control"])]
#[case::what_an_answer_has_is_no_control("      Given acme has 1 job and globex has 1 job\n      Then acme lists exactly its own 1 job\n", "      Then each HEAD has the status of its GET\n", &["no-control"])]
#[case::no_judgement("      Then acme lists exactly its own 1 job\n", "", &["no-judgement"])]
#[case::another_requirement("@LST-01", "@LST-99", &["not-indexed", "no-scenario"])]
fn each_kind_is_found(#[case] sound: &str, #[case] broken: &str, #[case] expected: &[&str]) {
    assert!(SOUND.contains(sound));
    let mut found = kinds(&SOUND.replacen(sound, broken, 1), Some("LST-01 Lists\n"));
    let mut expected = expected.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn the_index_is_held_to_the_features() {
    assert_eq!(kinds(SOUND, None), ["no-index"]);
    assert_eq!(
        kinds(SOUND, Some("# ids\nLST-01 Lists\nLST-02 More\n")),
        ["no-scenario"]
    );
    assert_eq!(kinds(SOUND, Some("LST-01 Lists\nLST-01 Again\n")), ["index"]);
}

#[test]
fn two_scenarios_of_one_name_are_found() {
    let (_, scenario) = SOUND.split_once("    @LST").unwrap();
    let twice = format!("{SOUND}\n    @LST{scenario}");
    assert_eq!(kinds(&twice, Some("LST-01 Lists\n")), ["same-name"]);
}

#[test]
fn a_phrase_that_no_feature_uses_is_found_where_all_of_them_are_known() {
    let unused = |whole: bool| {
        let texts = Texts {
            place: "here".to_owned(),
            features: vec![("here/x.feature".to_owned(), SOUND.to_owned())],
            index: Some("LST-01 Lists\n".to_owned()),
            whole,
        };
        let findings = lint(&texts, &Beginnings(&["acme has", "acme lists", "it rains"])).unwrap();
        findings
            .into_iter()
            .map(|finding| (finding.kind, finding.file, finding.line))
            .collect::<Vec<_>>()
    };
    assert_eq!(unused(true), [("unused-step", "steps.rs".to_owned(), 3)]);
    assert_eq!(unused(false), []);
}
