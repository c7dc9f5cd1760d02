//! Where settings are looked up: the file of `--env-file`, the process environment, `./.env`; the first that has a value
//! wins, and an empty value is none.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::origin::{Origin, Sourced};
use super::settings::Overrides;
use super::table::{self, DATABASE_URL, Known};
use super::values::{line, plain, quoted};
use super::{dotenv, places, secret_file};
use crate::error::{Error, Kind, Result};
use crate::fs::account::Account;
use crate::fs::place;
use crate::fs::trust::Trust;
use crate::model::StoreUrl;
use crate::secret::Secret;
use crate::text;

/// What every variable of Kozmoai's begins with.
pub(super) const PREFIX: &str = "KOZMOAI_";
/// Names that Kozmoai itself knows and that lie close to one of ours; they are no slips.
const KOZMOAIS_OWN: &[&str] =
    &["KOZMOAI_CONFIG", "KOZMOAI_STORE_URL", "KOZMOAI_SUPERUSER_ENABLED", "KOZMOAI_DATABASE_CONNECTION_RETRY"];
/// How many names are looked at for slips, and how long one may be, in bytes.
const MOST_SLIPS: usize = 1_000;
const LONGEST_SLIP: usize = 64;
/// How alike two names must be for one to be taken for a slip of the other, from 0 to 1.
const ALIKE: f64 = 0.93;

/// A value and where it was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) value: String,
    pub(super) origin: Origin,
}

/// The environment of the process: its variables, and the names of those whose values are no UTF-8 text.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    pub(super) values: BTreeMap<String, String>,
    unreadable: BTreeSet<String>,
}

impl Environment {
    /// The environment of this process.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub(super) fn of_process() -> Self {
        Self::of(std::env::vars_os())
    }

    pub(super) fn of(variables: impl Iterator<Item = (OsString, OsString)>) -> Self {
        let mut environment = Self::default();
        // No variable that is read has a name that is no text.
        for (name, value) in variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value))) {
            match value.into_string() {
                Ok(value) => _ = environment.values.insert(name, value),
                Err(_) => _ = environment.unreadable.insert(name),
            }
        }
        environment
    }

    /// Refuses values that would be dropped without a word.
    fn check(&self) -> Result<()> {
        self.unreadable.iter().find(|name| table::is_read(name)).map_or(Ok(()), |name| Err(no_text(name)))
    }
}

impl From<&BTreeMap<String, String>> for Environment {
    fn from(values: &BTreeMap<String, String>) -> Self {
        Self { values: values.clone(), unreadable: BTreeSet::new() }
    }
}

/// The refusal of a variable of the environment that is no text.
pub(super) fn no_text(name: &str) -> Error {
    Error::new(Kind::Usage, format!("The environment variable {} is no UTF-8 text.", text::clean(name)))
        .hint("Set it again in UTF-8, or unset it.")
}

/// Where settings were found.
pub(super) struct Sources {
    /// The places, the winning one first.
    places: Vec<BTreeMap<String, Found>>,
    /// Who owned `./.env` when it was read.
    dot_env_owner: Option<Account>,
}

impl Sources {
    pub(super) fn read(overrides: &Overrides, environment: &Environment, folder: &Path) -> Result<Self> {
        environment.check()?;
        let env_file = overrides.env_file.as_deref();
        let mut places = Vec::new();
        if let Some(path) = env_file {
            let text = dotenv::read_text(path)?.ok_or_else(|| {
                Error::new(Kind::Usage, format!("There is no file {}, which --env-file names.", path.display()))
            })?;
            let origin = |line| Origin::EnvFile { path: path.to_owned(), line };
            places.push(file(path, &text, environment, true, &origin)?);
        }
        let own: BTreeMap<_, _> = environment
            .values
            .iter()
            .map(|(name, value)| (name.clone(), Found { value: value.clone(), origin: Origin::Environment }))
            .collect();
        places.push(own);
        let mut sources = Self { places, dot_env_owner: None };
        let path = if folder == Path::new(".") { PathBuf::from("./.env") } else { folder.join(".env") };
        // Named twice it is read once, as the file that was asked for.
        if !env_file.is_some_and(|named| place::is_same_file(named, &path))
            && let Some((text, owner)) = trusted(&path, database_owner(overrides, &sources, environment))?
        {
            let origin = |line| Origin::DotEnv { path: path.clone(), line };
            sources.places.push(file(&path, &text, environment, false, &origin)?);
            sources.dot_env_owner = Some(owner);
        }
        Ok(sources)
    }

