//! Why a target cannot be judged at all. The invariant: each message says what to do about it.

use crate::identity::IssuerError;
use crate::store::StoreError;

/// A target that did not come up, was there already, or cannot be reached. Exit code 4.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The profile neither starts nor names a target.
    #[error("the profile has neither `start` nor `url` under [target]; give one of them")]
    Nothing,
    /// The URL is not usable.
    #[error(
        "`{0}` is not a usable target URL; give scheme, host and port alone, such as http://127.0.0.1:8080"
    )]
    Url(String),
    /// Somebody listens where the target is to listen.
    #[error(
        "port {0} already answers, so this would judge something else than what it starts; stop that process or choose another `port` under [target]"
    )]
    PortTaken(u16),
    /// No free port.
    #[error("cannot find a free port: {0}")]
    Port(std::io::Error),
    /// The program is not there.
    #[error(
        "cannot start `{program}`: {cause}; it is looked for beside this program and on the PATH: install it there, or fix `start.cmd` in the profile"
    )]
    Spawn {
        /// Its name.
        program: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The command needs something that there is not.
    #[error("`start.cmd` needs ${{{0}}}, and there is none here{hint}", hint = hint(.0))]
    Placeholder(String),
    /// It ended before it was ready.
    #[error("the target ended before it was ready ({status}); the end of its output:\n{output}")]
    Ended {
        /// Its exit code; `None` where a signal ended it.
        code: Option<i32>,
        /// Its exit status, in words.
        status: String,
        /// The end of its output.
        output: String,
    },
    /// It did not become ready.
    #[error(
        "the target was not ready within {limit}: {path} never answered 2xx (last: {last}); raise `ready.timeout`, fix `ready.path` or fix the target. The end of its output:\n{output}"
    )]
    NotReady {
        /// The time limit.
        limit: String,
        /// The readiness path.
        path: String,
        /// What came of the last attempt.
        last: String,
        /// The end of its output.
        output: String,
    },
    /// Nobody can ask whether it is ready.
    #[error("cannot ask whether the target is ready: {0}")]
    Probe(String),
    /// Nobody answers at the URL.
    #[error("nothing answers at {0}: {1}; start the target there, or let `start` under [target] start it")]
    Unreachable(String, String),
    /// Redis was named but does not answer.
    #[error(
        "Redis at {url} does not answer: {cause}; fix --redis-url or WATERTIGHT_REDIS_URL, or leave it out"
    )]
    Redis {
        /// Where, without the password.
        url: String,
        /// What the client said.
        cause: String,
    },
    /// The phases need a Redis.
    #[error("the phases of the migration need a Redis, and there is none{hint}", hint = hint("redis_url"))]
    NoRedis,
    /// No database is left for a fleet.
    #[error(
        "phases need databases of their own, and the Redis at {url} has no empty one left ({cause}); start it with more `--databases`, or leave --redis-url out"
    )]
    Databases {
        /// Where, without the password.
        url: String,
        /// What the Redis said.
        cause: String,
    },
    /// The watcher that ends the target with the suite.
    #[error("cannot start `sh`, which ends the target if the suite is killed: {0}")]
    Guard(std::io::Error),
    /// A container or local server could not be started.
    #[error("cannot start Redis: {0}")]
    RedisStart(String),
    /// Too few of the ready-made tokens can be used.
    #[error(
        "of {given} ready-made tokens, {usable} list a page with no more than 40 jobs; at least 3 are needed: give workspaces that are empty, or tokens that the target accepts"
    )]
    Lent {
        /// How many there are.
        given: usize,
        /// How many can be used.
        usable: usize,
    },
    /// The Redis that was lent cannot be looked at.
    #[error("{0}; fix it, or take [store] out of the profile")]
    Store(#[from] StoreError),
    /// Keys.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// Scratch space.
    #[error("cannot make a scratch folder: {0}")]
    Scratch(std::io::Error),
}

fn hint(placeholder: &str) -> &'static str {
    match placeholder {
        "redis_url" => {
            "; give --redis-url or WATERTIGHT_REDIS_URL, or install one with: apt-get install redis-server"
        }
        "metrics_port" => "; it is given to a service that is started, not to one that runs",
        "phase" => "; list `phases` under [capabilities]",
        "fault" => "; only `start` under [prove] is given one",
        "secret" => "; only HS256 has one: add it to `algorithm` or `also` under [tokens]",
        _ => "; fix the command",
    }
}
