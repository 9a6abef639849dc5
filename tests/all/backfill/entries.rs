//! What may lie under a prefix: jobs with whatever may be in the place of their copies, and what is no job. What has to
//! become of it belongs to `keyspace`. The invariant: ids and owners are such as are easily taken for one another.

use proptest::prelude::*;

use super::runs::Hash;

pub(super) const WORKSPACES: [&str; 3] = ["a", "a-b", "ab"];
const STATUSES: [&str; 4] = ["pending", "running", "completed", "failed"];

/// What is in the place of a job's copy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Copy {
    None,
    Equal,
    Part,
    Newer,
    Behind,
    Occupied,
    Foreign,
}

/// What is under a key.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    Job {
        workspace: usize,
        status: usize,
        ends: bool,
        raw: Vec<u8>,
        copy: Copy,
    },
    List,
    Counter,
    Owner(Option<Vec<u8>>),
    OtherId,
}

pub(super) fn entry() -> impl Strategy<Value = Entry> {
    let copy = prop_oneof![
        6 => Just(Copy::None),
        1 => Just(Copy::Equal),
        2 => Just(Copy::Part),
        1 => Just(Copy::Newer),
        1 => Just(Copy::Behind),
        1 => Just(Copy::Occupied),
        1 => Just(Copy::Foreign),
    ];
    let raw = prop::collection::vec(any::<u8>(), 0..12);
    prop_oneof![
        8 => (0..3_usize, 0..4_usize, any::<bool>(), raw, copy)
            .prop_map(|(workspace, status, ends, raw, copy)| Entry::Job { workspace, status, ends, raw, copy }),
        1 => Just(Entry::List),
        1 => Just(Entry::Counter),
        1 => prop::option::of(prop_oneof![
            Just(b"".to_vec()), Just(b"a\n".to_vec()), Just(b"A".to_vec()), Just(b"a:b".to_vec()), Just(b"\xff".to_vec()),
        ]).prop_map(Entry::Owner),
        1 => Just(Entry::OtherId),
    ]
}

pub(super) fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab:]{1,4}",
        "[0-9a-f]{8}",
        Just("{x}".to_owned()),
        Just("*".to_owned()),
        Just("é:ü".to_owned()),
    ]
}

fn fields(id: &str, owner: Option<&[u8]>, status: &str, number: usize) -> Hash {
    let time = format!("2026-01-01T00:{:02}:{:02}.000000Z", number / 60, number % 60);
    let texts = [
        ("job_id", id),
        ("status", status),
        ("action_provider", "echo"),
        ("action_name", "say"),
        ("params", "{}"),
        ("actor_id", "ada"),
        ("result", ""),
        ("enqueued_at", &time),
    ];
    let texts = texts.map(|(name, text)| (name.into(), text.into()));
    let owner = owner.map(|owner| (b"workspace_id".to_vec(), owner.to_vec()));
    texts.into_iter().chain(owner).collect()
}

fn put(connection: &mut redis::Connection, key: &str, fields: &Hash) {
    let mut command = redis::cmd("HSET");
    command.arg(key);
    for (name, value) in fields {
        command.arg(name).arg(value);
    }
    let _: () = command.query(connection).unwrap();
}

fn with(mut fields: Hash, name: &str, value: &str) -> Hash {
    fields.insert(name.into(), value.into());
    fields
}

/// Writes it, and gives the new key that a job is to have.
pub(super) fn write(
    connection: &mut redis::Connection,
    id: &str,
    entry: &Entry,
    number: usize,
) -> Option<String> {
    let key = format!("ai:jobs:{id}");
    match entry {
        Entry::List => {
            let _: () = redis::cmd("RPUSH").arg(&key).arg("x").query(connection).unwrap();
        }
        Entry::Counter => put(
            connection,
            &key,
            &Hash::from([(b"counter".to_vec(), b"1".to_vec())]),
        ),
        Entry::Owner(owner) => put(connection, &key, &fields(id, owner.as_deref(), "pending", number)),
        Entry::OtherId => put(
            connection,
            &key,
            &fields("another", Some(b"a"), "pending", number),
        ),
        Entry::Job {
            workspace,
            status,
            ends,
            raw,
            copy,
        } => {
            let owner = WORKSPACES[*workspace];
            let status = match copy {
                Copy::Newer => "pending",
                Copy::Behind => "completed",
                _ => STATUSES[*status],
            };
            let mut old = fields(id, Some(owner.as_bytes()), status, number);
            old.insert([b"raw-".as_slice(), raw].concat(), raw.clone());
            put(connection, &key, &old);
            if *ends {
                let _: () = redis::cmd("EXPIRE")
                    .arg(&key)
                    .arg(3_600)
                    .query(connection)
                    .unwrap();
            }
            let new = format!("ai:job:{owner}:{id}");
            match copy {
                Copy::None => {}
                Copy::Equal => {
                    let _: () = redis::cmd("COPY").arg(&key).arg(&new).query(connection).unwrap();
                }
                Copy::Part => put(
                    connection,
                    &new,
                    &Hash::from([(b"status".to_vec(), status.into())]),
                ),
                Copy::Newer => put(connection, &new, &with(old, "status", "running")),
                Copy::Behind => put(connection, &new, &with(old, "status", "running")),
                Copy::Occupied => {
                    let _: () = redis::cmd("SET").arg(&new).arg("x").query(connection).unwrap();
                }
                Copy::Foreign => put(connection, &new, &with(old, "workspace_id", "else")),
            }
            return Some(new);
        }
    }
    None
}
