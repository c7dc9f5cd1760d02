//! Connection parameters that libpq reads from outside the address: its environment variables, and passwords from `PGPASSWORD`
//! or a password file (`PGPASSFILE`, `~/.pgpass`). An address that works for Kozmoai must work here too.
//!
//! ```text
//! host:port:database:user:password     a line of a password file; `*` matches anything, a backslash escapes
//! ```

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::origin::{Origin, WithOrigin};
use super::sources::{Found, Sources};
use crate::error::{ConfigError, Error, Result, VariableProblem};
use crate::fs::{account, input, private};
use crate::model::postgres_options::{PLACES, VARIABLES};
use crate::model::postgres_url::Host;
use crate::model::{PostgresUrl, StoreUrl};
use crate::secret::{ExposeSecret, Secret};

/// The directories in which local servers have their sockets; a password file calls such a host `localhost`.
const SOCKETS: [&str; 3] = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

/// Values of libpq's variables, and the sources of passwords.
#[derive(Clone, Debug)]
pub struct Libpq {
    variables: BTreeMap<&'static str, Found>,
    /// The value of PGPASSWORD.
    given: Option<WithOrigin<Secret>>,
    /// The password file, which need not exist.
    file: Option<PathBuf>,
}

/// What the completion of an address found out.
#[derive(Debug, Default)]
pub struct Completed {
    /// The origin of the password, unless the address contains it.
    pub password: Option<Origin>,
    /// Why the password file was ignored.
    pub ignored: Option<Error>,
    /// Other things to warn about.
    pub notes: Vec<String>,
}

impl Libpq {
    pub(super) fn of(sources: &Sources, home: Option<&str>) -> Self {
        let names = PLACES.iter().chain(VARIABLES.iter().map(|(name, _)| name)).copied();
        let variables = names.filter_map(|name| Some((name, sources.find(name)?))).collect();
        let given =
            sources.find("PGPASSWORD").map(|Found { value, origin }| WithOrigin { value: Secret::from(value.as_str()), origin });
        let file = sources.find("PGPASSFILE").map(|found| PathBuf::from(found.value.as_str()));
        Self { variables, given, file: file.or_else(|| Some(Path::new(home?).join(".pgpass"))) }
    }

    /// Fills in what an address lacks, and the password for each host.
    ///
    /// # Errors
    /// `Usage` if a variable has an invalid or unsupported value.
    pub fn complete(&self, url: &mut StoreUrl) -> Result<Completed> {
        let StoreUrl::Postgres(url) = url else { return Ok(Completed::default()) };
        let variable = |name: &str| self.variables.get(name).map(|found| found.value.to_string());
        url.complete(&variable, &socket).map_err(|VariableProblem { variable, problem }| {
            let origin = self.variables.get(variable).map_or(&Origin::Environment, |found| &found.origin);
            ConfigError::LibpqVariableInvalid { variable, origin: origin.to_string(), problem }
        })?;
        let mut notes = Vec::new();
        if !url.foreign_options().is_empty() {
            let names = url.foreign_options().join(", ");
            notes.push(format!("The database address has options for SQLAlchemy, which are ignored here: {names}."));
        }
        let (password, ignored) = match self.find_password(url) {
            Ok(password) => (password, None),
            Err(error) => (None, Some(error)),
        };
        Ok(Completed { password, ignored, notes })
    }

    /// Finds a password for each host, unless the address contains one, and returns its origin.
    fn find_password(&self, url: &mut PostgresUrl) -> Result<Option<Origin>> {
        if url.password.is_some() {
            return Ok(None);
        }
        if let Some(WithOrigin { value, origin }) = &self.given {
            url.passwords = vec![Some(Zeroizing::new(value.expose_secret().to_owned())); url.hosts.len()];
            return Ok(Some(origin.clone()));
        }
        let Some(path) = url.option("passfile").map(PathBuf::from).or_else(|| self.file.clone()) else { return Ok(None) };
        let Some(text) = read(&path)? else { return Ok(None) };
        let found: Vec<_> = url.hosts.iter().map(|host| find(&text, url, host)).collect();
        let line = found.iter().flatten().map(|(line, _)| *line).next();
        url.passwords = found.into_iter().map(|found| found.map(|(_, password)| password)).collect();
        Ok(line.map(|line| Origin::PasswordFile { path, line }))
    }
}

/// Returns the directory of a local server's socket.
fn socket(port: u16) -> String {
    let name = format!(".s.PGSQL.{port}");
    let there = SOCKETS.iter().find(|folder| Path::new(folder).join(&name).exists());
    (*there.unwrap_or(&SOCKETS[0])).to_owned()
}

/// Reads a password file, unless others could read it too.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>> {
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(None) };
    let owner = metadata.uid();
    if owner != 0 && owner != rustix::process::geteuid().as_raw() {
        return Err(ConfigError::PasswordFileForeign { path: path.to_owned(), owner: account::name_of(owner) }.into());
    }
    if metadata.is_file() && metadata.mode() & 0o077 != 0 {
        return Err(ConfigError::PasswordFileOpen { path: path.to_owned() }.into());
    }
    input::read(path)?.map(|bytes| private::text(&bytes, path)).transpose()
}

/// Returns the number of the first matching line, and its password.
fn find(text: &str, url: &PostgresUrl, host: &Host) -> Option<(usize, Zeroizing<String>)> {
    let name = if SOCKETS.contains(&host.name.as_str()) { "localhost" } else { &host.name };
    let (port, user) = (host.port().to_string(), url.user.as_deref());
    let wanted = [Some(name), Some(&port), url.database.as_deref().or(user), user];
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let line = Some(line).filter(|line| !line.starts_with('#'));
        let rest = wanted.iter().fold(line, |rest, wanted| after(rest?, *wanted))?;
        Some((number, password(rest)))
    })
}

/// Returns what follows a line's first field if that field matches. An unknown value is matched by `*` alone.
fn after<'a>(line: &'a str, wanted: Option<&str>) -> Option<&'a str> {
    if let Some(rest) = line.strip_prefix("*:") {
        return Some(rest);
    }
    let (mut written, mut wanted) = (line.chars(), wanted?.chars());
    loop {
        match written.next()? {
            ':' if wanted.as_str().is_empty() => return Some(written.as_str()),
            c => {
                let c = if c == '\\' { written.next()? } else { c };
                if wanted.next()? != c {
                    return None;
                }
            }
        }
    }
}

/// Parses the last field, up to another colon.
fn password(field: &str) -> Zeroizing<String> {
    let mut characters = field.chars();
    let mut password = Zeroizing::new(String::with_capacity(field.len()));
    while let Some(c) = characters.next().filter(|c| *c != ':') {
        password.push(if c == '\\' { characters.next().unwrap_or(c) } else { c });
    }
    password
}
