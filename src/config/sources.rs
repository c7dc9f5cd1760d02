//! Where settings are looked up: the file of `--env-file`, the process environment, `./.env`; the first that has a value
//! wins, and an empty value is none.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::dotenv;
use super::origin::{Origin, Sourced};
use super::table::Known;
use crate::error::{Error, Kind, Result};
use crate::fs::trust::Trust;

/// What every variable of Kozmoai's begins with.
const PREFIX: &str = "KOZMOAI_";
/// Names that Kozmoai itself knows and that lie close to one of ours; they are no slips.
const KOZMOAIS_OWN: &[&str] =
    &["KOZMOAI_CONFIG", "KOZMOAI_STORE_URL", "KOZMOAI_SUPERUSER_ENABLED", "KOZMOAI_DATABASE_CONNECTION_RETRY"];
/// How alike two names must be for one to be taken for a slip of the other, from 0 to 1.
const ALIKE: f64 = 0.93;

/// A value and where it was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) value: String,
    pub(super) origin: Origin,
}

/// The places, the winning one first.
pub(super) struct Sources(Vec<BTreeMap<String, Found>>);

impl Sources {
    pub(super) fn read(env_file: Option<&Path>, environment: &BTreeMap<String, String>, folder: &Path) -> Result<Self> {
        let mut places = Vec::new();
        if let Some(path) = env_file {
            let text = dotenv::read_text(path)?.ok_or_else(|| {
                Error::new(Kind::Usage, format!("There is no file {}, which --env-file names.", path.display()))
            })?;
            let origin = |line| Origin::EnvFile { path: path.to_owned(), line };
            places.push(file(path, &text, environment, true, &origin)?);
        }
        let own: BTreeMap<_, _> = environment
            .iter()
            .map(|(name, value)| (name.clone(), Found { value: value.clone(), origin: Origin::Environment }))
            .collect();
        places.push(own);
        let path = if folder == Path::new(".") { PathBuf::from("./.env") } else { folder.join(".env") };
        // Named twice it is read once, as the file that was asked for.
        if !env_file.is_some_and(|named| is_same_file(named, &path))
            && let Some(text) = trusted(&path)?
        {
            let origin = |line| Origin::DotEnv { path: path.clone(), line };
            places.push(file(&path, &text, environment, false, &origin)?);
        }
        Ok(Self(places))
    }

    /// The value of a variable; an empty one is as good as none.
    pub(super) fn find(&self, name: &str) -> Option<Found> {
        self.find_all(name).next().cloned()
    }

    /// Its value in every place that has one, the winning one first.
    pub(super) fn find_all(&self, name: &str) -> impl Iterator<Item = &Found> {
        self.0.iter().filter_map(move |place| place.get(name)).filter(|found| !found.value.is_empty())
    }

    /// A value that `read` understands.
    pub(super) fn get<T>(&self, name: &str, accepted: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<Sourced<T>>> {
        let Some(Found { value, origin }) = self.find(name) else { return Ok(None) };
        match read(&value) {
            Some(value) => Ok(Some(Sourced { value, origin })),
            None => Err(Error::new(Kind::Usage, format!("{name} ({origin}) has a value that is not understood."))
                .hint(format!("Accepted: {accepted}."))),
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

    /// Names that are nearly, but not quite, those of the table.
    pub(super) fn slips(&self, table: &[Known]) -> Vec<String> {
        let known = table.iter().map(|known| known.name);
        let mut slips = BTreeMap::new();
        for (name, found) in self.0.iter().flatten() {
            let foreign = !name.starts_with(PREFIX) || KOZMOAIS_OWN.contains(&name.as_str());
            if foreign || known.clone().any(|ours| ours == name) {
                continue;
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
    environment: &BTreeMap<String, String>,
    wins: bool,
    origin: &dyn Fn(usize) -> Origin,
) -> Result<BTreeMap<String, Found>> {
    let parsed = dotenv::parse(text);
    for line in parsed.unreadable {
        // Kozmoai passes such lines over without a word, and with them a setting that was meant.
        if text.lines().nth(line - 1).is_some_and(|content| content.contains(PREFIX)) {
            return Err(Error::new(Kind::Usage, format!("{} line {line} is no NAME=value.", path.display())));
        }
    }
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for binding in parsed.bindings {
        // A name without `=` after one with a value takes it back.
        let Some(raw) = binding.value else {
            found.remove(&binding.name);
            continue;
        };
        let value = dotenv::interpolate(&raw, &|name| {
            let (own, outer) = (found.get(name).map(|f| &f.value), environment.get(name));
            if wins { own.or(outer) } else { outer.or(own) }.cloned()
        });
        let value = value.ok_or_else(|| {
            let at = format!("{} line {}", path.display(), binding.line);
            Error::new(Kind::Usage, format!("{at}: {} is too long once what it refers to is put in.", binding.name))
        })?;
        found.insert(binding.name, Found { value, origin: origin(binding.line) });
    }
    Ok(found)
}

fn is_same_file(left: &Path, right: &Path) -> bool {
    let identity = |path| std::fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    identity(left).is_some_and(|file| identity(right) == Some(file))
}

/// `./.env`, unless others could have written it.
fn trusted(path: &Path) -> Result<Option<String>> {
    dotenv::read_trusted_text(path, Trust::own()).map_err(|error| {
        let fix = error.next_step().map_or_else(String::new, |fix| format!("{}, ", fix.trim_end_matches('.')));
        error.hint(format!("{fix}or name the file with --env-file."))
    })
}
