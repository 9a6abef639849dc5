//! A TCP proxy that can be cut and opened again: how a store goes away and comes back while everything else stays.

use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The proxy; it lives as long as the process.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Where to connect instead of the real address.
    pub address: SocketAddr,
    cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    /// A proxy in front of `host:port`.
    ///
    /// # Panics
    /// When no loopback port can be had.
    #[must_use]
    pub fn before(upstream: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback can be bound");
        let address = listener.local_addr().expect("a bound socket has an address");
        let proxy = Self {
            address,
            cut: Arc::default(),
            open: Arc::default(),
        };
        let (shared, upstream) = (proxy.clone(), upstream.to_owned());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.cut.load(Ordering::SeqCst) {
                    let _ = client.shutdown(Shutdown::Both);
                } else if let Ok(server) = TcpStream::connect(&upstream) {
                    shared.join(&client, &server);
                }
            }
        });
        proxy
    }

    /// Breaks every connection and refuses new ones.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
        for socket in self.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    /// Lets connections through again.
    pub fn open_again(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }

    fn join(&self, client: &TcpStream, server: &TcpStream) {
        for (from, to) in [(client, server), (server, client)] {
            let (Ok(mut from), Ok(mut to), Ok(kept)) = (from.try_clone(), to.try_clone(), from.try_clone())
            else {
                return;
            };
            self.open
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(kept);
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Both);
            });
        }
    }
}
