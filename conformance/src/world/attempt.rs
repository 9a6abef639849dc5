//! What was asked, and what came back, in the terms of a scenario. Sending and judging do not belong here. The
//! invariant: an answered request has an answer; one without never gets this far.

use crate::wire::{Exchange, Request, Response};

/// A request that was answered.
#[derive(Clone)]
pub struct Answered {
    /// What was asked.
    pub request: Request,
    /// What came back.
    pub response: Response,
}

impl Answered {
    /// The exchange, if it was answered.
    #[must_use]
    pub fn of(exchange: &Exchange) -> Option<Self> {
        Some(Self {
            request: exchange.request.clone(),
            response: exchange.response.clone().ok()?,
        })
    }

    /// The same as evidence.
    #[must_use]
    pub fn exchange(&self) -> Exchange {
        Exchange {
            request: self.request.clone(),
            response: Ok(self.response.clone()),
        }
    }
}

/// One of the three operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Listing jobs.
    List,
    /// Fetching a job by its id.
    Get,
    /// Enqueuing a job.
    Execute,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::List, Self::Get, Self::Execute];
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::List => "list",
            Self::Get => "get",
            Self::Execute => "execute",
        })
    }
}

/// A request whose treatment is in question.
#[derive(Clone)]
pub struct Attempt {
    /// The variant, in words; reports name it.
    pub label: String,
    /// The workspace, by its name in the scenario, that must succeed with its own when this fails.
    pub caller: String,
    /// What was attempted.
    pub operation: Operation,
    /// Statuses that are as good as the refusal proper.
    pub tolerated: Vec<u16>,
    /// The jobs that the caller had when it was sent.
    pub owned: Vec<String>,
    /// What was sent, and the answer.
    pub sent: Answered,
}
