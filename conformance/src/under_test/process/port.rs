//! Ports for what is started. The invariant: no port is given out twice, none where somebody already answers, and none that
//! another suite on this machine has just given out.

use std::collections::{HashSet, VecDeque};
use std::net::UdpSocket;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand::Rng as _;
use tokio::net::{TcpListener, TcpStream};

use crate::under_test::error::TargetError;

// Below the ports that systems take for outgoing connections: one of the suite's own could sit on a port between
// its being chosen and the target's listening there.
const RANGE: Range<u16> = 20_000..32_000;
const ATTEMPTS: usize = 50;

// From a port to the UDP port that stands for it among suites. Whoever listens there has chosen the first: a target that
// ends because another suite's has its port would look as if it refused to start. Nothing is ever sent there.
const CLAIM: u16 = 10_000;
// A port is claimed until so many others were given out; what was started there listens by then.
const CLAIMS: usize = 128;

static GIVEN: Mutex<Option<Given>> = Mutex::new(None);

#[derive(Default)]
struct Given {
    ports: HashSet<u16>,
    claims: VecDeque<UdpSocket>,
}

/// The port that is asked for, or else a free one.
pub(in crate::under_test) async fn choose(fixed: Option<u16>) -> Result<u16, TargetError> {
    if let Some(port) = fixed {
        return if answers(port).await {
            Err(TargetError::PortTaken(port))
        } else {
            Ok(port)
        };
    }
    for _ in 0..ATTEMPTS {
        let port = rand::rng().random_range(RANGE);
        // Claimed first: whoever has claimed it before listens there by the time that it is looked at.
        if reserve(port) && TcpListener::bind(("127.0.0.1", port)).await.is_ok() && !answers(port).await {
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
    let given = given.get_or_insert_default();
    if !given.ports.insert(port) {
        return false;
    }
    let Ok(claim) = UdpSocket::bind(("127.0.0.1", port - CLAIM)) else {
        return false;
    };
    given.claims.push_back(claim);
    if given.claims.len() > CLAIMS {
        given.claims.pop_front();
    }
    true
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

    #[test]
    fn a_port_that_another_suite_has_claimed_is_left_to_it() {
        let free = |port: &u16| UdpSocket::bind(("127.0.0.1", port - CLAIM)).ok();
        let (port, claim) = RANGE.rev().find_map(|port| Some((port, free(&port)?))).unwrap();
        assert!(!reserve(port));
        drop(claim);
    }

    #[tokio::test]
    async fn no_port_is_given_twice() {
        let mut ports = HashSet::new();
        for _ in 0..200 {
            assert!(ports.insert(choose(None).await.unwrap()));
        }
    }
}
