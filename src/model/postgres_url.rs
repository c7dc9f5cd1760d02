//! Addresses of PostgreSQL databases: SQLAlchemy's syntax with libpq's options.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

use super::postgres_options::{self as options, Use, VARIABLES};
use crate::error::{AddressProblem, PathProblem, VariableProblem};

/// Stands for a password, as in SQLAlchemy.
const MASK: &str = "***";
/// Characters that are not escaped in options.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b',');
/// The same in user names, which a slash would end.
const PLAIN_IN_USER: &AsciiSet = &PLAIN.add(b'/');
/// Characters that are escaped in the names of hosts, because they end one.
const ENDS_OF_HOST: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b',').add(b'/').add(b'?').add(b'@').add(b'[').add(b']');

/// A server of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its name; a leading slash marks the folder of a socket.
    pub name: String,
    /// Its IP address, if it need not be looked up.
    pub address: Option<IpAddr>,
    /// Its port, if one is given.
    pub port: Option<u16>,
}

impl Host {
    /// Returns its port, or the default one.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(PORT)
    }

    /// Whether it is the folder of a socket.
    pub fn is_socket(&self) -> bool {
        self.name.starts_with('/')
    }
}

/// The address of a PostgreSQL database. Its text form never contains a password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    /// The user; by default the account that runs this program.
    pub user: Option<String>,
    /// The password in the address.
    pub password: Option<Zeroizing<String>>,
    /// The passwords for the hosts from other sources, for an address without one.
    pub passwords: Vec<Option<Zeroizing<String>>>,
    /// The hosts, tried in turn; by default the local socket.
    pub hosts: Vec<Host>,
    /// The database; by default the one named like the user.
    pub database: Option<String>,
    options: Vec<(String, String)>,
    /// Options for SQLAlchemy alone.
    foreign: Vec<String>,
}