    /// Refuses that a file of another account's leads root to a place that is not that account's.
    ///
    /// # Errors
    /// `Usage`, naming file and place, and the flag that can name it instead.
    pub(super) fn refuse_foreign_place(&self, name: &str, flag: &str, origin: &Origin, place: &Path) -> Result<()> {
        let author = match origin {
            Origin::EnvFile { path, .. } => Account::owner_of(path),
            Origin::DotEnv { .. } => self.dot_env_owner,
            _ => None,
        };
        author.map_or(Ok(()), |author| places::refuse_led(author, name, flag, origin, place))
    }

    /// The value of a variable; an empty one is as good as none.
    pub(super) fn find(&self, name: &str) -> Option<Found> {
        self.find_all(name).next().cloned()
    }

    /// Its value in every place that has one, the winning one first.
    pub(super) fn find_all(&self, name: &str) -> impl Iterator<Item = &Found> {
        self.places.iter().filter_map(move |place| place.get(name)).filter(|found| !found.value.is_empty())
    }

    /// A value that is no secret and that `read` understands.
    pub(super) fn get<T>(&self, name: &str, accepted: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<Sourced<T>>> {
        let Some(Found { value, origin }) = self.find(name) else { return Ok(None) };
        match read(plain(&value)) {
            Some(value) => Ok(Some(Sourced { value, origin })),
            None => {
                let shown = text::clean(&value);
                Err(Error::new(Kind::Usage, format!("{name} ({origin}) has a value that is not understood: \"{shown}\"."))
                    .hint(format!("Accepted: {accepted}.")))
            }
        }
    }

    pub(super) fn get_or<T>(
        &self,
        name: &str,
        accepted: &str,
        read: impl Fn(&str) -> Option<T>,
        default: T,
    ) -> Result<Sourced<T>> {
        Ok(self.get(name, accepted, read)?.unwrap_or(Sourced { value: default, origin: Origin::Default }))
    }

    /// A secret in the file that a variable names; none if it is not set.
    ///
    /// # Errors
    /// `Usage` if the secret is set as a value too, or the file is not trusted or holds none.
    pub(super) fn secret_in_file(
        &self,
        name: &str,
        variable: &'static str,
        home: Option<&Path>,
        trust: Trust,
    ) -> Result<Option<Sourced<Secret>>> {
        let Some(Found { value, origin }) = self.find(variable) else { return Ok(None) };
        if let Some(Found { origin: other, .. }) = self.find(name) {
            return Err(Error::new(Kind::Usage, format!("Both {name} ({other}) and {variable} ({origin}) are set."))
                .hint("Keep one of them."));
        }
        let path = places::given(variable, Sourced { value: PathBuf::from(value), origin: origin.clone() }, home)?.value;
        self.refuse_foreign_place(variable, name, &origin, &path)?;
        let value = secret_file::line_of_trusted_file(&path, trust, variable)?;
        Ok(Some(Sourced { value, origin: Origin::SecretFile { path, variable } }))
    }

    /// Secrets and names of the environment that are in quotes, which belong to them there: a shell or a .env file would
    /// have taken them away, and `docker run --env-file` does not.
    pub(super) fn quoted<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let is_quoted = |name: &&str| {
            self.find(name).is_some_and(|found| found.origin == Origin::Environment && quoted(line(&found.value)).is_some())
        };
        let warning = |name| format!("{name} (environment) begins and ends with quotes, which belong to its value.");
        names.into_iter().filter(is_quoted).map(warning).collect()
    }

