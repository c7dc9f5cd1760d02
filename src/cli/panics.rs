//! Panics, of libraries too: told as errors with an exit code of ours. The place is told, without folders of the machine
//! that built the program; the message is not, for it may quote a secret.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use signal_hook::consts::SIGABRT;
use signal_hook::flag::register_conditional_shutdown;

use crate::error::{Error, Kind, Result};
use crate::tui;

/// Where the first panic was, for those that follow come of it.
static PLACE: Mutex<Option<Place>> = Mutex::new(None);

/// A place in the code.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    text: String,
    /// Whether it is in the code of a database.
    is_store: bool,
}

impl Place {
    fn of(file: &str, line: u32) -> Self {
        let library = file.split_once("/registry/src/").and_then(|(_, path)| path.split('/').nth(1));
        let text = match library {
            Some(library) => library.to_owned(),
            None if file.starts_with('/') && file.contains("/library/") => "the standard library".to_owned(),
            None => format!("{}:{line}", if file.starts_with('/') { file.rsplit('/').next().unwrap_or(file) } else { file }),
        };
        let databases = ["sled-", "rusqlite-", "libsqlite3-sys-", "postgres-", "tokio-postgres-", "src/store/"];
        let is_store = databases.iter().any(|database| text.starts_with(database));
        Self { text, is_store }
    }
}

/// From now on a panic prints nothing by itself.
pub(super) fn silence() {
    set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        let place = info.location().map(|location| Place::of(location.file(), location.line()));
        if let Ok(mut first) = PLACE.lock()
            && first.is_none()
        {
            *first = place;
        }
    }));
}

/// From now on an abort, which is what becomes of a program that gets no memory, ends with an exit code of ours. What failed
/// is on standard error by then.
pub(super) fn end_aborts() {
    let always = Arc::new(AtomicBool::new(true));
    // Without it the program ends all the same, by the signal.
    drop(register_conditional_shutdown(SIGABRT, Kind::Unexpected.exit_code().into(), always));
}

/// Carries work out; a panic in it is an error.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Err(error)) if error.message() == tui::A_PART_FAILED => Err(stopped()),
        Ok(done) => done,
        Err(_) => Err(stopped()),
    }
}

fn stopped() -> Error {
    let place = PLACE.lock().ok().and_then(|mut place| place.take());
    let (at, is_store) = place.map_or_else(|| (String::new(), false), |place| (format!(" in {}", place.text), place.is_store));
    let kind = if is_store { Kind::Store } else { Kind::Unexpected };
    let next = if is_store {
        "Look at the disk and the system's log, then run `kozmoai doctor`."
    } else {
        "Run it again; if it stops again, report it with this message."
    };
    Error::new(kind, format!("kozmoai stopped unexpectedly{at}."))
        .hint(format!("Every change that was reported done is safe. {next}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn places_show_no_folders_of_the_builder() {
        for (file, text, is_store) in [
            (
                "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/sled-0.34.7/src/pagecache/mod.rs",
                "sled-0.34.7",
                true,
            ),
            ("/root/.cargo/registry/src/github.com-1/clap-4.6.0/src/x.rs", "clap-4.6.0", false),
            ("/rustc/59807616e1fa/library/core/src/panicking.rs", "the standard library", false),
            ("src/store/sqlite/mod.rs", "src/store/sqlite/mod.rs:7", true),
            ("src/cli/mod.rs", "src/cli/mod.rs:7", false),
            ("/somewhere/else/main.rs", "main.rs:7", false),
        ] {
            assert_eq!(Place::of(file, 7), Place { text: text.to_owned(), is_store });
        }
    }

    #[test]
    fn a_panic_becomes_an_error_without_its_message() {
        let error = caught::<()>(|| panic!("secret")).unwrap_err();
        assert_eq!(error.kind(), Kind::Unexpected);
        assert!(
            error.message().starts_with("kozmoai stopped unexpectedly") && !format!("{error:?}").contains("secret"),
            "{error:?}"
        );
        assert_eq!(caught(|| Err::<(), _>(Error::new(Kind::NotFound, "It is not there."))).unwrap_err().kind(), Kind::NotFound);
        assert_eq!(caught(|| Ok(7)).unwrap(), 7);
    }
}
