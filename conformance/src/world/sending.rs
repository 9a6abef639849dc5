//! Other ways of sending than one request after the other: in turn on one connection, all at once, as bytes. Recording and
//! the oracles that hold at all times belong to the world itself. The invariant: whatever is sent here is witnessed there.

use super::{Answered, Step, World};
use crate::wire::{Client, Exchange, Request, WireError};

impl World {
    /// As [`World::send`], for what a server may refuse by closing the connection: `None` where it did.
    ///
    /// # Errors
    /// As [`World::send`], but for a closed connection.
    pub async fn send_or_closed(&mut self, request: Request) -> Step<Option<Answered>> {
        let target = self.target()?;
        let exchange = self.client(&target).send(request).await;
        if matches!(exchange.response, Err(WireError::Closed)) {
            self.closed += 1;
            self.history.push(exchange);
            return Ok(None);
        }
        self.witness(exchange).map(Some)
    }

    /// Sends one after the other on one connection, for as long as it lasts; otherwise as [`World::send`].
    ///
    /// # Errors
    /// As [`World::send`], at the first that has no proper answer.
    pub async fn send_in_turn(&mut self, requests: Vec<Request>, pipelined: bool) -> Step<Vec<Answered>> {
        let target = self.target()?;
        let exchanges = self.client(&target).converse(requests, pipelined).await;
        self.witness_all(exchanges)
    }

    /// Sends all of these at once over one HTTP/2 connection; otherwise as [`World::send`].
    ///
    /// # Errors
    /// As [`World::send`], at the first that has no proper answer.
    pub async fn send_over_http2(&mut self, requests: Vec<Request>) -> Step<Vec<Answered>> {
        let target = self.target()?;
        let client = self.client(&target).over_http2();
        self.all_by(client, requests).await
    }

    /// Sends bytes on a connection of their own and gives every answer to them; none where it was just closed.
    ///
    /// # Errors
    /// As [`World::send`], but for a closed connection.
    pub async fn send_flood(&mut self, who: &str, bytes: Vec<u8>) -> Step<Vec<Answered>> {
        let target = self.target()?;
        let mut answers = Vec::new();
        for exchange in self.client(&target).flood(who, bytes).await {
            if matches!(exchange.response, Err(WireError::Closed)) {
                self.closed += 1;
                self.history.push(exchange);
            } else {
                answers.push(self.witness(exchange)?);
            }
        }
        Ok(answers)
    }

    /// Sends all of these at once; otherwise as [`World::send`].
    ///
    /// # Errors
    /// As [`World::send`], at the first that has no proper answer.
    pub async fn send_together(&mut self, requests: Vec<Request>) -> Step<Vec<Answered>> {
        let target = self.target()?;
        let client = self.client(&target);
        self.all_by(client, requests).await
    }

    async fn all_by(&mut self, client: Client, requests: Vec<Request>) -> Step<Vec<Answered>> {
        let sent = requests.into_iter().map(|request| client.send(request));
        let exchanges = futures::future::join_all(sent).await;
        self.witness_all(exchanges)
    }

    fn witness_all(&mut self, exchanges: Vec<Exchange>) -> Step<Vec<Answered>> {
        exchanges
            .into_iter()
            .map(|exchange| self.witness(exchange))
            .collect()
    }
}
