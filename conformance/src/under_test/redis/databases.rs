//! Databases of their own in one Redis, for whatever must not meet what others left: a phase may refuse to start where
//! somebody else's jobs lie. The invariant: a database is given out once, and only if it was empty.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::url::without_password;
use crate::under_test::error::TargetError;

/// How many a Redis that is started here has.
pub(super) const MANY: &str = "4096";
const RESERVED: &str = "watertight:reserved";
/// A database that nobody gave back is free again after so many seconds.
const RESERVED_FOR: u64 = 3_600;

/// The databases of one Redis.
#[derive(Clone)]
pub struct Databases {
    url: String,
    next: Arc<AtomicU32>,
    free: Arc<Mutex<Vec<u32>>>,
}

impl Databases {
    pub(in crate::under_test) fn of(url: &str) -> Self {
        let own = number(url);
        Self {
            url: url.to_owned(),
            next: Arc::new(AtomicU32::new(own + 1)),
            free: Arc::default(),
        }
    }

    /// The URL of one that is empty and that nobody else is given.
    ///
    /// # Errors
    /// When there is none left.
    pub async fn another(&self) -> Result<String, TargetError> {
        loop {
            let freed = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let number = freed.unwrap_or_else(|| self.next.fetch_add(1, Ordering::Relaxed));
            let url = numbered(&self.url, number);
            match reserved(&url).await {
                Ok(true) => return Ok(url),
                Ok(false) => {}
                Err(cause) => {
                    return Err(TargetError::Databases {
                        url: without_password(&self.url),
                        cause: cause.to_string(),
                    });
                }
            }
        }
    }
}

impl Databases {
    /// Empties a database that was given out, so that it can be given out again. It was empty before, so what is in it is
    /// the suite's and its target's own. One that cannot be emptied is not used again.
    pub(in crate::under_test) async fn give_back(&self, url: &str) {
        if emptied(url).await.is_ok() {
            let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
            free.push(number(url));
        }
    }
}

async fn emptied(url: &str) -> redis::RedisResult<()> {
    let client = redis::Client::open(url)?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    let mut cursor = 0_u64;
    loop {
        let mut scan = redis::cmd("SCAN");
        scan.arg(cursor).arg("COUNT").arg(1_000);
        let (next, keys): (u64, Vec<Vec<u8>>) = scan.query_async(&mut connection).await?;
        if !keys.is_empty() {
            let _: () = redis::cmd("UNLINK")
                .arg(keys)
                .query_async(&mut connection)
                .await?;
        }
        cursor = next;
        if cursor == 0 {
            return Ok(());
        }
    }
}

async fn reserved(url: &str) -> redis::RedisResult<bool> {
    let client = redis::Client::open(url)?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    let mut ask = redis::cmd("SET");
    ask.arg(RESERVED).arg(1).arg("NX").arg("EX").arg(RESERVED_FOR);
    let taken: Option<String> = ask.query_async(&mut connection).await?;
    if taken.is_none() {
        return Ok(false);
    }
    let size: u64 = redis::cmd("DBSIZE").query_async(&mut connection).await?;
    if size > 1 {
        let _: () = redis::cmd("DEL")
            .arg(RESERVED)
            .query_async(&mut connection)
            .await?;
    }
    Ok(size == 1)
}

fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |at| at + 3);
    match url[host..].find('/') {
        Some(at) => url.split_at(host + at),
        None => (url, ""),
    }
}

fn number(url: &str) -> u32 {
    let path = split(url).1.trim_start_matches('/');
    path.split('?')
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

fn numbered(url: &str, number: u32) -> String {
    let (before, path) = split(url);
    let query = path.find('?').map_or("", |at| &path[at..]);
    format!("{before}/{number}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("redis://h:1", 0, "redis://h:1/7")]
    #[case("redis://h:1/", 0, "redis://h:1/7")]
    #[case("redis://u:p@h:1/3", 3, "redis://u:p@h:1/7")]
    #[case("redis://h:1/3?protocol=resp3", 3, "redis://h:1/7?protocol=resp3")]
    fn a_database_is_a_part_of_the_url(#[case] url: &str, #[case] own: u32, #[case] seventh: &str) {
        assert_eq!((number(url), numbered(url, 7).as_str()), (own, seventh));
    }
}
