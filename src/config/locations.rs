//! Directories and databases that settings name: the home directory, the default configuration directory, and whose files
//! are trusted.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::origin::{Origin, WithOrigin};
use super::values::{self, plain};
use crate::error::{AddressProblem, ConfigError, Result};
use crate::fs::account::{self, Account};
use crate::fs::paths;
use crate::fs::trust::Trust;
use crate::model::StoreUrl;
use crate::text;

/// The configuration directory of an account without a home directory: a path that cannot exist.
pub(super) const NO_CONFIG_DIR: &str = "/dev/null/kozmoai";

/// Returns the home directory, unless it is unusable: containers that run as an unnamed account set HOME to `/`, and a process
/// that drops root's rights keeps root's HOME, which it cannot enter.
pub(super) fn home(environment: &Environment) -> Option<PathBuf> {
    let home = match environment.get("HOME").filter(|home| !home.is_empty()) {
        Some(home) => Some(PathBuf::from(home)),
        // From /etc/passwd.
        None => std::env::home_dir(),
    };
    let may_enter = |home: &Path| !matches!(home.join(".").metadata(), Err(error) if error.kind() == ErrorKind::PermissionDenied);
    home.filter(|home| home.is_absolute() && home != Path::new("/") && may_enter(home))
}

/// Returns the default configuration directory, by the XDG Base Directory Specification.
pub(super) fn default_config_dir(environment: &Environment, home: Option<&Path>) -> PathBuf {
    let data = environment.get("XDG_DATA_HOME").map(PathBuf::from).filter(|data| data.is_absolute());
    let data = data.or_else(|| home.map(|home| home.join(".local/share")));
    data.map_or_else(|| PathBuf::from(NO_CONFIG_DIR), |data| data.join("kozmoai"))
}

/// Parses the path in a setting.
///
/// # Errors
/// `Usage`, showing the path.
pub(super) fn parsed(name: &str, given: WithOrigin<PathBuf>, home: Option<&Path>) -> Result<WithOrigin<PathBuf>> {
    // A path that is not text has nothing to trim or expand.
    let Some(text) = given.value.to_str() else { return Ok(given) };
    let path = values::path(text, home).map_err(|problem| ConfigError::PathInvalid {
        setting: name.to_owned(),
        origin: given.origin.to_string(),
        value: text::clean(text).into_owned(),
        problem,
    })?;
    Ok(WithOrigin { value: path, origin: given.origin })
}

/// Parses the address of a database; a bare path may begin with `~`.
///
/// # Errors
/// What is wrong with it.
pub(super) fn address(text: &str, home: Option<&Path>) -> Result<StoreUrl, AddressProblem> {
    let text = plain(text);
    if text.starts_with('~') {
        return Ok(StoreUrl::Embedded(values::path(text, home)?));
    }
    StoreUrl::parse(text)
}

/// Returns which owners' files are trusted: this account's, root's, and for root those of the database's owner.
pub(super) fn trust(config_dir: &Path, store: &StoreUrl) -> Trust {
    Trust::with_owner(match store {
        StoreUrl::Embedded(path) => Account::owner_of(path),
        StoreUrl::Sqlite(path) => Account::owner_of(paths::folder_of(path)),
        // A server has no local files; the owner of the configuration directory stands for the installation.
        StoreUrl::Postgres(_) => Account::owner_of(config_dir),
    })
}

/// Returns an account whose files must not lead this process: another one, if this process is root.
pub(super) fn foreign(author: Account) -> Option<Account> {
    (rustix::process::geteuid().is_root() && author.uid() != 0).then_some(author)
}

/// Refuses a path from the file of another account if the path belongs to a third one.
pub(super) fn refuse_led(author: Account, name: &str, flag: &str, origin: &Origin, place: &Path) -> Result<()> {
    let Some(owner) = Account::owner_of(place) else { return Ok(()) };
    if author.uid() == owner.uid() {
        return Ok(());
    }
    let [author, owner] = [author, owner].map(|account| account::name_of(account.uid()));
    let (setting, origin, path) = (name.to_owned(), origin.to_string(), place.to_owned());
    Err(ConfigError::PathOfOther { setting, origin, author, path, owner, instead: flag.to_owned() }.into())
}
