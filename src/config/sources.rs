//! The sources of settings: the file of `--env-file`, the process environment, `./.env`. The first with a value wins; an empty
//! value counts as unset.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::environment::{Environment, no_text};
use super::origin::{Origin, WithOrigin};
use super::overrides::Overrides;
use super::table::{self, DATABASE_URL, PREFIX, Setting, TABLE};
use super::values::{line, plain, quoted};
use super::{dotenv, locations, secret_file};
use crate::error::{ConfigError, Remedy, Result};
use crate::fs::account::{self, Account};
use crate::fs::paths;
use crate::fs::trust::Trust;
use crate::model::StoreUrl;
use crate::secret::{Secret, Zeroizing};
use crate::text;

/// Names that Kozmoai knows and that resemble one of ours; they are not typos.
const KOZMOAIS_OWN: &[&str] =
    &["KOZMOAI_CONFIG", "KOZMOAI_STORE_URL", "KOZMOAI_SUPERUSER_ENABLED", "KOZMOAI_DATABASE_CONNECTION_RETRY"];
/// How many names are checked for typos, and how long one may be, in bytes.
const MOST_TYPOS: usize = 1_000;
const LONGEST_TYPO: usize = 64;
/// How similar two names must be for one to count as a typo of the other, from 0 to 1.
const ALIKE: f64 = 0.93;

/// A value and its origin.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) value: Zeroizing<String>,
    pub(super) origin: Origin,
}

/// The sources of settings.
pub(super) struct Sources {
    /// By precedence.
    layers: Vec<BTreeMap<String, Found>>,
    /// The owner of the file of `--env-file`, if it must not lead this process.
    env_file_author: Option<Account>,
    /// The same for `./.env`.
    dot_env_author: Option<Account>,
}

impl Sources {
    pub(super) fn load(overrides: &Overrides, environment: &Environment, folder: &Path) -> Result<Self> {
        environment.check()?;
        let env_file = overrides.env_file.as_deref();
        let (mut layers, mut env_file_author) = (Vec::new(), None);
        if let Some(path) = env_file {
            let (text, owner) = dotenv::read_text_with_owner(path)?
                .ok_or_else(|| ConfigError::NamedFileMissing { path: path.to_owned(), named_by: "--env-file" })?;
            let origin = |line| Origin::EnvFile { path: path.to_owned(), line };
            env_file_author = locations::foreign(owner);
            layers.push(file(path, &text, environment, true, env_file_author, &origin)?);
        }
        let own: BTreeMap<_, _> = environment
            .values
            .iter()
            .map(|(name, value)| (name.clone(), Found { value: value.clone(), origin: Origin::Environment }))
            .collect();
        layers.push(own);
        let mut sources = Self { layers, env_file_author, dot_env_author: None };
        let path = if folder == Path::new(".") { PathBuf::from("./.env") } else { folder.join(".env") };
        // If --env-file names the same file, it is read once.
        if !env_file.is_some_and(|named| paths::is_same_file(named, &path))
            && let Some((text, owner)) = trusted(&path, database_owner(overrides, &sources, environment))?
        {
            let origin = |line| Origin::DotEnv { path: path.clone(), line };
            sources.dot_env_author = locations::foreign(owner);
            sources.layers.push(file(&path, &text, environment, false, sources.dot_env_author, &origin)?);
        }
        Ok(sources)
    }

    /// Refuses a path in another account's .env file that leads root to what that account does not own.
    ///
    /// # Errors
    /// `Usage`, naming the file, the path and the flag that can name it instead.
    pub(super) fn refuse_foreign_place(&self, name: &str, flag: &str, origin: &Origin, place: &Path) -> Result<()> {
        self.author(origin).map_or(Ok(()), |author| locations::refuse_led(author, name, flag, origin, place))
    }

    /// Returns the owner of the .env file that a value comes from, if it must not lead this process.
    pub(super) const fn author(&self, origin: &Origin) -> Option<Account> {
        match origin {
            Origin::EnvFile { .. } => self.env_file_author,
            Origin::DotEnv { .. } => self.dot_env_author,
            _ => None,
        }
    }

