//! Two different jobs never have the same key.

use proptest::prelude::*;

use crate::jobs::JobId;
use crate::migration::Schema;
use crate::store::keyspace::{IdempotencyKey, IndexKey, JobKey};
use crate::testing::workspace;

fn key(name: &str, id: &str) -> JobKey {
    JobKey::of(Schema::New, &workspace(name), &JobId::of_text(id).unwrap())
}

#[test]
fn forms() {
    let acme = workspace("acme");
    assert_eq!(key("acme", "x:1").to_string(), "ai:job:acme:x:1");
    assert_eq!(IndexKey::of(&acme).to_string(), "ai:idx:acme");
    assert_eq!(
        IdempotencyKey::of(&acme, "a:b").to_string(),
        "ai:idempotency:acme:a:b"
    );
}

proptest! {
    #[test]
    fn a_key_reads_back(name in "[a-z0-9][a-z0-9_-]{0,31}", id in "[^\0]{1,30}") {
        let text = key(&name, &id).to_string();
        let (read_name, read_id) = text.strip_prefix("ai:job:").unwrap().split_once(':').unwrap();
        prop_assert_eq!((read_name, read_id), (name.as_str(), id.as_str()));
    }

    #[test]
    fn two_jobs_never_share_a_key(
        one in ("[a-b][a-b-]{0,2}", "[ab:-]{1,4}"),
        other in ("[a-b][a-b-]{0,2}", "[ab:-]{1,4}"),
    ) {
        let same = key(&one.0, &one.1).to_string() == key(&other.0, &other.1).to_string();
        prop_assert_eq!(same, one == other);
        let claims = |of: &(String, String)| IdempotencyKey::of(&workspace(&of.0), &of.1).to_string();
        prop_assert_eq!(claims(&one) == claims(&other), one == other);
    }
}
