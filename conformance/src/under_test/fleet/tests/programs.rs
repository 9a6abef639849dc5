//! A fleet whose programs say who they are on a connection that lasts as long as they do. No test waits for a time: a program
//! has started once it speaks, and has ended once its connection has.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::super::{Fleet, Seed};
use crate::identity::Issuer;
use crate::profile::{Backfill, Command, Profile};
use crate::under_test::RedisLease;
use crate::wire::Redactor;

/// A program that takes longer than this to start or to end is a fault.
const PATIENCE: Duration = Duration::from_secs(20);

const PROGRAM: &str = r#"
import http.server, os, signal, socket, sys

kind, redis = sys.argv[1:3]
said = socket.create_connection(("127.0.0.1", int(os.environ["LISTENER"])))

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = str(os.getpid()).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

def asked_to_stop(*_):
    said.sendall(b"asked to stop\n")
    os._exit(0)

signal.signal(signal.SIGTERM, asked_to_stop)
server = http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page) if kind == "replica" else None
said.sendall(f"{kind} {os.environ.get('PHASE')} {redis} {os.getpid()}\n".encode())
if server:
    server.serve_forever()
elif kind == "worker":
    signal.pause()
else:
    print(kind, *sys.argv[3:])
"#;

/// What a program said of itself.
pub(super) struct Started {
    pub(super) kind: String,
    pub(super) phase: String,
    pub(super) redis: String,
    pub(super) pid: String,
    said: BufReader<TcpStream>,
}

impl Started {
    /// What it said later, once it has ended.
    pub(super) async fn last_words(mut self) -> String {
        let mut rest = String::new();
        let read = timeout(PATIENCE, self.said.read_to_string(&mut rest)).await;
        read.expect("the program ends").unwrap();
        rest
    }
}

/// A fleet, the Redis that it runs on, and where its programs say who they are.
pub(super) struct Example {
    pub(super) lease: RedisLease,
    listener: TcpListener,
    pub(super) fleet: Fleet,
}

impl Example {
    pub(super) async fn new(alter: impl FnOnce(&mut Seed)) -> Self {
        let lease = RedisLease::find(None).await.unwrap();
        let databases = lease.databases();
        assert!(
            databases.is_some(),
            "redis-server is not on the PATH; install it with: apt-get install redis-server"
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port().to_string();
        let program = |kind: &str, more: &[&str]| Command {
            cmd: ["python3", "-c", PROGRAM, kind, "${redis_url}"]
                .iter()
                .chain(more)
                .map(|word| (*word).to_owned())
                .collect(),
            env: [
                ("LISTENER", port.as_str()),
                ("PHASE", "${phase}"),
                ("PORT", "${port}"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        };
        let profile = Profile::reference().unwrap();
        let mut backfill: Backfill = profile.backfill.clone().unwrap();
        backfill.cmd = program("backfill", &["${mode}"]).cmd;
        backfill.env = [("LISTENER".to_owned(), port.clone())].into();
        backfill.verify = None;
        let mut seed = Seed {
            command: program("replica", &[]),
            worker: Some(program("worker", &[])),
            backfill: Some(backfill),
            issuer: Issuer::new(&profile.tokens).unwrap(),
            profile: Arc::new(profile),
            keyset: PathBuf::new(),
            fault: None,
            redactor: Redactor::default(),
            databases,
        };
        alter(&mut seed);
        Self {
            lease,
            listener,
            fleet: Fleet::open(Arc::new(seed)).await.unwrap(),
        }
    }

    pub(super) async fn usual() -> Self {
        Self::new(|_| {}).await
    }

    /// The next program that says who it is.
    pub(super) async fn next(&self) -> Started {
        let (stream, _) = timeout(PATIENCE, self.listener.accept())
            .await
            .expect("a program was started; python3 is on the PATH, or is installed with: apt-get install python3")
            .unwrap();
        let mut said = BufReader::new(stream);
        let mut line = String::new();
        timeout(PATIENCE, said.read_line(&mut line))
            .await
            .unwrap()
            .unwrap();
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let [kind, phase, redis, pid] = words.try_into().unwrap();
        Started {
            kind,
            phase,
            redis,
            pid,
            said,
        }
    }
}
