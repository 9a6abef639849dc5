use rstest::rstest;

use crate::profile::Capability;
use crate::profile::file::*;

mod schema;

const SOUND: &str = "[target]\nname = \"x\"\nstart = { cmd = [\"x\"] }\n\n[tokens]\nalgorithm = \"HS256\"\n";

fn error(text: &str) -> String {
    Profile::parse("x.toml", text).unwrap_err().to_string()
}

#[test]
fn the_reference_profile_is_read() {
    let reference = Profile::reference().unwrap();
    assert_eq!(reference.target.name, "reference");
    assert_eq!(reference.tokens.algorithms().count(), 4);
    assert!(reference.has(Capability::AsymmetricKeys) && reference.has(Capability::Cursor));
}

#[test]
fn what_is_left_out_is_as_in_the_contract() {
    let profile = Profile::parse("x.toml", SOUND).unwrap();
    assert_eq!(profile.http.list.path, "/ai/jobs");
    assert_eq!(profile.tokens.leeway, 5);
    assert!(!profile.has(Capability::Cursor) && !profile.has(Capability::AsymmetricKeys));
    assert!(profile.refusals.accepts(super::super::Refusal::Invalid, 422));
}

#[rstest]
#[case::unknown_key(
    "[target]\nname = \"x\"\nprot = 1\n",
    "x.toml, line 3, column 1: `prot` under [target]: there is no such key here; did you mean `port`?; there are name, start, url, port, ready"
)]
#[case::unknown_table(
    "[target]\nname = \"x\"\nurl = \"http://h:1\"\n[tokenz]\n",
    "x.toml, line 4, column 2: `tokenz` under [tokenz]: there is no such key here; did you mean `tokens`?; there are target, tokens, http, refusals, limits, capabilities, store, worker, backfill, metrics, prove"
)]
#[case::wrong_type(
    "[target]\nname = 7\n",
    "x.toml, line 2, column 8: `name` under [target]: integer `7` does not fit; give a string"
)]
#[case::wrong_type_inside(
    "[target]\nname = \"x\"\nstart = { cmd = \"x\" }\n",
    "x.toml, line 3, column 17: `cmd` under [target]: string \"x\" does not fit; give a sequence"
)]
#[case::unknown_value(
    "[target]\nname = \"x\"\nurl = \"http://h:1\"\n[tokens]\nalgorithm = \"HS265\"\n",
    "x.toml, line 5, column 13: `algorithm` under [tokens]: `HS265` is not among its values; did you mean `HS256`?; there are HS256, RS256, ES256, EdDSA"
)]
#[case::missing_key(
    "[tokens]\nalgorithm = \"HS256\"\n[target]\nurl = \"http://h:1\"\n",
    "x.toml, line 3, column 1: `name` under [target]: it is missing; add it"
)]
#[case::missing_table(
    "[target]\nname = \"x\"\nurl = \"http://h:1\"\n",
    "x.toml, line 1, column 1: `tokens`: it is missing; add it"
)]
#[case::timeout(
    "[target]\nname = \"x\"\nready = { timeout = \"soon\" }\n",
    "x.toml, line 3, column 21: `timeout` under [target]: a duration in whole seconds is expected, such as \"20s\"; fix it there"
)]
fn what_is_not_understood_has_its_place_and_its_fix(#[case] text: &str, #[case] said: &str) {
    assert_eq!(error(text), said);
}

