//! Panics, of libraries too, caught in one way and reported as errors. The place is reported, without folders of the machine
//! that built the program; what the panic said is not, for it may quote what a database holds.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};

use signal_hook::consts::SIGABRT;
use signal_hook::flag::register_conditional_shutdown;

use crate::error::{Error, Kind};

thread_local! {
    /// How many containers this thread is in.
    static CONTAINERS: Cell<u32> = const { Cell::new(0) };
    /// Where the last contained panic of this thread was.
    static CONTAINED_AT: RefCell<Option<Place>> = const { RefCell::new(None) };
}

/// Where the first panic was that is not contained: those that follow, on other threads, come of it.
static FIRST_AT: Mutex<Option<Place>> = Mutex::new(None);
/// Whether no panic prints anything.
static IS_SILENT: AtomicBool = AtomicBool::new(false);
/// How sled calls its own threads, where it contains panics itself.
const SLED: &str = "sled-io-";

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic {
    place: Option<Place>,
}

impl Panic {
    /// One of which no more is known, on a thread that has ended.
    pub const fn elsewhere() -> Self {
        Self { place: None }
    }

    /// The failure of the whole program, or of the database where the panic was in its code.
    pub fn into_error(self) -> Error {
        let (kind, next) = if self.place.as_ref().is_some_and(|place| place.is_database) {
            (Kind::Store, "Look at the disk and the system's log, then run `kozmoai doctor`.")
        } else {
            (Kind::Unexpected, "Run it again; if it stops again, report it with this message.")
        };
        let at = self.place.as_ref().map_or_else(String::new, |place| format!(" in {}", place.text));
        Error::new(kind, format!("kozmoai stopped unexpectedly{at}."))
            .hint(format!("Every change that was reported done is safe. {next}"))
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "a panic in {}", place.text),
            None => f.write_str("a panic"),
        }
    }
}

impl std::error::Error for Panic {}

/// A place in the code.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    text: String,
    /// Whether it is in the code of a database.
    is_database: bool,
}

impl Place {
    fn of(location: &Location<'_>) -> Self {
        Self::at(location.file(), location.line())
    }

    fn at(file: &str, line: u32) -> Self {
        let in_library = file.split_once("/registry/src/").and_then(|(_, path)| path.split_once('/'));
        let text = match in_library {
            Some((_, path)) => format!("{path}:{line}"),
            None if file.starts_with('/') && file.contains("/library/") => "the standard library".to_owned(),
            None => format!("{}:{line}", if file.starts_with('/') { file.rsplit('/').next().unwrap_or(file) } else { file }),
        };
        let databases = ["sled-", "rusqlite-", "libsqlite3-sys-", "postgres-", "tokio-postgres-", "src/store/"];
        let is_database = databases.iter().any(|database| text.starts_with(database));
        Self { text, is_database }
    }
}

/// Does `work`; a panic of it is an error. What `work` has changed by then is in whatever state it was left in, so it must
/// not be used again.
///
/// # Errors
/// The panic.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    catch_at(work, || FIRST_AT.lock().unwrap_or_else(PoisonError::into_inner).take())
}

/// The same for a panic that the program goes on after: nothing is printed and the terminal is kept.
///
/// # Errors
/// The panic.
pub fn contain<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    CONTAINERS.set(CONTAINERS.get() + 1);
    let done = catch_at(work, || CONTAINED_AT.take());
    CONTAINERS.set(CONTAINERS.get() - 1);
    done
}

fn catch_at<T>(work: impl FnOnce() -> T, place: impl FnOnce() -> Option<Place>) -> Result<T, Panic> {
    watch();
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Panic { place: place() })
}

/// From now on a panic prints nothing by itself.
pub fn silence() {
    IS_SILENT.store(true, Ordering::Relaxed);
    watch();
}

/// From now on an abort, which is what becomes of a program that gets no memory, ends with an exit code of ours. What failed
/// is on standard error by then.
pub fn end_aborts() {
    let always = Arc::new(AtomicBool::new(true));
    // Without it the program ends all the same, by the signal.
    drop(register_conditional_shutdown(SIGABRT, Kind::Unexpected.exit_code().into(), always));
}

/// Whether a panic on this thread is contained, so that nothing need be said or given back.
pub fn is_contained() -> bool {
    CONTAINERS.get() > 0 || std::thread::current().name().is_some_and(|name| name.starts_with(SLED))
}

/// Panics where KOZMOAI_TEST_PANIC names this place, in debug builds alone: tests of what comes of a panic need one.
pub fn rehearse(place: &str) {
    #[expect(clippy::disallowed_methods, clippy::panic, reason = "for tests, no setting, and not there in a release")]
    if cfg!(debug_assertions) && std::env::var("KOZMOAI_TEST_PANIC").is_ok_and(|named| named == place) {
        std::panic::panic_any("a rehearsed panic");
    }
}

/// Takes down where panics are.
fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |info| {
            let place = info.location().map(Place::of);
            if is_contained() {
                CONTAINED_AT.replace(place);
                return;
            }
            let mut first = FIRST_AT.lock().unwrap_or_else(PoisonError::into_inner);
            *first = first.take().or(place);
            drop(first);
            if !IS_SILENT.load(Ordering::Relaxed) {
                previous(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn places_show_no_folders_of_the_builder() {
        for (file, text, is_database) in [
            (
                "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/sled-0.34.7/src/pagecache/mod.rs",
                "sled-0.34.7/src/pagecache/mod.rs:7",
                true,
            ),
            ("/home/you/.cargo/registry/src/github.com-1/clap-4.6.0/src/x.rs", "clap-4.6.0/src/x.rs:7", false),
            ("/rustc/59807616e1fa/library/core/src/panicking.rs", "the standard library", false),
            ("src/store/sqlite/mod.rs", "src/store/sqlite/mod.rs:7", true),
            ("src/cli/mod.rs", "src/cli/mod.rs:7", false),
            ("/somewhere/else/main.rs", "main.rs:7", false),
        ] {
            assert_eq!(Place::at(file, 7), Place { text: text.to_owned(), is_database });
        }
    }

    #[test]
    fn caught_panic_names_place_and_not_message() {
        let panic = contain::<()>(|| panic!("secret")).unwrap_err();
        assert!(panic.to_string().starts_with("a panic in src/panics.rs:"), "{panic}");
        let error = panic.into_error();
        assert_eq!(error.kind(), Kind::Unexpected);
        assert!(error.message().starts_with("kozmoai stopped unexpectedly in src/panics.rs:"), "{error:?}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        assert_eq!(contain(|| 7).unwrap(), 7);
        assert!(!is_contained());
    }
}
