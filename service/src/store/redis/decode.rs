//! Redis's answers, as values of ours.
//!
//! No command is sent from here. In text that is not UTF-8, the bytes that cannot be read are replaced.
//! Invariant: an answer that cannot be understood is an error or nothing, never a job.

use redis::{RedisResult, Value};

use super::connection::unavailable;
use crate::store::{Applied, Batch, Field, Record, StoreError};

/// Bytes as text.
pub(super) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The answer to an `HMGET` of all fields. A key of another type is no record; any other error means that it is not known
/// what the key holds.
pub(super) fn record_of(hash: RedisResult<Value>) -> Result<Option<Record>, StoreError> {
    match hash {
        Ok(Value::Array(values)) => {
            let mut fields: [Option<String>; Field::ALL.len()] = Default::default();
            for (field, value) in fields.iter_mut().zip(values) {
                *field = match value {
                    Value::BulkString(bytes) => Some(text(bytes)),
                    Value::SimpleString(text) => Some(text),
                    _ => None,
                };
            }
            Ok(Record::of_values(fields))
        }
        Ok(_) => Ok(None),
        Err(error) if error.code() == Some("WRONGTYPE") => Ok(None),
        Err(error) => Err(unavailable(&error)),
    }
}

/// The result of a batch, from the answer of its script.
pub(super) fn applied(batch: &Batch, outcome: &str, detail: &str) -> Result<Applied, StoreError> {
    match outcome {
        "done" => Ok(Applied::Done),
        "duplicate" => {
            let (fingerprint, job_id) = detail
                .split_once(' ')
                .ok_or(StoreError::Occupied { what: "request id" })?;
            let claim = batch.claim.as_ref();
            Ok(Applied::Duplicate {
                job_id: job_id.to_owned(),
                fingerprint_matches: claim.is_some_and(|claim| claim.fingerprint == fingerprint),
            })
        }
        _ => Err(StoreError::Occupied {
            what: ["job", "index", "queue"]
                .into_iter()
                .find(|kind| *kind == detail)
                .unwrap_or("request id"),
        }),
    }
}