#[test]
fn what_is_no_toml_has_its_place() {
    let said = error("[target\nname = \"x\"\n");
    assert!(said.starts_with("x.toml, line 1, column "), "{said}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let said = Profile::read(Path::new("no/such.toml")).unwrap_err().to_string();
    assert!(
        said.contains("no/such.toml") && said.contains("--target"),
        "{said}"
    );
}

#[rstest]
#[case::both("[target]\nname = \"x\"", "[target]\nname = \"x\"\nurl = \"http://h:1\"", &["line 3", "both `start` and `url`"])]
#[case::neither("start = { cmd = [\"x\"] }\n", "", &["line 2", "neither `start` nor `url`"])]
#[case::no_program("[\"x\"]", "[]", &["line 3", "names no program"])]
#[case::placeholder("[\"x\"]", "[\"x\", \"${prot}\"]", &["line 3", "${prot}", "did you mean `port`?", "${keyset}"])]
#[case::placeholder_in_env("[\"x\"]", "[\"x\"], env = { A = \"${key_set}\" }", &["line 3", "did you mean `keyset`?"])]
#[case::fault("[\"x\"]", "[\"x\", \"${fault}\"]", &["line 3", "[prove]"])]
#[case::secret("[\"x\"] }\n\n[tokens]\nalgorithm = \"HS256\"", "[\"x\", \"${secret}\"] }\n[tokens]\nalgorithm = \"RS256\"", &["line 3", "HS256", "${keyset}"])]
#[case::leeway("\"HS256\"\n", "\"HS256\"\nleeway = 61\n", &["line 7", "`leeway` under [tokens]", "0 to 60"])]
#[case::success_as_refusal("\"HS256\"\n", "\"HS256\"\n[refusals]\nnot_found = 200\n", &["line 8", "`not_found` under [refusals]", "400 to 499"])]
#[case::path("\"HS256\"\n", "\"HS256\"\n[http.list]\npath = \"ai/jobs\"\n", &["line 8", "[http.list]", "slash"])]
#[case::pointer("\"HS256\"\n", "\"HS256\"\n[http.list]\njobs = \"items\"\n", &["line 8", "\"/items\""])]
#[case::no_source("algorithm = \"HS256\"\n", "issuer = \"x\"\n", &["line 5", "come from one place", "`command`"])]
#[case::two_sources("\"HS256\"\n", "\"HS256\"\nready = \"TOKENS\"\n", &["line 7", "`ready` under [tokens]", "one place"])]
#[case::token_placeholder("algorithm = \"HS256\"\n", "command = [\"mint\", \"${worksapce}\"]\n", &["line 6", "${worksapce}", "${workspace}"])]
#[case::page("\"HS256\"\n", "\"HS256\"\n[limits]\npage = 10\n", &["[limits]", "1 to 10 jobs"])]
#[case::prefix("\"HS256\"\n", "\"HS256\"\n[http]\nprefix = \"api/\"\n", &["line 8", "no prefix"])]
#[case::new_key("\"HS256\"\n", "\"HS256\"\n[store]\nnew_key = \"job:${job_id}\"\n", &["line 8", "`new_key` under [store]", "${workspace}"])]
#[case::index("\"HS256\"\n", "\"HS256\"\n[store]\nnew_key = \"job:${workspace}:${job_id}\"\nindex = \"idx:${tenant}\"\n", &["line 9", "`index` under [store]", "${tenant}", "${workspace}"])]
#[case::backfill("\"HS256\"\n", "\"HS256\"\n[store]\nnew_key = \"job:${workspace}:${job_id}\"\nold_key = \"job:${job_id}\"\n[backfill]\ncmd = [\"x\", \"${mode}\"]\nverify = [\"${reprot}\"]\n", &["line 12", "`verify` under [backfill]", "${reprot}", "did you mean `report`?"])]
#[case::backfill_mode("\"HS256\"\n", "\"HS256\"\n[store]\nnew_key = \"job:${workspace}:${job_id}\"\nold_key = \"job:${job_id}\"\n[backfill]\ncmd = [\"x\", \"${mode}\"]\nexecute = [\"--${mode}\"]\n", &["line 12", "`execute` under [backfill]", "${mode}"])]
#[case::body_name("\"HS256\"\n", "\"HS256\"\n[http.execute]\nbody = '{\"w\": ${workspace}, \"p\": ${params}, \"${action}\": 1}'\n", &["line 8", "`body` under [http.execute]", "`${action}`"])]
#[case::body("\"HS256\"\n", "\"HS256\"\n[http.execute]\nbody = '{\"a\": ${params}}'\n", &["line 8", "`body` under [http.execute]", "${workspace}"])]
#[case::body_breaks("\"HS256\"\n", "\"HS256\"\n[http.execute]\nbody = '{\"a\": \"x${params}\"}'\n", &["line 8", "no JSON object"])]
#[case::body_placeholder("\"HS256\"\n", "\"HS256\"\n[http.execute]\nbody = '{\"w\": ${workspace}, \"p\": ${params}, \"a\": \"${actoin}\"}'\n", &["line 8", "${actoin}"])]
#[case::idempotency("\"HS256\"\n", "\"HS256\"\n[capabilities]\nidempotency = true\n[http.execute]\nbody = '{\"w\": ${workspace}, \"p\": ${params}}'\n", &["line 10", "${client_request_id}"])]
#[case::twins_alike("\"HS256\"\n", "\"HS256\"\n[prove]\nlist = [\"x\"]\nstart = { cmd = [\"x\"] }\n", &["line 9", "[prove]", "${fault}"])]
#[case::worker("\"HS256\"\n", "\"HS256\"\n[worker]\nstart = { cmd = [\"x\", \"${redis_ulr}\"] }\n", &["line 8", "`start` under [worker]", "did you mean `redis_url`?"])]
#[case::worker_fault("\"HS256\"\n", "\"HS256\"\n[worker]\nstart = { cmd = [\"x\", \"${fault}\"] }\n", &["line 8", "[prove]"])]
#[case::worker_without_program("\"HS256\"\n", "\"HS256\"\n[worker]\nstart = { cmd = [] }\n", &["line 8", "names no program"])]
#[case::backfill_cmd("\"HS256\"\n", "\"HS256\"\n[backfill]\ncmd = [\"x\", \"${mode}\", \"${redis}\"]\n", &["line 8", "`cmd` under [backfill]", "${redis}", "${redis_url}", "${mode}"])]
#[case::backfill_env("\"HS256\"\n", "\"HS256\"\n[backfill]\ncmd = [\"x\", \"${mode}\"]\nenv = { A = \"${phase}\" }\n", &["line 9", "`env` under [backfill]", "${phase}"])]
#[case::backfill_mode_in_a_word("\"HS256\"\n", "\"HS256\"\n[backfill]\ncmd = [\"x\", \"--${mode}\"]\n", &["line 8", "has it to itself"])]
#[case::backfill_rate("\"HS256\"\n", "\"HS256\"\n[backfill]\ncmd = [\"x\", \"${mode}\"]\nrate = [\"${rate}\", \"${batch}\"]\n", &["line 9", "`rate` under [backfill]", "${batch}"])]
#[case::backfill_cleanup("\"HS256\"\n", "\"HS256\"\n[backfill]\ncmd = [\"x\", \"${mode}\"]\ncleanup = [\"${port}\", \"${mode}\"]\n", &["line 9", "`cleanup`", "${port}"])]
#[case::backfill_place("\"HS256\"\n", "\"HS256\"\n[backfill]\ncmd = [\"x\", \"${mode}\"]\nplace = \"${workspace}\"\n", &["line 9", "`place`", "${workspace}", "take it out"])]
#[case::public("\"HS256\"\n", "\"HS256\"\n[http]\npublic = [\"/${job_id}\"]\n", &["line 8", "`public` under [http]", "${job_id}"])]
#[case::twin_worker("\"HS256\"\n", "\"HS256\"\n[prove]\nlist = [\"x\"]\nstart = { cmd = [\"x\", \"${fault}\"] }\nworker = { cmd = [\"x\", \"${falt}\"] }\n", &["line 10", "`worker` under [prove]", "did you mean `fault`?"])]
#[case::twin_list("\"HS256\"\n", "\"HS256\"\n[prove]\nlist = [\"x\", \"${port}\"]\nstart = { cmd = [\"x\", \"${fault}\"] }\n", &["line 8", "`list` under [prove]", "${port}", "take it out"])]
#[case::twin_backfill("\"HS256\"\n", "\"HS256\"\n[prove]\nlist = [\"x\"]\nstart = { cmd = [\"x\", \"${fault}\"] }\n[prove.backfill]\ncmd = [\"x\", \"${mode}\", \"${falt}\"]\n", &["line 11", "`cmd` under [prove.backfill]", "did you mean `fault`?"])]
fn what_is_at_odds_has_its_place_and_its_fix(#[case] sound: &str, #[case] odd: &str, #[case] said: &[&str]) {
    assert!(SOUND.contains(sound), "the case does not apply");
    let error = error(&SOUND.replacen(sound, odd, 1));
    for part in said {
        assert!(error.contains(part), "{part}: {error}");
    }
}