    /// Returns the value of a variable; an empty one counts as unset.
    pub(super) fn find(&self, name: &str) -> Option<Found> {
        self.find_all(name).next().cloned()
    }

    /// Returns its value in every source that has one, by precedence.
    pub(super) fn find_all(&self, name: &str) -> impl Iterator<Item = &Found> {
        self.layers.iter().filter_map(move |layer| layer.get(name)).filter(|found| !found.value.is_empty())
    }

    /// Reads a setting that is not a secret.
    pub(super) fn read<T: Default>(&self, setting: &Setting<T>) -> Result<WithOrigin<T>> {
        let Some(Found { value, origin }) = self.find(setting.known.name) else {
            return Ok(WithOrigin { value: setting.default(), origin: Origin::Default });
        };
        match (setting.values.parse)(plain(&value)) {
            Some(value) => Ok(WithOrigin { value, origin }),
            None => {
                let (setting, accepted) = (setting.known.name.to_owned(), setting.values.accepted.to_owned());
                let (origin, value) = (origin.to_string(), text::clean(&value).into_owned());
                Err(ConfigError::ValueInvalid { setting, origin, value, accepted }.into())
            }
        }
    }

    /// Reads the secret in the file that a variable names.
    ///
    /// # Errors
    /// `Usage` if the secret is also set as a value, or the file is not trusted or empty.
    pub(super) fn secret_in_file(
        &self,
        name: &str,
        variable: &'static str,
        home: Option<&Path>,
        trust: Trust,
    ) -> Result<Option<WithOrigin<Secret>>> {
        let Some(Found { value, origin }) = self.find(variable) else { return Ok(None) };
        if let Some(Found { origin: other, .. }) = self.find(name) {
            let (setting, file_origin) = (name.to_owned(), origin.to_string());
            let set_twice = ConfigError::SetTwice { setting, origin: other.to_string(), file_setting: variable, file_origin };
            return Err(set_twice.into());
        }
        let path =
            locations::parsed(variable, WithOrigin { value: PathBuf::from(value.as_str()), origin: origin.clone() }, home)?.value;
        self.refuse_foreign_place(variable, name, &origin, &path)?;
        let value = secret_file::line_of_trusted_file(&path, trust, variable)?;
        Ok(Some(WithOrigin { value, origin: Origin::SecretFile { path, variable } }))
    }

    /// Warns of secrets and names from the environment that are in quotes. A shell or a .env parser would have removed them;
    /// `docker run --env-file` does not.
    pub(super) fn quoted<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let is_quoted = |name: &&str| {
            self.find(name).is_some_and(|found| found.origin == Origin::Environment && quoted(line(&found.value)).is_some())
        };
        let warning = |name| format!("{name} (environment) begins and ends with quotes, which are part of its value.");
        names.into_iter().filter(is_quoted).map(warning).collect()
    }

    /// Warns of names that are probably typos of known settings.
    pub(super) fn typos(&self) -> Vec<String> {
        let known = TABLE.iter().map(|known| known.name);
        let (mut typos, mut looked_at) = (BTreeMap::new(), 0);
        for (name, found) in self.layers.iter().flatten() {
            let foreign = !name.starts_with(PREFIX) || KOZMOAIS_OWN.contains(&name.as_str());
            if foreign || table::is_read(name) || name.len() > LONGEST_TYPO {
                continue;
            }
            looked_at += 1;
            if looked_at > MOST_TYPOS {
                break;
            }
            let likeness = |ours: &&str| strsim::jaro_winkler(name, ours);
            let nearest = known.clone().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
            if let Some(nearest) = nearest.filter(|ours| likeness(ours) >= ALIKE && strsim::osa_distance(name, ours) <= 3) {
                typos
                    .entry(name.clone())
                    .or_insert_with(|| format!("{name} ({}) is not a setting; did you mean {nearest}?", found.origin));
            }
        }
        typos.into_values().collect()
    }
}

