//! Panics, including those of libraries, caught and reported as errors. The location is reported without the directories of the
//! build machine; the message is not, because it may quote the content of a database.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};

use signal_hook::consts::SIGABRT;
use signal_hook::flag::register_conditional_shutdown;

use crate::error::{Error, Kind, SystemError};

thread_local! {
    /// The number of nested calls of [`contain`] on this thread.
    static CONTAINERS: Cell<u32> = const { Cell::new(0) };
    /// The location of the last contained panic of this thread.
    static CONTAINED_AT: RefCell<Option<Place>> = const { RefCell::new(None) };
}

/// The location of the first panic that was not contained; later ones on other threads are consequences.
static FIRST_AT: Mutex<Option<Place>> = Mutex::new(None);
/// Whether panics print nothing.
static IS_SILENT: AtomicBool = AtomicBool::new(false);
/// The prefix of sled's thread names; sled contains panics on them itself.
const SLED: &str = "sled-io-";

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic {
    place: Option<Place>,
}

impl Panic {
    /// A panic without details, on a thread that has ended.
    pub const fn elsewhere() -> Self {
        Self { place: None }
    }

    /// Returns the error: of the database if the panic was in its code, else of the program.
    pub fn into_error(self) -> Error {
        match self.place {
            Some(Place { text: place, is_database: true }) => SystemError::DatabaseCrashed { place }.into(),
            place => SystemError::Crashed { place: place.map(|place| place.text) }.into(),
        }
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

/// A location in the code.
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

/// Runs `work` and catches its panic. Data that `work` was changing is in an undefined state then and must not be used.
///
/// # Errors
/// The panic.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    catch_at(work, || FIRST_AT.lock().unwrap_or_else(PoisonError::into_inner).take())
}

/// Runs `work` and catches its panic, and the program continues: nothing is printed and the terminal is kept.
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

/// Stops panics from printing anything.
pub fn silence() {
    IS_SILENT.store(true, Ordering::Relaxed);
    watch();
}

/// Makes an abort, which follows when memory runs out, end with our exit code. The failure has been printed to standard error by
/// then.
pub fn end_aborts() {
    let always = Arc::new(AtomicBool::new(true));
    // If this fails, the program ends by the signal instead.
    drop(register_conditional_shutdown(SIGABRT, Kind::Unexpected.exit_code().into(), always));
}

/// Whether a panic on this thread is contained, so that nothing need be printed and the terminal need not be restored.
pub fn is_contained() -> bool {
    CONTAINERS.get() > 0 || std::thread::current().name().is_some_and(|name| name.starts_with(SLED))
}

/// Panics if KOZMOAI_TEST_PANIC names this place; only in debug builds, for tests.
pub fn rehearse(place: &str) {
    #[expect(clippy::disallowed_methods, clippy::panic, reason = "for tests; not a setting, and not in release builds")]
    if cfg!(debug_assertions) && std::env::var("KOZMOAI_TEST_PANIC").is_ok_and(|named| named == place) {
        std::panic::panic_any("a rehearsed panic");
    }
}

/// Records the locations of panics.
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
    fn locations_omit_build_folders() {
        for (file, text, is_database) in [
            (
                "/home/me/.cargo/registry/src/index-1949cf8c6b5b557f/sled-0.34.7/src/pagecache/mod.rs",
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
    fn caught_panic_names_location_only() {
        let panic = contain::<()>(|| panic!("secret")).unwrap_err();
        assert!(panic.to_string().starts_with("a panic in src/panics.rs:"), "{panic}");
        let error = panic.into_error();
        assert_eq!(error.code(), "crashed");
        assert!(error.message().starts_with("kozmoai stopped unexpectedly in src/panics.rs:"), "{error:?}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        assert_eq!(contain(|| 7).unwrap(), 7);
        assert!(!is_contained());
    }
}
