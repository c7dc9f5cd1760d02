//! Connection parameters that libpq reads from outside the address: its environment variables, and passwords from `PGPASSWORD`
//! or a password file (`PGPASSFILE`, `~/.pgpass`). An address that works for Kozmoai must work here too.
//!
//! ```text
//! host:port:database:user:password     a line of a password file; `*` matches anything, a backslash escapes
//! ```

use std::cell::Cell;
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::locations;
use super::origin::{Origin, WithOrigin};
use super::sources::{Found, Sources};
use crate::error::{ConfigError, Error, Result, VariableProblem};
use crate::fs::account::{self, Account};
use crate::fs::{input, private};
use crate::model::postgres_options::{PLACES, VARIABLES};
use crate::model::postgres_url::Host;
use crate::model::{PostgresUrl, StoreUrl};
use crate::secret::{ExposeSecret, Secret};

/// The directories in which local servers have their sockets; a password file calls such a host `localhost`.
const SOCKETS: [&str; 3] = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

/// Values of libpq's variables, and the sources of passwords.
#[derive(Clone, Debug)]
pub struct Libpq {
    variables: BTreeMap<&'static str, Sourced<Found>>,
    /// The values of PGPASSWORD, by precedence.
    given: Vec<Sourced<WithOrigin<Secret>>>,
    /// The password files, which need not exist, by precedence.
    files: Vec<Sourced<WithOrigin<PathBuf>>>,
}

/// A value, and the account whose .env file contains it if that must not lead this process.
#[derive(Clone, Debug)]
struct Sourced<T> {
    value: T,
    author: Option<Account>,
}

impl<T> Sourced<T> {
    /// Whether it may be sent to an address from the file of `author`: root's passwords go to no address of another account's.
    fn may_go_to(&self, author: Option<Account>) -> bool {
        author.is_none() || self.is_of(author)
    }

