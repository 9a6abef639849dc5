//! A Redis for the target, in the order of the design: the one named, a container,
//! a local server, or none.
//! The invariant: one that was started here ends with the value.

use std::fmt;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

#[cfg(feature = "containers")]
use super::container;
use super::databases::{Databases, MANY};
use super::url::{password, without_password};
use crate::under_test::error::TargetError;
#[cfg(feature = "containers")]
use crate::under_test::process::Guard;
use crate::under_test::process::{Group, port};

const ATTEMPTS: usize = 250;
const PAUSE: Duration = Duration::from_millis(20);

/// Where a Redis came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedisSource {
    /// Named by the user.
    Given,
    /// A container of this image, started for this run.
    Container(String),
    /// A local server, started for this run.
    Process(String),
    /// There is none; the target keeps its jobs as it likes.
    None,
}

impl fmt::Display for RedisSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given => f.write_str("given"),
            Self::Container(image) => write!(f, "container of {image}"),
            Self::Process(program) => write!(f, "local {program}"),
            Self::None => f.write_str("none (memory); install one with: apt-get install redis-server"),
        }
    }
}

/// A Redis lent to the target for a run.
pub struct RedisLease {
    url: Option<String>,
    databases: Option<Databases>,
    /// Where it came from.
    pub source: RedisSource,
    _started: Option<Started>,
}

// Held for its destructor.
enum Started {
    #[cfg(feature = "containers")]
    Container { _guard: Guard },
    // The server ends before its folder goes.
    Process {
        _server: Group,
        _folder: tempfile::TempDir,
    },
}

impl RedisLease {
    /// Finds or starts one.
    ///
    /// # Errors
    /// When one was named and does not answer.
    pub async fn find(named: Option<&str>) -> Result<Self, TargetError> {
        if let Some(url) = named {
            ping(url).await.map_err(|cause| TargetError::Redis {
                url: without_password(url),
                cause: match password(url) {
                    Some(secret) if !secret.is_empty() => cause.replace(&secret, "***"),
                    _ => cause,
                },
            })?;
            return Ok(Self {
                databases: Some(Databases::of(url)),
                url: Some(url.to_owned()),
                source: RedisSource::Given,
                _started: None,
            });
        }
        if let Some(image) = image_named() {
            return Self::container(image).await;
        }
        #[cfg(feature = "containers")]
        // Nobody asked for this one, so if it does not come up the next in order is as good.
        if let Some(image) = container::official().await
            && let Ok(lease) = Self::container(image).await
        {
            return Ok(lease);
        }
        for program in ["redis-server", "valkey-server"] {
            if let Some(lease) = Self::local(program).await? {
                return Ok(lease);
            }
        }
        Ok(Self::none())
    }

    /// No Redis.
    #[must_use]
    pub fn none() -> Self {
        Self {
            url: None,
            databases: None,
            source: RedisSource::None,
            _started: None,
        }
    }

    #[cfg(not(feature = "containers"))]
    async fn container(image: String) -> Result<Self, TargetError> {
        Err(TargetError::RedisStart(format!(
            "WATERTIGHT_REDIS_IMAGE names the image {image}, and this watertight was built without containers; build it with --features containers, or unset the variable"
        )))
    }

    #[cfg(feature = "containers")]
    async fn container(image: String) -> Result<Self, TargetError> {
        let (guard, port) = container::start(&image).await.map_err(TargetError::RedisStart)?;
        let url = format!("redis://127.0.0.1:{port}/");
        answering(&url, || None).await?;
        let started = Started::Container { _guard: guard };
        Ok(Self {
            databases: Some(Databases::of(&url)),
            url: Some(url),
            source: RedisSource::Container(image),
            _started: Some(started),
        })
    }

    async fn local(program: &str) -> Result<Option<Self>, TargetError> {
        let folder = tempfile::tempdir().map_err(TargetError::Scratch)?;
        let port = port::choose(None).await?;
        let mut command = Command::new(program);
        command
            .args([
                "--port",
                &port.to_string(),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--databases",
                MANY,
            ])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut server = match Group::spawn(program, command) {
            Ok(server) => server,
            Err(TargetError::Spawn { .. }) => return Ok(None),
            Err(other) => return Err(other),
        };
        let url = format!("redis://127.0.0.1:{port}/");
        answering(&url, || {
            let status = server.end().ok().flatten()?;
            Some(format!("{program} ended: {status}"))
        })
        .await?;
        let started = Started::Process {
            _server: server,
            _folder: folder,
        };
        let source = RedisSource::Process(program.to_owned());
        Ok(Some(Self {
            databases: Some(Databases::of(&url)),
            url: Some(url),
            source,
            _started: Some(started),
        }))
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Its databases.
    #[must_use]
    pub fn databases(&self) -> Option<Databases> {
        self.databases.clone()
    }

    pub(in crate::under_test) fn password(&self) -> Option<String> {
        password(self.url()?)
    }
}

impl fmt::Display for RedisLease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

// The image that somebody asked for.
fn image_named() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads this variable")]
    std::env::var("WATERTIGHT_REDIS_IMAGE")
        .ok()
        .filter(|image| !image.is_empty())
}

// Waits for the first answer, or for `ended` to say why there will be none.
async fn answering(url: &str, mut ended: impl FnMut() -> Option<String>) -> Result<(), TargetError> {
    let mut last = String::new();
    for _ in 0..ATTEMPTS {
        match ping(url).await {
            Ok(()) => return Ok(()),
            Err(cause) => last = cause,
        }
        if let Some(cause) = ended() {
            return Err(TargetError::RedisStart(cause));
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(TargetError::RedisStart(last))
}

async fn ping(url: &str) -> Result<(), String> {
    let client = redis::Client::open(url).map_err(|error| error.to_string())?;
    let attempt = async {
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("PING").query_async::<String>(&mut connection).await
    };
    match tokio::time::timeout(Duration::from_secs(3), attempt).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no answer in 3 s".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_that_is_named_and_away_is_an_error_without_its_password() {
        let port = port::choose(None).await.unwrap();
        let url = format!("redis://user:hunter22@127.0.0.1:{port}/");
        let said = RedisLease::find(Some(&url)).await.err().unwrap().to_string();
        for part in ["--redis-url", "WATERTIGHT_REDIS_URL", &port.to_string()] {
            assert!(said.contains(part), "{said}");
        }
        assert!(!said.contains("hunter22"), "{said}");
    }

    #[tokio::test]
    async fn a_local_server_ends_with_its_lease() {
        let lease = RedisLease::local("redis-server").await.unwrap();
        let lease =
            lease.expect("redis-server is on the PATH; install it with: apt-get install redis-server");
        let url = lease.url().unwrap().to_owned();
        assert_eq!(lease.to_string(), "local redis-server");
        assert!(ping(&url).await.is_ok());
        drop(lease);
        let gone = async {
            while ping(&url).await.is_ok() {
                tokio::time::sleep(PAUSE).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), gone).await.unwrap();
    }
}
