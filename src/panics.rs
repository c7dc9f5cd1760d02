//! Panics of libraries, contained: they become errors, and say nothing on standard error.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// How many containers this thread is in.
    static CONTAINERS: Cell<u32> = const { Cell::new(0) };
}

/// Does `work`; a panic of it is an error that holds what the panic said. What `work` has changed by then is in whatever
/// state it was left in, so it must not be used again.
///
/// # Errors
/// What the panic said.
pub fn contain<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    quieten();
    CONTAINERS.set(CONTAINERS.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work));
    CONTAINERS.set(CONTAINERS.get() - 1);
    done.map_err(|panic| text_of(&*panic))
}

/// Whether a panic on this thread is contained, so that nothing need be said or given back.
pub fn is_contained() -> bool {
    CONTAINERS.get() > 0 || std::thread::current().name().is_some_and(|name| name.starts_with(SLED))
}

/// How sled calls its own threads, where it contains panics itself.
const SLED: &str = "sled-io-";

/// What a panic said.
pub fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no reason given").to_owned()
}

fn quieten() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |info| {
            if !is_contained() {
                previous(info);
            }
        }));
    });
}