/// Returns the values in a file with `${…}` resolved; with `wins`, from the file before the environment. Settings in a file of
/// another account, the author, must not take values from the environment: they would send a password of root's elsewhere.
fn file(
    path: &Path,
    text: &str,
    environment: &Environment,
    wins: bool,
    author: Option<Account>,
    origin: &dyn Fn(usize) -> Origin,
) -> Result<BTreeMap<String, Found>> {
    let parsed = dotenv::parse(text);
    let lines: Vec<&str> = if parsed.unreadable.is_empty() { Vec::new() } else { text.lines().collect() };
    for line in parsed.unreadable {
        // Kozmoai skips such lines silently, and with them the setting.
        if lines.get(line - 1).is_some_and(|content| content.contains(PREFIX)) {
            return Err(ConfigError::EnvLineInvalid { path: path.to_owned(), line }.into());
        }
    }
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let unreadable = RefCell::new(None);
    let mut from_environment: BTreeMap<String, String> = BTreeMap::new();
    for binding in parsed.bindings {
        // A later name without `=` unsets an earlier value.
        let Some(raw) = binding.value else {
            found.remove(&binding.name);
            continue;
        };
        let taken = RefCell::new(None);
        let value = dotenv::interpolate(&raw, &|name| {
            let (own, outer) = (found.get(name).map(|f| &f.value), environment.values.get(name));
            match from_environment.get(name) {
                Some(variable) => _ = taken.replace(Some(variable.clone())),
                None if outer.is_some() && (own.is_none() || !wins) => _ = taken.replace(Some(name.to_owned())),
                None => {}
            }
            if environment.unreadable.contains(name) {
                unreadable.replace(Some(no_text(name)));
            }
            if wins { own.or(outer) } else { outer.or(own) }.cloned()
        });
        let value = value.ok_or_else(|| ConfigError::EnvValueTooLong {
            path: path.to_owned(),
            line: binding.line,
            setting: binding.name.clone(),
        })?;
        match taken.into_inner() {
            Some(variable) => _ = from_environment.insert(binding.name.clone(), variable),
            None => _ = from_environment.remove(&binding.name),
        }
        found.insert(binding.name, Found { value, origin: origin(binding.line) });
    }
    if let Some(author) = author
        && let Some((setting, variable)) = from_environment.into_iter().find(|(name, _)| table::is_read(name))
    {
        let origin = found.get(&setting).map(|found| found.origin.to_string()).unwrap_or_default();
        return Err(ConfigError::EnvironmentOfOther { setting, origin, author: account::name_of(author.uid()), variable }.into());
    }
    unreadable.into_inner().map_or(Ok(found), Err)
}

/// Trusts the owner of the database that a flag, `--env-file` or the environment names: when root administers it, that
/// account's `./.env` counts too.
fn database_owner(overrides: &Overrides, sources: &Sources, environment: &Environment) -> Trust {
    let named = overrides.store.clone().map(Zeroizing::new).or_else(|| sources.find(DATABASE_URL.name).map(|found| found.value));
    let home = locations::home(environment);
    let url = named.and_then(|address| locations::address(&address, home.as_deref()).ok());
    match url {
        Some(url @ (StoreUrl::Embedded(_) | StoreUrl::Sqlite(_))) => locations::trust(Path::new("."), &url),
        _ => Trust::own(),
    }
}

/// Reads `./.env` with its owner, unless others could have written it.
fn trusted(path: &Path, trust: Trust) -> Result<Option<(Zeroizing<String>, Account)>> {
    dotenv::read_trusted_text(path, trust).map_err(|error| {
        if error.code() == "file_unreadable" {
            return error.hint("Allow this account to read it, or run kozmoai in another directory.");
        }
        let first = error.remedy().cloned().map(Box::new);
        error.hint(Remedy::OrGiveEnvFile { first })
    })
}