    /// Names that are nearly, but not quite, those of the table.
    pub(super) fn slips(&self, table: &[Known]) -> Vec<String> {
        let known = table.iter().map(|known| known.name);
        let (mut slips, mut looked_at) = (BTreeMap::new(), 0);
        for (name, found) in self.places.iter().flatten() {
            let foreign = !name.starts_with(PREFIX) || KOZMOAIS_OWN.contains(&name.as_str());
            if foreign || table::is_read(name) || name.len() > LONGEST_SLIP {
                continue;
            }
            looked_at += 1;
            if looked_at > MOST_SLIPS {
                break;
            }
            let likeness = |ours: &&str| strsim::jaro_winkler(name, ours);
            let nearest = known.clone().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
            if let Some(nearest) = nearest.filter(|ours| likeness(ours) >= ALIKE && strsim::osa_distance(name, ours) <= 3) {
                slips
                    .entry(name.clone())
                    .or_insert_with(|| format!("{name} ({}) is no setting; did you mean {nearest}?", found.origin));
            }
        }
        slips.into_values().collect()
    }
}

/// The bindings of a file, `${…}` resolved: with `wins`, the file's own values before the environment's.
fn file(
    path: &Path,
    text: &str,
    environment: &Environment,
    wins: bool,
    origin: &dyn Fn(usize) -> Origin,
) -> Result<BTreeMap<String, Found>> {
    let parsed = dotenv::parse(text);
    let lines: Vec<&str> = if parsed.unreadable.is_empty() { Vec::new() } else { text.lines().collect() };
    for line in parsed.unreadable {
        // Kozmoai passes such lines over without a word, and with them a setting that was meant.
        if lines.get(line - 1).is_some_and(|content| content.contains(PREFIX)) {
            return Err(Error::new(Kind::Usage, format!("{} line {line} is no NAME=value.", path.display())));
        }
    }
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let unreadable = RefCell::new(None);
    for binding in parsed.bindings {
        // A name without `=` after one with a value takes it back.
        let Some(raw) = binding.value else {
            found.remove(&binding.name);
            continue;
        };
        let value = dotenv::interpolate(&raw, &|name| {
            let (own, outer) = (found.get(name).map(|f| &f.value), environment.values.get(name));
            if environment.unreadable.contains(name) {
                unreadable.replace(Some(no_text(name)));
            }
            if wins { own.or(outer) } else { outer.or(own) }.cloned()
        });
        let value = value.ok_or_else(|| {
            let at = format!("{} line {}", path.display(), binding.line);
            Error::new(Kind::Usage, format!("{at}: {} is too long once what it refers to is put in.", binding.name))
        })?;
        found.insert(binding.name, Found { value, origin: origin(binding.line) });
    }
    unreadable.into_inner().map_or(Ok(found), Err)
}

/// The owner of the database that a flag, `--env-file` or the environment names: where root administers it, that account's
/// `./.env` counts too.
fn database_owner(overrides: &Overrides, sources: &Sources, environment: &Environment) -> Trust {
    let named = overrides.store.clone().or_else(|| sources.find(DATABASE_URL).map(|found| found.value));
    let home = places::home(environment);
    let url = named.and_then(|address| places::address(&address, home.as_deref()).ok());
    match url {
        Some(url @ (StoreUrl::Embedded(_) | StoreUrl::Sqlite(_))) => places::trust(Path::new("."), &url),
        _ => Trust::own(),
    }
}

/// `./.env` and its owner, unless others could have written it.
fn trusted(path: &Path, trust: Trust) -> Result<Option<(String, Account)>> {
    dotenv::read_trusted_text(path, trust).map_err(|error| {
        let fix = error.next_step().map_or_else(String::new, |fix| format!("{}, ", fix.trim_end_matches('.')));
        error.hint(format!("{fix}or name the file with --env-file."))
    })
}
