//! An address that nobody has a reason to visit, unless a token names it. The invariant: every connection is counted, also one
//! on which nothing is sent.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A listener on loopback that counts who comes; gone when dropped.
pub struct CallbackTrap {
    address: SocketAddr,
    visits: Arc<AtomicUsize>,
    listening: JoinHandle<()>,
}

impl CallbackTrap {
    /// Listens on a free port.
    ///
    /// # Errors
    /// When the system has none.
    pub async fn set() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let visits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&visits);
        let listening = tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        Ok(Self {
            address,
            visits,
            listening,
        })
    }

    /// Where it is, as the address of a key set.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/jwks.json", self.address)
    }

    /// How many came.
    #[must_use]
    pub fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}

impl Drop for CallbackTrap {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_is_counted() {
        let trap = CallbackTrap::set().await.unwrap();
        assert_eq!(trap.visits(), 0);
        let _visit = tokio::net::TcpStream::connect(trap.address).await.unwrap();
        while trap.visits() == 0 {
            tokio::task::yield_now().await;
        }
        assert!(trap.url().ends_with("/jwks.json"));
    }
}