    fn is_of(&self, author: Option<Account>) -> bool {
        self.author.map(Account::uid) == author.map(Account::uid)
    }
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
        let sourced = |found: Found| Sourced { author: sources.author(&found.origin), value: found };
        let names = PLACES.iter().chain(VARIABLES.iter().map(|(name, _)| name)).copied();
        let variables = names.filter_map(|name| Some((name, sourced(sources.find(name)?)))).collect();
        let mut files = all(sources, "PGPASSFILE", |path| PathBuf::from(path));
        if let Some(home) = home.filter(|_| files.is_empty()) {
            let value = WithOrigin { value: Path::new(home).join(".pgpass"), origin: Origin::Default };
            files.push(Sourced { value, author: None });
        }
        Self { variables, given: all(sources, "PGPASSWORD", |password| Secret::from(password)), files }
    }

    /// Fills in what an address lacks, and the password for each host. `author` is the account whose .env file contains the
    /// address, if that must not lead this process; then passwords come from such a file too.
    ///
    /// # Errors
    /// `Usage` if a variable has an invalid or unsupported value, or is from the file of another account than the address.
    pub fn complete(&self, url: &mut StoreUrl, author: Option<Account>) -> Result<Completed> {
        let StoreUrl::Postgres(url) = url else { return Ok(Completed::default()) };
        self.complete_parts(url, author)?;
        let mut notes = Vec::new();
        if !url.foreign_options().is_empty() {
            let names = url.foreign_options().join(", ");
            notes.push(format!("The database address has options for SQLAlchemy, which are ignored here: {names}."));
        }
        let file = self.files.iter().find(|file| file.may_go_to(author));
        if let Some(Sourced { value: WithOrigin { value: path, origin }, author: Some(author) }) = file {
            locations::refuse_led(*author, "PGPASSFILE", "--store", origin, path)?;
        }
        let (password, ignored) = match self.find_password(url, author) {
            Ok(password) => (password, None),
            Err(error) => (None, Some(error)),
        };
        let withheld = author.filter(|_| url.password.is_none() && password.is_none() && self.has_own_password(url));
        notes.extend(withheld.map(|author| {
            let author = account::name_of(author.uid());
            format!(
                "The database address is from a file of {author}, so the passwords of this account (PGPASSWORD, password file) are \
                 not sent there: name the address with --store, or write the password into that file."
            )
        }));
        Ok(Completed { password, ignored, notes })
    }

    /// Fills in everything but passwords.
    fn complete_parts(&self, url: &mut PostgresUrl, author: Option<Account>) -> Result<()> {
        let of_other = Cell::new(None);
        let variable = |name: &str| {
            let (name, sourced) = self.variables.get_key_value(name)?;
            if sourced.author.is_some() && !sourced.is_of(author) {
                of_other.set(Some((*name, sourced)));
                return None;
            }
            Some(sourced.value.value.to_string())
        };
        let completed = url.complete(&variable, &socket);
        if let Some((variable, Sourced { value: Found { origin, .. }, author: Some(author) })) = of_other.get() {
            let (origin, author) = (origin.to_string(), account::name_of(author.uid()));
            return Err(ConfigError::LibpqVariableOfOther { variable, origin, author }.into());
        }
        completed.map_err(|VariableProblem { variable, problem }| {
            let origin = self.variables.get(variable).map_or(&Origin::Environment, |sourced| &sourced.value.origin);
            ConfigError::LibpqVariableInvalid { variable, origin: origin.to_string(), problem }
        })?;
        for (option, path) in url.files() {
            let names = VARIABLES.iter().filter(|(_, known)| *known == option).map(|(name, _)| *name);
            let named = names.filter_map(|name| Some((name, self.variables.get(name)?)));
            for (name, Sourced { value, author }) in named.filter(|(_, named)| Path::new(named.value.value.as_str()) == path) {
                author.map_or(Ok(()), |author| locations::refuse_led(author, name, "--store", &value.origin, path))?;
            }
        }
        Ok(())
    }

    /// Finds a password for each host, unless the address contains one, and returns its origin.
    fn find_password(&self, url: &mut PostgresUrl, author: Option<Account>) -> Result<Option<Origin>> {
        if url.password.is_some() {
            return Ok(None);
        }
        if let Some(Sourced { value: WithOrigin { value, origin }, .. }) = self.given.iter().find(|given| given.may_go_to(author))
        {
            url.passwords = vec![Some(Zeroizing::new(value.expose_secret().to_owned())); url.hosts.len()];
            return Ok(Some(origin.clone()));
        }
        let named = url.option("passfile").map(|path| (PathBuf::from(path), author));
        let file = || self.files.iter().find(|file| file.may_go_to(author)).map(|file| (file.value.value.clone(), file.author));
        let Some((path, author)) = named.or_else(file) else { return Ok(None) };
        let Some(text) = read(&path, author)? else { return Ok(None) };
        let found: Vec<_> = url.hosts.iter().map(|host| find(&text, url, host)).collect();
        let line = found.iter().flatten().map(|(line, _)| *line).next();
        url.passwords = found.into_iter().map(|found| found.map(|(_, password)| password)).collect();
        Ok(line.map(|line| Origin::PasswordFile { path, line }))
    }

    /// Whether this account has a password for an address.
    fn has_own_password(&self, url: &PostgresUrl) -> bool {
        let own = |file: &&Sourced<WithOrigin<PathBuf>>| file.author.is_none();
        let text = self.files.iter().find(own).and_then(|file| read(&file.value.value, None).ok().flatten());
        self.given.iter().any(|given| given.author.is_none())
            || text.is_some_and(|text| url.hosts.iter().any(|host| find(&text, url, host).is_some()))
    }
}

/// The values of a variable, by precedence.
fn all<T>(sources: &Sources, name: &str, parsed: impl Fn(&str) -> T) -> Vec<Sourced<WithOrigin<T>>> {
    let sourced = |Found { value, origin }: &Found| {
        let value = WithOrigin { value: parsed(value), origin: origin.clone() };
        Sourced { value, author: sources.author(origin) }
    };
    sources.find_all(name).map(sourced).collect()
}

/// Returns the directory of a local server's socket.
fn socket(port: u16) -> String {
    let name = format!(".s.PGSQL.{port}");
    let there = SOCKETS.iter().find(|folder| Path::new(folder).join(&name).exists());
    (*there.unwrap_or(&SOCKETS[0])).to_owned()
}

/// Reads a password file, unless others could read it too; one that another account named with the rights of that account, which may
/// replace it by a link at any time.
fn read(path: &Path, author: Option<Account>) -> Result<Option<Zeroizing<String>>> {
    let _rights = author.map(Account::required).transpose()?.map(Account::act);
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