impl PostgresUrl {
    /// Parses what follows `postgresql://`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(rest: &str) -> Result<Self, AddressProblem> {
        let (access, rest) = access(rest);
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, password) = access.map_or((None, None), |(user, password)| (Some(user), password));
        let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
        if place.contains('@') {
            return Err(AddressProblem::UnescapedAt);
        }
        let mut url = Self {
            user: user.filter(|user| !user.is_empty()).map(decode).transpose()?,
            password: password.map(|word| decode_any(word).map(Zeroizing::new)).transpose()?,
            hosts: hosts.split(',').filter(|host| !host.is_empty()).map(host_and_port).collect::<Result<_, _>>()?,
            passwords: Vec::new(),
            database: Some(database).filter(|name| !name.is_empty()).map(str::to_owned),
            options: Vec::new(),
            foreign: Vec::new(),
        };
        let (mut names, mut ports, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
        for (name, value) in
            query.split('&').filter(|part| !part.is_empty()).map(|part| part.split_once('=').unwrap_or((part, "")))
        {
            let value = value.replace('+', " ");
            let value = if name == "password" { decode_any(&value)? } else { decode(&value)? };
            match name {
                "host" => names.extend(value.split(',').map(str::to_owned)),
                "hostaddr" => addresses.extend(value.split(',').map(str::to_owned)),
                "port" => ports.extend(value.split(',').map(str::to_owned)),
                // Empty ones are the defaults, as in libpq.
                "user" => url.user = Some(value).filter(|name| !name.is_empty()),
                "password" => url.password = Some(Zeroizing::new(value)),
                "dbname" => url.database = Some(value).filter(|name| !name.is_empty()),
                // The name in SQLAlchemy's driver asyncpg.
                "ssl" => url.set("sslmode", &value)?,
                // The former name in libpq.
                "requiressl" if value == "1" => url.set("sslmode", "require")?,
                "requiressl" if value == "0" => url.set("sslmode", "prefer")?,
                name => url.set(name, &value)?,
            }
        }
        if !names.is_empty() {
            url.hosts = names.iter().map(|host| host_and_port(host)).collect::<Result<_, _>>()?;
        }
        url.place(&addresses, &ports)?;
        Ok(url)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), AddressProblem> {
        match options::examine(name, value)? {
            Use::Applied => self.options.push((name.to_owned(), value.to_owned())),
            Use::Harmless => {}
            Use::Foreign => self.foreign.push(name.to_owned()),
        }
        Ok(())
    }

    /// Assigns addresses and ports to the hosts: one each, or one port for all.
    fn place(&mut self, addresses: &[String], ports: &[String]) -> Result<(), AddressProblem> {
        let given = |list: &[String]| list.iter().any(|part| !part.is_empty());
        if given(addresses) {
            if self.hosts.is_empty() {
                self.hosts = addresses.iter().map(|name| Host { name: name.clone(), address: None, port: None }).collect();
            }
            if addresses.len() != self.hosts.len() {
                return Err(AddressProblem::HostAddressCount);
            }
            for (host, address) in self.hosts.iter_mut().zip(addresses).filter(|(_, address)| !address.is_empty()) {
                let address = address.parse().map_err(|_| AddressProblem::HostAddress)?;
                host.address = Some(address);
            }
        }
        if given(ports) {
            if ports.len() > 1 && ports.len() != self.hosts.len() {
                return Err(AddressProblem::PortCount);
            }
            if self.hosts.is_empty() {
                self.hosts.push(Host { name: String::new(), address: None, port: None });
            }
            for (place, host) in self.hosts.iter_mut().enumerate() {
                let port = ports.get(place).or(ports.first()).filter(|port| !port.is_empty());
                host.port = port.map(|port| number(port)).transpose()?.or(host.port);
            }
        }
        Ok(())
    }

    /// Returns `database@host` with the first host, without user and password; for a local socket only the database.
    pub(super) fn short(&self) -> String {
        let database = self.database.as_deref().or(self.user.as_deref()).unwrap_or("postgresql");
        match self.hosts.first().filter(|host| !host.is_socket()) {
            Some(host) => format!("{database}@{}{}", host.name, if self.hosts.len() > 1 { ",…" } else { "" }),
            None => database.to_owned(),
        }
    }

    /// Fills in what the address lacks from libpq's variables; `socket` returns the folder of a local server's socket.
    ///
    /// # Errors
    /// The first variable whose value is not accepted.
    pub fn complete(
        &mut self,
        variable: &dyn Fn(&str) -> Option<String>,
        socket: &dyn Fn(u16) -> String,
    ) -> Result<(), VariableProblem> {
        let wrong = |variable| move |problem| VariableProblem { variable, problem };
        self.user = self.user.take().or_else(|| variable("PGUSER"));
        self.database = self.database.take().or_else(|| variable("PGDATABASE"));
        for (name, option) in VARIABLES {
            if !self.options.iter().any(|(known, value)| known == option && !value.is_empty())
                && let Some(value) = variable(name)
            {
                self.set(option, &value).map_err(wrong(name))?;
            }
        }
        let list = |name: &str| variable(name).map(|text| text.split(',').map(str::to_owned).collect::<Vec<_>>());
        let addresses = || list("PGHOSTADDR").unwrap_or_default();
        let is_named = self.hosts.iter().any(|host| !host.name.is_empty());
        if !is_named {
            let port = self.hosts.first().and_then(|host| host.port);
            let hosts = list("PGHOST").unwrap_or_default();
            let named = hosts.iter().filter(|host| !host.is_empty()).map(|host| host_and_port(host));
            self.hosts = named.collect::<Result<_, _>>().map_err(wrong("PGHOST"))?;
            self.place(&addresses(), &[]).map_err(wrong("PGHOSTADDR"))?;
            self.hosts.iter_mut().for_each(|host| host.port = port);
        } else if self.hosts.iter().all(|host| host.address.is_none()) {
            self.place(&addresses(), &[]).map_err(wrong("PGHOSTADDR"))?;
        }
        if self.hosts.is_empty() {
            self.hosts.push(Host { name: String::new(), address: None, port: None });
        }
        if self.hosts.iter().all(|host| host.port.is_none()) {
            let ports = list("PGPORT").unwrap_or_default();
            self.place(&[], &ports).map_err(wrong("PGPORT"))?;
        }
        for host in self.hosts.iter_mut().filter(|host| host.name.is_empty()) {
            host.name = socket(host.port());
        }
        Ok(())
    }

    /// Returns the address with the passwords of another one, or none: its text has only a mask.
    #[must_use]
    pub fn with_passwords_of(self, other: Option<&Self>) -> Self {
        let password = other.and_then(|other| other.password.clone());
        Self { password, passwords: other.map(|other| other.passwords.clone()).unwrap_or_default(), ..self }
    }

    /// Returns the password for the host at this index.
    pub fn password_for(&self, index: usize) -> Option<&str> {
        self.password.as_ref().or_else(|| self.passwords.get(index)?.as_ref()).map(|password| password.as_str())
    }

    /// Returns the value of one of libpq's options.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|v| !v.is_empty())
    }

    /// Returns the options that name files, with their paths.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let named = options::FILES.iter().filter_map(|option| Some((*option, self.option(option)?)));
        named.filter(|(_, path)| *path != "system").map(|(option, path)| (option, Path::new(path)))
    }

    /// Returns the options for SQLAlchemy alone, which are ignored here.
    pub fn foreign_options(&self) -> &[String] {
        &self.foreign
    }
}

