//! Redis's answers to the backfill, as values of ours.
//!
//! No command is sent from here.
//! Invariant: an answer that cannot be understood counts as a refusal, never as a job that is in order.

use redis::{RedisResult, Value};

use super::comparison::{Comparison, CopyState};
use super::contents::{JobFields, KeyContents};
use crate::store::StoreError;
use crate::store::redis::connection::unavailable;

/// The answer to an `HMGET` of owner, id, status and time. Of the errors, only a key of another type tells what is there.
pub(super) fn contents(answer: RedisResult<Value>) -> Result<KeyContents, StoreError> {
    match answer {
        Ok(Value::Array(values)) => {
            let mut texts = values.into_iter().map(|value| match value {
                Value::BulkString(bytes) => Some(bytes),
                _ => None,
            });
            let mut next = || texts.next().flatten();
            Ok(KeyContents::Hash(JobFields {
                workspace: next(),
                job_id: next(),
                status: next(),
                enqueued_at: next(),
            }))
        }
        Ok(_) => Ok(KeyContents::OtherType),
        Err(error) if error.code() == Some("WRONGTYPE") => Ok(KeyContents::OtherType),
        Err(error) => Err(unavailable(&error)),
    }
}

/// The script's answer about a job and its copy.
pub(super) fn comparison(answer: RedisResult<Value>) -> Comparison {
    let Ok(Value::Array(parts)) = answer else {
        return Comparison::of(CopyState::Refused);
    };
    let mut parts = parts.into_iter();
    let state = match parts.next() {
        Some(Value::BulkString(word)) => match word.as_slice() {
            b"there" => CopyState::There,
            b"absent" => CopyState::Absent,
            b"occupied" => CopyState::Occupied,
            b"foreign" => CopyState::Foreign,
            b"vanished" => CopyState::Vanished,
            b"changed" => CopyState::Changed,
            b"removed" => CopyState::Removed,
            _ => CopyState::Refused,
        },
        _ => CopyState::Refused,
    };
    let mut next = || match parts.next() {
        Some(Value::Int(count)) => u64::try_from(count).unwrap_or(0),
        _ => 0,
    };
    Comparison {
        state,
        missing_fields: next(),
        behind: next() > 0,
        newer: next() > 0,
        fields_differ: next() > 0,
        expiry_differs: next() > 0,
        index_differs: next() > 0,
        repaired: next() > 0,
    }
}
