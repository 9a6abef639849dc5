//! The end of what a process printed, for the message that says why it did not come up. The invariant: it never
//! grows beyond its limit, holds a process up, or shows a secret.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::wire::Redactor;

const LINES: usize = 20;
const BYTES: usize = 8 << 10;

/// The end of a process's output.
#[derive(Clone)]
pub(in crate::under_test) struct Output {
    tail: Arc<Mutex<VecDeque<u8>>>,
    redactor: Redactor,
}

impl Output {
    pub(in crate::under_test) fn new(redactor: Redactor) -> Self {
        Self {
            tail: Arc::default(),
            redactor,
        }
    }

    /// Reads to the end, keeping the last of it. Bytes, not lines: a process may print whatever it likes.
    pub(in crate::under_test) fn follow(&self, mut source: impl AsyncRead + Unpin + Send + 'static) {
        let tail = Arc::clone(&self.tail);
        tokio::spawn(async move {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = source.read(&mut chunk).await {
                let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
                tail.extend(&chunk[..count]);
                let excess = tail.len().saturating_sub(BYTES);
                tail.drain(..excess);
            }
        });
    }

    /// The last lines, secrets hidden.
    pub(in crate::under_test) fn shown(&self) -> String {
        let bytes: Vec<u8> = {
            let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
            tail.iter().copied().collect()
        };
        let whole = bytes.len() < BYTES;
        let text = String::from_utf8_lossy(&bytes);
        let mut lines: Vec<&str> = text.trim_end().lines().collect();
        // The first may be half a line, and hold half a secret that nobody would recognise.
        if !whole && lines.len() > 1 {
            lines.remove(0);
        } else if !whole {
            return "(one endless line)".to_owned();
        }
        let first = lines.len().saturating_sub(LINES);
        let shown = lines.get(first..).unwrap_or_default().join("\n");
        if shown.is_empty() {
            "(nothing)".to_owned()
        } else {
            self.redactor.redact(&shown, "the target")
        }
    }
}