const PORT: u16 = 5432;

/// Splits user and password off, as SQLAlchemy does: a user name contains no colon and no slash, but may contain an @; a
/// password ends at the first @, and may contain a slash or a question mark.
fn access(rest: &str) -> (Option<(&str, Option<&str>)>, &str) {
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    let (user, after) = rest.split_at(end);
    if let Some(word) = after.strip_prefix(':')
        && let Some((password, rest)) = word.split_once('@')
    {
        return (Some((user, Some(password))), rest);
    }
    match user.rsplit_once('@') {
        Some((user, _)) => (Some((user, None)), &rest[user.len() + 1..]),
        None => (None, rest),
    }
}

/// Resolves the escapes of what is shown, and becomes part of messages.
fn decode(text: &str) -> Result<String, AddressProblem> {
    let decoded = decode_any(text)?;
    if decoded.chars().any(char::is_control) { Err(PathProblem::ControlCharacter.into()) } else { Ok(decoded) }
}

fn decode_any(text: &str) -> Result<String, AddressProblem> {
    percent_decode_str(text).decode_utf8().map(Into::into).map_err(|_| AddressProblem::EscapeNotUtf8)
}

fn number(text: &str) -> Result<u16, AddressProblem> {
    text.parse().map_err(|_| AddressProblem::Port)
}

fn host_and_port(text: &str) -> Result<Host, AddressProblem> {
    let host = |name: &str, port: Option<&str>| {
        let port = port.filter(|port| !port.is_empty()).map(number).transpose()?;
        Ok(Host { name: decode(name)?, address: None, port })
    };
    if let Some(rest) = text.strip_prefix('[') {
        let (name, rest) = rest.split_once(']').ok_or(AddressProblem::OpenBracket)?;
        return host(name, rest.strip_prefix(':'));
    }
    match text.rsplit_once(':') {
        Some((name, port)) if !text.starts_with('/') && !name.contains(':') => host(name, Some(port)),
        _ => host(text, None),
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encode = |text| utf8_percent_encode(text, PLAIN);
        f.write_str("postgresql://")?;
        if let Some(user) = &self.user {
            write!(f, "{}", utf8_percent_encode(user, PLAIN_IN_USER))?;
        }
        if self.password.is_some() {
            write!(f, ":{MASK}")?;
        }
        if self.user.is_some() || self.password.is_some() {
            f.write_str("@")?;
        }
        // The folder of a socket cannot be written before the database.
        let sockets = self.hosts.iter().any(Host::is_socket);
        let hosts = self.hosts.iter().map(|host| {
            // Other scripts stay readable.
            let is_escaped = host.name.contains([' ', '%', ',', '/', '?', '@', '[', ']']);
            let name = if is_escaped { utf8_percent_encode(&host.name, ENDS_OF_HOST).to_string() } else { host.name.clone() };
            if name.contains(':') { format!("[{name}]:{}", host.port()) } else { format!("{name}:{}", host.port()) }
        });
        if !sockets {
            f.write_str(&hosts.collect::<Vec<_>>().join(","))?;
        }
        // Nothing is escaped in the name of a database.
        let (placed, named) = match self.database.as_deref() {
            Some(name) if name.contains(['?', '@']) => ("", Some(name)),
            name => (name.unwrap_or_default(), None),
        };
        write!(f, "/{placed}")?;
        let joined = |part: fn(&Host) -> String| self.hosts.iter().map(part).collect::<Vec<_>>().join(",");
        let places = [("host", joined(|host| host.name.clone())), ("port", joined(|host| host.port().to_string()))];
        let places = places.iter().filter(|_| sockets).map(|(name, value)| (*name, value.as_str()));
        let options = self.options.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let named = named.map(|name| ("dbname", name)).into_iter();
        for (place, (name, value)) in named.chain(places).chain(options).enumerate() {
            write!(f, "{}{name}={}", if place == 0 { '?' } else { '&' }, encode(value))?;
        }
        Ok(())
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
