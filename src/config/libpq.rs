//! What libpq takes for a database from elsewhere than its address: its variables, and passwords, from `PGPASSWORD` or a file
//! of them, `PGPASSFILE` or `~/.pgpass`; so that an address that serves Kozmoai serves here too.
//!
//! ```text
//! host:port:database:user:password     a line of such a file; `*` is anything, a backslash takes the next sign as it is
//! ```

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::origin::{Origin, Sourced};
use super::sources::{Found, Sources};
use crate::error::{Error, Kind, Result};
use crate::fs::{account, given};
use crate::model::postgres_options::{PLACES, VARIABLES};
use crate::model::postgres_url::Host;
use crate::model::{PostgresUrl, StoreUrl};
use crate::secret::{ExposeSecret, Secret};

/// Where servers on this machine have their sockets; such a host stands in a file of passwords as `localhost`.
const SOCKETS: [&str; 3] = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

/// What libpq's variables say, and where passwords for databases are.
#[derive(Clone, Debug)]
pub struct Libpq {
    variables: BTreeMap<&'static str, Found>,
    /// What PGPASSWORD holds.
    given: Option<Sourced<Secret>>,
    /// The file, which need not be there.
    file: Option<PathBuf>,
}

/// What an address was completed with, beside its parts.
#[derive(Clone, Debug, Default)]
pub struct Completed {
    /// Where the password came from, if it was not in the address.
    pub password: Option<Origin>,
    /// What was passed over, in sentences.
    pub notes: Vec<String>,
}

impl Libpq {
    pub(super) fn of(sources: &Sources, home: Option<&String>) -> Self {
        let names = PLACES.iter().chain(VARIABLES.iter().map(|(name, _)| name)).copied();
        let variables = names.filter_map(|name| Some((name, sources.find(name)?))).collect();
        let given = sources.find("PGPASSWORD").map(|Found { value, origin }| Sourced { value: Secret::from(value), origin });
        let file = sources.find("PGPASSFILE").map(|found| PathBuf::from(found.value));
        Self { variables, given, file: file.or_else(|| Some(Path::new(home?).join(".pgpass"))) }
    }

    /// Completes an address with what it does not say itself: each part, and for each host the password that is meant for it.
    ///
    /// # Errors
    /// `Usage`: a variable that is not understood, or asks for what can't be had.
    pub fn complete(&self, url: &mut StoreUrl) -> Result<Completed> {
        let StoreUrl::Postgres(url) = url else { return Ok(Completed::default()) };
        let variable = |name: &str| self.variables.get(name).map(|found| found.value.clone());
        url.complete(&variable, &socket).map_err(|why| {
            let origin = why.split(' ').next().and_then(|name| self.variables.get(name)).map(|found| &found.origin);
            let origin = origin.map(|origin| format!(" It comes from: {origin}.")).unwrap_or_default();
            Error::new(Kind::Usage, format!("{why}.{origin}"))
                .hint("libpq takes it too. Unset it for kozmoai, or say in the address what holds.")
        })?;
        let mut notes = Vec::new();
        if !url.foreign_options().is_empty() {
            let names = url.foreign_options().join(", ");
            notes.push(format!("The database's address holds options of SQLAlchemy's own, which mean nothing here: {names}."));
        }
        let password = self.find_password(url).unwrap_or_else(|why| {
            notes.push(why);
            None
        });
        Ok(Completed { password, notes })
    }

    /// Gives each host of an address that holds no password the one that is meant for it; says where it came from.
    fn find_password(&self, url: &mut PostgresUrl) -> Result<Option<Origin>, String> {
        if url.password.is_some() {
            return Ok(None);
        }
        if let Some(Sourced { value, origin }) = &self.given {
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

/// The folder of the socket of a server on this machine.
fn socket(port: u16) -> String {
    let name = format!(".s.PGSQL.{port}");
    let there = SOCKETS.iter().find(|folder| Path::new(folder).join(&name).exists());
    (*there.unwrap_or(&SOCKETS[0])).to_owned()
}

/// A file of passwords, unless others could read it.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>, String> {
    let passed_over = |why: &str| format!("{} is not read for passwords: {why}.", path.display());
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(None) };
    let owner = metadata.uid();
    if owner != 0 && owner != rustix::process::geteuid().as_raw() {
        return Err(passed_over(&format!("it belongs to {}, another account", account::name_of(owner))));
    }
    if metadata.is_file() && metadata.mode() & 0o077 != 0 {
        return Err(passed_over(&format!("others may read or write it; `chmod 600 {}`", path.display())));
    }
    let bytes = given::read(path).map_err(|error| error.message())?;
    bytes.map(|bytes| String::from_utf8(bytes).map(Zeroizing::new).map_err(|_| passed_over("it is no UTF-8 text"))).transpose()
}

/// The first line that fits, by its number, and its password.
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

/// What follows a line's first field, if that is the wanted one or `*`. A name that is not known is only met by `*`.
fn after<'a>(line: &'a str, wanted: Option<&str>) -> Option<&'a str> {
    if let Some(rest) = line.strip_prefix("*:") {
        return Some(rest);
    }
    let (mut written, mut wanted) = (line.chars(), wanted?.chars());
    loop {
        match written.next()? {
            ':' if wanted.as_str().is_empty() => return Some(written.as_str()),
            sign => {
                let sign = if sign == '\\' { written.next()? } else { sign };
                if wanted.next()? != sign {
                    return None;
                }
            }
        }
    }
}

/// The last field, up to another colon.
fn password(field: &str) -> Zeroizing<String> {
    let mut signs = field.chars();
    let mut password = Zeroizing::new(String::with_capacity(field.len()));
    while let Some(sign) = signs.next().filter(|sign| *sign != ':') {
        password.push(if sign == '\\' { signs.next().unwrap_or(sign) } else { sign });
    }
    password
}
