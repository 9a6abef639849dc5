//! Cursors come back as they were given, to the same reader, or not at all.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::prelude::*;

use crate::http::{CursorFault, CursorKey};
use crate::jobs::{Position, Status};
use crate::testing::workspace;

fn key() -> CursorKey {
    CursorKey::from_bytes(&[1; 32]).unwrap()
}

fn filter() -> impl Strategy<Value = Option<Status>> {
    prop_oneof![
        Just(None),
        Just(Some(Status::Pending)),
        Just(Some(Status::Failed))
    ]
}

fn place() -> impl Strategy<Value = Position> {
    (any::<i64>(), "[ -~]{1,128}").prop_map(|(enqueued_at, job_id)| Position { enqueued_at, job_id })
}

proptest! {
    #[test]
    fn round_trip(name in "[a-z][a-z0-9]{0,9}", filter in filter(), place in place()) {
        let acme = workspace(&name);
        let cursor = key().seal(&acme, filter, &place);
        prop_assert_eq!(key().open(&acme, filter, &cursor), Ok(place));
    }

    #[test]
    fn any_change_is_noticed(filter in filter(), place in place(), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let acme = workspace("acme");
        let cursor = key().seal(&acme, filter, &place);
        let mut bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        for changed in [&bytes[..], &bytes[..at], &[&bytes[..], &[0]].concat()] {
            prop_assert_eq!(key().open(&acme, filter, &URL_SAFE_NO_PAD.encode(changed)), Err(CursorFault::Forged));
        }
    }

    #[test]
    fn another_reader_is_noticed(place in place(), names in ("[ab]{1,3}", "[ab]{1,3}"), filters in (filter(), filter())) {
        let cursor = key().seal(&workspace(&names.0), filters.0, &place);
        let same = names.0 == names.1 && filters.0 == filters.1;
        prop_assert_eq!(key().open(&workspace(&names.1), filters.1, &cursor).is_ok(), same);
    }

    #[test]
    fn noise_is_refused(text in "[A-Za-z0-9_=-]{0,80}") {
        prop_assert_eq!(key().open(&workspace("acme"), None, &text), Err(CursorFault::Forged));
    }
}

#[test]
fn another_key_and_too_short_a_key() {
    let place = Position {
        enqueued_at: 1,
        job_id: "x".to_owned(),
    };
    let cursor = key().seal(&workspace("acme"), None, &place);
    let other = CursorKey::random().unwrap();
    assert_eq!(
        other.open(&workspace("acme"), None, &cursor),
        Err(CursorFault::Forged)
    );
    assert_eq!(CursorKey::from_bytes(&[0; 31]).err(), Some(CursorFault::ShortKey));
}
