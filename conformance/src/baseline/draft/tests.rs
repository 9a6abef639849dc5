use rstest::rstest;

use super::*;

fn entry(check: &str) -> Entry {
    Entry {
        check: check.to_owned(),
        how: "x \"y\"".to_owned(),
        reason: "r".to_owned(),
        owner: "o".to_owned(),
        issue: None,
        expires: jiff::civil::date(2999, 1, 1),
    }
}

// As somebody keeps it by hand: a head, comments, a literal text, keys in another order and with other spaces.
const KEPT: &str = "\
# Ours, reviewed each month.

# Lists leak until 2.1.
[[expected]]
owner   = 'jobs'   # ask Ada
check = 'LST-03: Lists'
how = \"x\"
reason = \"r\"
issue = \"i\"
expires = \"2999-01-01\"

# Gets leak, too.
[[expected]]
check = \"GET-01: Gets\"
how = \"x\"
reason = \"r\"
owner = \"o\"
expires = \"2999-01-01\"
# The end.
";

fn draft(text: &str) -> Draft {
    Draft::parse("b.toml", text).unwrap()
}

fn written(draft: &Draft) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.toml");
    draft.write(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(Baseline::read(&path).unwrap(), draft.baseline, "{text}");
    text
}

#[test]
fn what_is_not_edited_stays_as_it_was() {
    assert_eq!(written(&draft(KEPT)), KEPT);
}

#[test]
fn what_is_added_stands_at_the_end_and_changes_nothing_before_it() {
    let mut draft = draft(KEPT);
    draft.expect(entry("EXE-01: Executes"));
    let text = written(&draft);
    let added = text.strip_prefix(KEPT).expect(&text);
    assert!(
        added.starts_with("\n[[expected]]\ncheck = \"EXE-01: Executes\"\n"),
        "{added}"
    );
}

#[test]
fn what_is_renewed_keeps_its_place_and_its_comments() {
    let mut draft = draft(KEPT);
    draft.expect(Entry {
        owner: "core".to_owned(),
        ..entry("LST-03: Lists")
    });
    let text = written(&draft);
    let expected = KEPT
        .replace("owner   = 'jobs'   # ask Ada", "owner   = \"core\"   # ask Ada")
        .replacen("how = \"x\"", "how = 'x \"y\"'", 1)
        .replace("issue = \"i\"\n", "");
    assert_eq!(text, expected);
}

#[test]
fn what_is_taken_out_leaves_the_comments_of_the_others() {
    let mut draft = draft(KEPT);
    draft.retain(|entry| entry.id() != "LST-03");
    let text = written(&draft);
    let rest = KEPT.split_once("\n# Gets leak").unwrap().1;
    assert_eq!(text, format!("# Ours, reviewed each month.\n\n# Gets leak{rest}"));
    draft.retain(|_| false);
    assert_eq!(written(&draft), "# Ours, reviewed each month.\n# The end.\n");
}

#[test]
fn a_check_that_is_named_twice_is_named_once_in_the_end() {
    let mut draft = draft(&KEPT.replace("GET-01: Gets", "LST-03: Lists"));
    draft.expect(entry("LST-03: Lists"));
    assert_eq!(draft.baseline.entries, [entry("LST-03: Lists")]);
    assert!(written(&draft).contains("# ask Ada"));
}

#[test]
fn a_fresh_file_says_what_it_is() {
    let mut draft = Draft::fresh();
    draft.expect(entry("LST-03: Lists"));
    let text = written(&draft);
    assert!(text.starts_with(&format!("{HEAD}\n[[expected]]\n")), "{text}");
}

#[rstest]
#[case::comments_alone("# nothing yet\n")]
#[case::no_end_of_line("# nothing yet")]
#[case::an_array("expected = [] # nothing yet\n")]
#[case::an_array_of_one(
    "expected = [\n  # nothing yet\n  { check = \"A-01: A\", how = \"x\", reason = \"r\", owner = \"o\", expires = \"2999-01-01\" },\n]\n"
)]
fn however_the_list_is_written_an_entry_comes_and_goes(#[case] text: &str) {
    let mut draft = draft(text);
    let before = draft.baseline.clone();
    draft.expect(entry("LST-03: Lists"));
    assert_eq!(draft.baseline.entries.len(), before.entries.len() + 1);
    assert!(written(&draft).contains("# nothing yet"));
    draft.retain(|entry| entry.id() != "LST-03");
    assert!(written(&draft).contains("# nothing yet"));
    assert_eq!(draft.baseline, before);
}
