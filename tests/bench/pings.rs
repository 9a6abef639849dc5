//! What somebody else notices while the server works. What it works on belongs to the others. The invariant: a connection of its
//! own, and a pace that costs the server little.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Does some work, and gives how long each sign of life took meanwhile, in milliseconds.
pub(crate) fn pinged<T>(url: &str, work: impl FnOnce() -> T) -> (T, Vec<f64>) {
    let ended = Arc::new(AtomicBool::new(false));
    let (heard, url) = (Arc::clone(&ended), url.to_owned());
    let pinging = std::thread::spawn(move || {
        let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
        let mut times = Vec::new();
        while !heard.load(Ordering::Relaxed) {
            let begun = Instant::now();
            let _: String = redis::cmd("PING").query(&mut connection).unwrap();
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            pause(Duration::from_micros(300));
        }
        times
    });
    let done = work();
    ended.store(true, Ordering::Relaxed);
    (done, pinging.join().unwrap())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a pace of its own, and not a wait for something"
)]
pub(crate) fn pause(time: Duration) {
    std::thread::sleep(time);
}
