//! Ctrl-C and SIGTERM, heard by whoever waits. What to do then does not belong here. The invariant: once this is
//! made, a signal ends waits instead of the process, so that whatever was started can be stopped.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Whether somebody asked the command to end. Clones hear the same.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(CancellationToken);

impl Interrupt {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the system refuses to deliver signals.
    pub fn listen() -> std::io::Result<Self> {
        let mut keyboard = signal(SignalKind::interrupt())?;
        let mut supervisor = signal(SignalKind::terminate())?;
        let token = CancellationToken::new();
        let heard = token.clone();
        tokio::spawn(async move {
            tokio::select! { _ = keyboard.recv() => {}, _ = supervisor.recv() => {} }
            heard.cancel();
        });
        Ok(Self(token))
    }

    /// Ends when it comes.
    pub async fn heard(&self) {
        self.0.cancelled().await;
    }

    /// Whether it has come.
    #[must_use]
    pub fn came(&self) -> bool {
        self.0.is_cancelled()
    }
}
