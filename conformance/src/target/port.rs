//! Ports for what is started. The invariant: no port is given out twice, and none where somebody already answers.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand::Rng as _;
use tokio::net::{TcpListener, TcpStream};

use super::TargetError;

// Below the ports that systems take for outgoing connections: one of the suite's own could sit on a port between
// its being chosen and the target's listening there.
const RANGE: Range<u16> = 20_000..32_000;
const ATTEMPTS: usize = 50;

static GIVEN: Mutex<Option<HashSet<u16>>> = Mutex::new(None);

/// The port that is asked for, or else a free one.
pub(super) async fn choose(fixed: Option<u16>) -> Result<u16, TargetError> {
    if let Some(port) = fixed {
        return if answers(port).await {
            Err(TargetError::PortTaken(port))
        } else {
            Ok(port)
        };
    }
    for _ in 0..ATTEMPTS {
        let port = rand::rng().random_range(RANGE);
        if TcpListener::bind(("127.0.0.1", port)).await.is_ok() && !answers(port).await && reserve(port) {
            return Ok(port);
        }
    }
    // A machine with few ports left: any that the system still has.
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(TargetError::Port)?;
    Ok(listener.local_addr().map_err(TargetError::Port)?.port())
}

async fn answers(port: u16) -> bool {
    let attempt = TcpStream::connect(("127.0.0.1", port));
    matches!(
        tokio::time::timeout(Duration::from_secs(1), attempt).await,
        Ok(Ok(_))
    )
}

fn reserve(port: u16) -> bool {
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    given.get_or_insert_default().insert(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_answers_is_taken() {
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = other.local_addr().unwrap().port();
        let error = choose(Some(port)).await.unwrap_err();
        assert!(matches!(error, TargetError::PortTaken(taken) if taken == port));
        assert!(error.to_string().contains("already answers"), "{error}");
        drop(other);
        assert_eq!(choose(Some(port)).await.unwrap(), port);
    }

    #[tokio::test]
    async fn no_port_is_given_twice() {
        let mut ports = HashSet::new();
        for _ in 0..200 {
            assert!(ports.insert(choose(None).await.unwrap()));
        }
    }
}
