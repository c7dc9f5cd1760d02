//! Passwords for databases whose address holds none: `PGPASSWORD`, or a file of them, `PGPASSFILE` or `~/.pgpass`, by the
//! rules of libpq, so that an address that serves Kozmoai serves here too.
//!
//! ```text
//! host:port:database:user:password     a line of such a file; `*` is anything, a backslash takes the next sign as it is
//! ```

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::origin::{Origin, Sourced};
use super::sources::{Found, Sources};
use crate::fs::private;
use crate::model::{PostgresUrl, StoreUrl};
use crate::secret::{ExposeSecret, Secret};

/// Folders of sockets that stand in such a file as `localhost`.
const LOCAL: &[&str] = &["/var/run/postgresql", "/tmp"];

/// Where passwords for databases are.
#[derive(Clone, Debug)]
pub struct DatabasePasswords {
    /// What PGPASSWORD holds.
    given: Option<Sourced<Secret>>,
    /// The file, which need not be there.
    file: Option<PathBuf>,
}

impl DatabasePasswords {
    pub(super) fn of(sources: &Sources, home: Option<&String>) -> Self {
        let given = sources.find("PGPASSWORD").map(|Found { value, origin }| Sourced { value: Secret::from(value), origin });
        let file = sources.find("PGPASSFILE").map(|found| PathBuf::from(found.value));
        Self { given, file: file.or_else(|| Some(Path::new(home?).join(".pgpass"))) }
    }

    /// Gives each host of an address that holds no password the one that is meant for it; says where it came from.
    ///
    /// # Errors
    /// Why the file is not heeded, in a sentence.
    pub fn complete(&self, url: &mut StoreUrl) -> Result<Option<Origin>, String> {
        let StoreUrl::Postgres(url) = url else { return Ok(None) };
        if url.password.is_some() {
            return Ok(None);
        }
        if let Some(Sourced { value, origin }) = &self.given {
            url.passwords = vec![Some(Zeroizing::new(value.expose_secret().to_owned())); url.hosts.len()];
            return Ok(Some(origin.clone()));
        }
        let Some(path) = &self.file else { return Ok(None) };
        let Some(text) = read(path)? else { return Ok(None) };
        let found: Vec<_> = url.hosts.iter().map(|(host, port)| find(&text, url, host, *port)).collect();
        let line = found.iter().flatten().map(|(line, _)| *line).next();
        url.passwords = found.into_iter().map(|found| found.map(|(_, password)| password)).collect();
        Ok(line.map(|line| Origin::PasswordFile { path: path.clone(), line }))
    }
}

/// A file of passwords, unless others could read it.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>, String> {
    let passed_over = |why: &str| format!("{} is not read for passwords: {why}.", path.display());
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(None) };
    if metadata.is_file() && metadata.mode() & 0o077 != 0 {
        return Err(passed_over(&format!("others may read or write it; `chmod 600 {}`", path.display())));
    }
    let bytes = private::read_given(path).map_err(|error| error.message().to_owned())?;
    bytes.map(|bytes| String::from_utf8(bytes).map(Zeroizing::new).map_err(|_| passed_over("it is no UTF-8 text"))).transpose()
}

/// The first line that fits, by its number, and its password.
fn find(text: &str, url: &PostgresUrl, host: &str, port: u16) -> Option<(usize, Zeroizing<String>)> {
    let host = if LOCAL.contains(&host) { "localhost" } else { host };
    let (port, user) = (port.to_string(), url.user.as_deref());
    let wanted = [Some(host), Some(&port), url.database.as_deref().or(user), user];
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
