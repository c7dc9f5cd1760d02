//! Folders and databases that settings name: the home folder, the default configuration directory, and whose places root is
//! led to.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::origin::{Origin, Sourced};
use super::sources::{Environment, Sources};
use super::table::{AUDIT_SINK, CONFIG_DIR, DATABASE_URL};
use super::values::{self, plain};
use crate::error::{Error, Kind, Result};
use crate::fs::account::{self, Account};
use crate::fs::place;
use crate::fs::trust::Trust;
use crate::model::postgres_options::FILES;
use crate::model::{AuditSink, StoreUrl};
use crate::text;

/// The configuration directory of an account without a home folder: nothing exists there, and nothing can.
pub(super) const NO_CONFIG_DIR: &str = "/dev/null/kozmoai";

/// The home folder; none if the account has none. Containers with an account of no name set HOME to `/`, which is nobody's,
/// and whoever gives up root's rights keeps root's HOME, which others can't enter.
pub(super) fn home(environment: &Environment) -> Option<PathBuf> {
    let home = match environment.values.get("HOME").filter(|home| !home.is_empty()) {
        Some(home) => Some(PathBuf::from(home)),
        // As the system's table of accounts has it.
        None => std::env::home_dir(),
    };
    let may_enter = |home: &Path| !matches!(home.join(".").metadata(), Err(error) if error.kind() == ErrorKind::PermissionDenied);
    home.filter(|home| home.is_absolute() && home != Path::new("/") && may_enter(home))
}

/// Where the configuration directory is if nobody names one, by the XDG Base Directory Specification.
pub(super) fn default_config_dir(environment: &Environment, home: Option<&Path>) -> PathBuf {
    let data = environment.values.get("XDG_DATA_HOME").map(PathBuf::from).filter(|data| data.is_absolute());
    let data = data.or_else(|| home.map(|home| home.join(".local/share")));
    data.map_or_else(|| PathBuf::from(NO_CONFIG_DIR), |data| data.join("kozmoai"))
}

/// A folder that somebody named.
///
/// # Errors
/// `Usage`, showing what was named.
pub(super) fn given(name: &str, given: Sourced<PathBuf>, home: Option<&Path>) -> Result<Sourced<PathBuf>> {
    // What is no text holds nothing that is trimmed or expanded.
    let Some(text) = given.value.to_str() else { return Ok(given) };
    let path = values::path(text, home).map_err(|why| {
        let shown = text::clean(text);
        Error::new(Kind::Usage, format!("{name} ({}) {why}: \"{shown}\".", given.origin))
            .hint("Name a folder by its path, such as /srv/kozmoai.")
    })?;
    Ok(Sourced { value: path, origin: given.origin })
}

/// What a database's address means; a bare path may begin with `~`.
///
/// # Errors
/// Why it is none, as the rest of a sentence that shows no part of it.
pub(super) fn address(text: &str, home: Option<&Path>) -> Result<StoreUrl, String> {
    let text = plain(text);
    if text.starts_with('~') {
        return values::path(text, home).map(StoreUrl::Embedded).map_err(str::to_owned);
    }
    StoreUrl::parse(text)
}

/// Whose files count: this account's, root's, and for root those of the database's owner.
pub(super) fn trust(config_dir: &Path, store: &StoreUrl) -> Trust {
    Trust::with_owner(match store {
        StoreUrl::Embedded(path) => Account::owner_of(path),
        StoreUrl::Sqlite(path) => Account::owner_of(place::folder_of(path)),
        // A server's files belong to nobody here; the configuration directory tells whose installation it is.
        StoreUrl::Postgres(_) => Account::owner_of(config_dir),
    })
}

/// Refuses that a file of another account's leads root to places that are not that account's.
///
/// # Errors
/// `Usage`, naming file and place.
pub(super) fn refuse_foreign(sources: &Sources, config_dir: &Sourced<PathBuf>, store: &Sourced<StoreUrl>) -> Result<()> {
    sources.refuse_foreign_place(CONFIG_DIR, "--config-dir", &config_dir.origin, &config_dir.value)?;
    match &store.value {
        StoreUrl::Embedded(folder) => sources.refuse_foreign_place(DATABASE_URL, "--store", &store.origin, folder),
        StoreUrl::Sqlite(path) => {
            sources.refuse_foreign_place(DATABASE_URL, "--store", &store.origin, place::folder_of(path))?;
            sources.refuse_foreign_place(DATABASE_URL, "--store", &store.origin, path)
        }
        StoreUrl::Postgres(url) => {
            let named = FILES.iter().filter_map(|option| url.option(option)).filter(|path| *path != "system");
            named.map(Path::new).try_for_each(|path| sources.refuse_foreign_place(DATABASE_URL, "--store", &store.origin, path))
        }
    }
}

/// The same of a copy of the audit log, which no flag names.
///
/// # Errors
/// `Usage`, naming file and place.
pub(super) fn refuse_foreign_sink(sources: &Sources, sink: &Sourced<Option<AuditSink>>) -> Result<()> {
    let named = format!("{AUDIT_SINK} in the environment");
    let refuse = |place: &Path| sources.refuse_foreign_place(AUDIT_SINK, &named, &sink.origin, place);
    let path = match &sink.value {
        Some(AuditSink::File(path)) => path,
        Some(sink @ AuditSink::Syslog(socket)) if !sink.is_default() => socket,
        _ => return Ok(()),
    };
    refuse(place::folder_of(path))?;
    refuse(path)
}

/// Refuses that what this author wrote leads root to a place of somebody else's, which a flag can name instead.
pub(super) fn refuse_led(author: Account, name: &str, flag: &str, origin: &Origin, place: &Path) -> Result<()> {
    let Some(owner) = Account::owner_of(place) else { return Ok(()) };
    if !rustix::process::geteuid().is_root() || author.uid() == 0 || author.uid() == owner.uid() {
        return Ok(());
    }
    let [author, owner] = [author, owner].map(|account| account::name_of(account.uid()));
    let message = format!("{name} ({origin}), in a file of {author}'s, leads to {}, which belongs to {owner}.", place.display());
    Err(Error::new(Kind::Usage, message)
        .hint(format!("Root is led nowhere else by another account's file; if the place is right, name it with {flag}.")))
}
