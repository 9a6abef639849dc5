//! A proxy between a target and its Redis, by which a connection can be cut or held up at a chosen command: what a crash or a
//! race does, at the moment that a scenario names. When it does so belongs to the steps. The invariant: until a rule is set, it
//! passes on every byte in both directions, and a command goes through whole or not at all.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::answers::Answers;
use super::commands::Commands;
use super::rules::{Fate, Rule, State};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::under_test::error::TargetError;
use crate::under_test::redis::without_password;

/// A cut connection is given so long to carry out what has reached it.
const DRAIN: Duration = Duration::from_secs(1);
/// Somebody who is already at it comes to the command that is to be held up within this time.
const PATIENCE: Duration = Duration::from_secs(10);
/// More often than a client library tries again by itself: redis-py gives a command up after ten more attempts, and an attempt
/// may take two connections.
const ATTEMPTS: usize = 24;
const PIECE: usize = 16 * 1024;

/// A proxy before a Redis, on a port of its own; gone when dropped.
pub struct RedisProxy {
    url: String,
    state: Arc<State>,
    accepting: JoinHandle<()>,
    // Dropped with the proxy, which ends every connection through it.
    _open: watch::Sender<()>,
}

impl RedisProxy {
    /// A proxy before the Redis at this URL.
    ///
    /// # Errors
    /// When it is not one that is reached by host and port, or there is no port left here.
    pub(in crate::under_test) async fn before(url: &str) -> Result<Self, TargetError> {
        let unusable = |cause: String| TargetError::Redis {
            url: without_password(url),
            cause,
        };
        let client = redis::Client::open(url).map_err(|error| unusable(error.to_string()))?;
        let upstream = match client.get_connection_info().addr() {
            redis::ConnectionAddr::Tcp(host, port) => format!("{host}:{port}"),
            _ => return Err(unusable("is not reached by host and port alone".to_owned())),
        };
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .map_err(TargetError::Port)?;
        let own = listener.local_addr().map_err(TargetError::Port)?;
        let (open, ended) = watch::channel(());
        let state = Arc::new(State::default());
        let accepting = tokio::spawn(accept(listener, upstream.clone(), Arc::clone(&state), ended));
        Ok(Self {
            url: elsewhere(url, &own.to_string()),
            state,
            accepting,
            _open: open,
        })
    }

    /// Where the Redis is to be reached through this proxy.
    pub(in crate::under_test) fn url(&self) -> &str {
        &self.url
    }

    /// Lets so many commands pass, and cuts the connection of the next one.
    pub fn cut_after(&self, commands: usize) {
        self.state.set(Rule::CutAfter(commands, 1));
    }

    /// The same, and whoever connects again is cut off some times more.
    pub fn down_after(&self, commands: usize) {
        self.state.set(Rule::CutAfter(commands, ATTEMPTS));
    }

    /// Cuts the connection of every command.
    pub fn down(&self) {
        self.state.set(Rule::Down);
    }

    /// Cuts the connection of every command that holds this text.
    pub fn cut_at(&self, text: &str) {
        self.state.set(Rule::CutAt(text.as_bytes().to_vec()));
    }

    /// Holds up the first command that holds this text, after so many others that do, and all commands behind it, once those
    /// before it are answered.
    pub fn hold_at(&self, text: &str, others: usize) {
        self.state.set(Rule::HoldAt(text.as_bytes().to_vec(), others));
    }

    /// Lets so many commands pass, and holds up the next one and all behind it, once those before it are answered.
    pub fn hold_after(&self, commands: usize) {
        self.state.set(Rule::HoldAfter(commands));
    }

    /// Makes every walk that begins from now on give the keys of each step once more with those of the next.
    pub fn repeat(&self) {
        self.state.set(Rule::Repeat);
    }

    /// Passes everything on again.
    pub fn pass(&self) {
        self.state.set(Rule::Pass);
    }

    /// How many commands met the rule since it was set.
    #[must_use]
    pub fn fired(&self) -> usize {
        self.state.fired.load(Ordering::SeqCst)
    }

    /// Waits until a command is held up. `false` if none came in ten seconds.
    pub async fn held(&self) -> bool {
        self.held_within(PATIENCE).await
    }

    /// Waits until a command is held up. `false` if none came within this time.
    pub async fn held_within(&self, limit: Duration) -> bool {
        self.state.is_held(limit).await
    }
}

impl Drop for RedisProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

// The same URL with another host and port.
fn elsewhere(url: &str, own: &str) -> String {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find(['/', '?']).map_or(url.len(), |at| host + at);
    let begin = url[host..end].rfind('@').map_or(host, |at| host + at + 1);
    format!("{}{own}{}", &url[..begin], &url[end..])
}

async fn accept(listener: TcpListener, upstream: String, state: Arc<State>, ended: watch::Receiver<()>) {
    while let Ok((near, _)) = listener.accept().await {
        let (upstream, state, mut ended) = (upstream.clone(), Arc::clone(&state), ended.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = carry(near, &upstream, &state) => {}
                _ = ended.changed() => {}
            }
        });
    }
}

async fn carry(near: TcpStream, upstream: &str, state: &State) {
    let Ok(far) = TcpStream::connect(upstream).await else {
        return;
    };
    if near.set_nodelay(true).is_err() || far.set_nodelay(true).is_err() {
        return;
    }
    let ((mut from_near, mut to_near), (mut from_far, mut to_far)) = (near.into_split(), far.into_split());
    let answers = Answers::on(state);
    tokio::select! {
        () = there(&mut from_near, &mut to_far, state, &answers) => {
            // What has reached the server is carried out before the end is noticed on either side.
            let _ = to_far.shutdown().await;
            let _ = tokio::time::timeout(DRAIN, drained(&mut from_far)).await;
        }
        () = back(&mut from_far, &mut to_near, state, &answers) => {}
    }
}

async fn drained(from: &mut OwnedReadHalf) {
    let mut piece = [0; PIECE];
    while matches!(from.read(&mut piece).await, Ok(length) if length > 0) {}
}

// Ends with the connection.
async fn back(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, state: &State, answers: &Answers<'_>) {
    let mut piece = [0; PIECE];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let (out, repeated) = answers.push(&piece[..length]);
        state.fired.fetch_add(repeated, Ordering::SeqCst);
        if to.write_all(&out).await.is_err() {
            return;
        }
    }
}

// Ends with the connection, or when it is to be cut.
async fn there(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, state: &State, answers: &Answers<'_>) {
    let (mut commands, mut piece) = (Commands::default(), [0; PIECE]);
    loop {
        let Ok(length @ 1..) = from.read(&mut piece).await else {
            return;
        };
        commands.push(&piece[..length]);
        while let Some(command) = commands.next() {
            loop {
                match state.decide(&command) {
                    Fate::Passes => break,
                    Fate::Cut => return,
                    Fate::Held(number) => break state.hold(number).await,
                    Fate::Waits => state.is_open().await,
                }
            }
            answers.asked(&command);
            if to.write_all(&command).await.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::elsewhere;
    use rstest::rstest;

    #[rstest]
    #[case("redis://h:1", "redis://o:2")]
    #[case("redis://h:1/3", "redis://o:2/3")]
    #[case("redis://u:p@h:1/3?protocol=resp3", "redis://u:p@o:2/3?protocol=resp3")]
    fn only_the_host_changes(#[case] url: &str, #[case] other: &str) {
        assert_eq!(elsewhere(url, "o:2"), other);
    }
}
