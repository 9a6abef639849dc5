//! One Redis for a whole test process: the one of `WATERTIGHT_REDIS_URL`; else a container, where an engine answers and
//! the image is there; else a local `redis-server`. Tests share it and keep apart by fresh workspaces.
//!
//! The invariant: nobody empties it, and it ends with the process.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use testcontainers::bollard::models::PortBinding;
use testcontainers::core::{IntoContainerPort, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage, ImageExt as _};

use crate::guard::{Container, Process};
use crate::wait;

/// Phases of the migration are judged on databases of their own.
const DATABASES: &str = "4096";

/// A running Redis.
#[derive(Debug)]
pub struct Redis {
    /// `redis://host:port`.
    pub url: String,
    /// What it is, for the totals.
    pub kind: String,
    _held: Held,
}

/// What ends with it.
#[derive(Debug)]
enum Held {
    /// It belongs to somebody else.
    Nothing,
    /// A program that was started here.
    Program { _process: Process },
    /// A container that was started here.
    Container { _container: Container },
}

impl Redis {
    /// The Redis that all tests of this process share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Redis> = OnceLock::new();
        SHARED.get_or_init(|| {
            let redis = given().or_else(container).unwrap_or_else(Self::local);
            announce(&redis.kind);
            redis
        })
    }

    /// A Redis of one's own, as a local process: for tests that count its commands or take it away.
    ///
    /// # Panics
    /// When there is no `redis-server` or it does not start.
    #[must_use]
    pub fn local() -> Self {
        for _ in 0..5 {
            let port = crate::free_address().port();
            if let Some(redis) = Self::process(port, &["--appendonly", "no"]) {
                return redis;
            }
        }
        panic!("redis-server did not answer PING on five ports");
    }

    /// One that keeps every write in this folder before it answers, and can be started there again after its end.
    #[must_use]
    pub fn durable(port: u16, folder: &str) -> Option<Self> {
        Self::process(
            port,
            &["--appendonly", "yes", "--appendfsync", "always", "--dir", folder],
        )
    }

    fn process(port: u16, more: &[&str]) -> Option<Self> {
        let binary =
            binary().expect("no redis-server on the PATH; install it with: apt-get install redis-server");
        let port = port.to_string();
        let arguments = [
            "--port",
            &port,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--databases",
            DATABASES,
        ];
        let arguments: Vec<String> = arguments.iter().chain(more).map(ToString::to_string).collect();
        let mut process = Process::start(
            Command::new(&binary)
                .args(&arguments)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let url = format!("redis://127.0.0.1:{port}");
        // Another server may have taken the port meanwhile; then this one ends, and it is not the one that answers.
        let own = format!("process_id:{}\r\n", process.id());
        let up = wait::within(wait::PATIENCE, || {
            let ended = process.ended().is_some();
            let answers = !ended && info(&url, "server").is_some_and(|info| info.contains(&own));
            (ended || answers).then_some(answers)
        });
        (up == Some(true)).then(|| Self {
            url,
            kind: format!("local {}", binary.display()),
            _held: Held::Program { _process: process },
        })
    }

    /// The `host:port` part of the address.
    ///
    /// # Panics
    /// When the URL is not of that form.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.url
            .strip_prefix("redis://")
            .expect("a plain redis URL")
            .split('/')
            .next()
            .expect("a host and port")
    }

    /// How often the server ran each command, from `INFO commandstats`.
    ///
    /// # Panics
    /// When the server does not answer.
    #[must_use]
    pub fn commands(&self) -> Vec<(String, u64)> {
        let text = info(&self.url, "commandstats").expect("Redis answers INFO");
        let parse = |line: &str| {
            let (name, fields) = line.strip_prefix("cmdstat_")?.split_once(':')?;
            let calls = fields.split(',').find_map(|field| field.strip_prefix("calls="))?;
            Some((name.to_owned(), calls.parse().ok()?))
        };
        text.lines().filter_map(parse).collect()
    }
}

fn given() -> Option<Redis> {
    let url = setting("WATERTIGHT_REDIS_URL")?;
    assert!(
        answers(&url),
        "WATERTIGHT_REDIS_URL is set and no Redis answers there"
    );
    Some(Redis {
        url,
        kind: "the one of WATERTIGHT_REDIS_URL".to_owned(),
        _held: Held::Nothing,
    })
}

fn container() -> Option<Redis> {
    let image = setting("WATERTIGHT_REDIS_IMAGE")?;
    let present = Command::new("docker")
        .args(["image", "inspect", &image])
        .output()
        .is_ok_and(|o| o.status.success());
    if !present {
        return None;
    }
    // A thread and a runtime of its own: a test may already be inside one.
    let started = image.clone();
    let (id, port) = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .ok()?;
        runtime.block_on(start(&started))
    })
    .join()
    .ok()??;
    let container = Container::of(&id);
    let url = format!("redis://127.0.0.1:{port}");
    wait::within(wait::PATIENCE, || answers(&url).then_some(()))?;
    Some(Redis {
        url,
        kind: format!("container of {image}"),
        _held: Held::Container {
            _container: container,
        },
    })
}

async fn start(image: &str) -> Option<(String, u16)> {
    let (name, tag) = image.rsplit_once(':').unwrap_or((image, "latest"));
    let request = GenericImage::new(name, tag)
        .with_exposed_port(6379.tcp())
        .with_wait_for(WaitFor::message_on_stdout("Ready to accept connections"))
        .with_cmd(["--databases", DATABASES])
        .with_host_config_modifier(|host| {
            // It has no password, so it listens on loopback only.
            let binding = PortBinding {
                host_ip: Some("127.0.0.1".to_owned()),
                host_port: None,
            };
            host.publish_all_ports = None;
            host.port_bindings = Some([("6379/tcp".to_owned(), Some(vec![binding]))].into());
        });
    let container: ContainerAsync<GenericImage> = match request.start().await {
        Ok(container) => container,
        Err(error) => {
            let _ = writeln!(
                std::io::stderr(),
                "no container: {error}; trying a local redis-server"
            );
            return None;
        }
    };
    let port = container.get_host_port_ipv4(6379.tcp()).await.ok()?;
    let id = container.id().to_owned();
    // From here the guard removes it: a destructor would not run at the end of the process.
    std::mem::forget(container);
    Some((id, port))
}

fn answers(url: &str) -> bool {
    info(url, "server").is_some()
}

/// A section of `INFO`, from a server that answers.
fn info(url: &str, section: &str) -> Option<String> {
    let client = redis::Client::open(url).ok()?;
    let mut connection = client.get_connection_with_timeout(Duration::from_secs(2)).ok()?;
    redis::cmd("INFO").arg(section).query(&mut connection).ok()
}

fn binary() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let candidates = |name: &'static str| std::env::split_paths(&path).map(move |folder| folder.join(name));
    candidates("redis-server")
        .chain(candidates("valkey-server"))
        .find(|candidate| candidate.is_file())
}

fn setting(name: &str) -> Option<String> {
    std::env::var_os(name)?
        .into_string()
        .ok()
        .filter(|value| !value.is_empty())
}

/// Says it past the test runner's capture, for the script that sums the tests up.
fn announce(kind: &str) {
    let _ = writeln!(std::io::stderr(), "redis for these tests: {kind}");
}
