//! Panics of steps, caught with their place. A step that stops does so by a panic that its verdict explains, so
//! the usual message would only repeat it. The invariant: a panic outside a step is shown as ever.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

thread_local! {
    static IN_STEP: Cell<bool> = const { Cell::new(false) };
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Lets the panic hook stay quiet while a step is polled. Once is enough for a process.
pub fn keep_step_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |info| {
            if IN_STEP.get() {
                LAST.with_borrow_mut(|last| *last = words(info));
            } else {
                usual(info);
            }
        }));
    });
}

fn words(info: &PanicHookInfo<'_>) -> String {
    let message = info.payload_as_str().unwrap_or("a panic without words");
    match info.location() {
        Some(place) => format!("{message} ({}:{})", place.file(), place.line()),
        None => message.to_owned(),
    }
}

/// Runs a step to its end; gives what a panic said, if it ended by one.
pub(super) async fn caught<T>(step: impl Future<Output = T>) -> Result<T, String> {
    let mut step = pin!(step);
    std::future::poll_fn(|context| {
        IN_STEP.set(true);
        let polled = catch_unwind(AssertUnwindSafe(|| step.as_mut().poll(context)));
        IN_STEP.set(false);
        match polled {
            Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(Err(LAST.take())),
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_caught_with_its_words_and_place() {
        keep_step_panics_quiet();
        let said = caught(async { panic!("the moon is not cheese") }).await;
        let said: String = said.map(|(): ()| ()).unwrap_err();
        assert!(
            said.starts_with("the moon is not cheese (") && said.contains("panics.rs"),
            "{said}"
        );
        assert_eq!(caught(async { 7 }).await, Ok(7));
    }
}
