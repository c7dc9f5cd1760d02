//! Where a database on PostgreSQL is, and how to get in: SQLAlchemy's spelling, with libpq's options.

use std::fmt;
use std::net::IpAddr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

use super::postgres_options::{self as options, Use, VARIABLES};

/// What stands for a password, as SQLAlchemy writes it.
const MASK: &str = "***";
/// What is written as it is in a user's name and in an option.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b',');

/// A host that serves the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its name; one that begins with a slash is the folder of a socket.
    pub name: String,
    /// Its address, if that is not to be looked up.
    pub address: Option<IpAddr>,
    /// Its port, if one is given.
    pub port: Option<u16>,
}

impl Host {
    /// The port that is meant.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(PORT)
    }

    /// Whether it is the folder of a socket.
    pub fn is_socket(&self) -> bool {
        self.name.starts_with('/')
    }
}

/// A database on PostgreSQL. Its text form never shows a password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    /// Who signs in; none: whoever runs this program.
    pub user: Option<String>,
    /// With which password.
    pub password: Option<Zeroizing<String>>,
    /// For an address without a password: the one for each of its hosts, from elsewhere.
    pub passwords: Vec<Option<Zeroizing<String>>>,
    /// Hosts, tried in turn; none: this machine's own socket.
    pub hosts: Vec<Host>,
    /// The database; none: the one named as the user.
    pub database: Option<String>,
    options: Vec<(String, String)>,
    /// Options that concern SQLAlchemy alone.
    foreign: Vec<String>,
}

impl PostgresUrl {
    /// Reads what stands behind `postgresql://`.
    ///
    /// # Errors
    /// What is wrong with it, as the rest of a sentence; of the text only an option's name is ever in it.
    pub(super) fn parse(rest: &str) -> Result<Self, String> {
        let (access, rest) = access(rest);
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, password) = access.map_or((None, None), |(user, password)| (Some(user), password));
        let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
        if place.contains('@') {
            return Err("holds an @ that is not spelled %40".to_owned());
        }
        let mut url = Self {
            user: user.filter(|user| !user.is_empty()).map(decode).transpose()?,
            password: password.map(|word| decode(word).map(Zeroizing::new)).transpose()?,
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
            let value = decode(&value.replace('+', " "))?;
            match name {
                "host" => names.extend(value.split(',').map(str::to_owned)),
                "hostaddr" => addresses.extend(value.split(',').map(str::to_owned)),
                "port" => ports.extend(value.split(',').map(str::to_owned)),
                "user" => url.user = Some(value),
                "password" => url.password = Some(Zeroizing::new(value)),
                "dbname" => url.database = Some(value),
                // What SQLAlchemy's driver asyncpg calls it.
                "ssl" => url.set("sslmode", &value)?,
                // What libpq calls it since.
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

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        match options::examine(name, value)? {
            Use::Heeded => self.options.push((name.to_owned(), value.to_owned())),
            Use::Harmless => {}
            Use::Foreign => self.foreign.push(name.to_owned()),
        }
        Ok(())
    }

    /// Gives hosts their addresses and ports: one for each, or one port for all.
    fn place(&mut self, addresses: &[String], ports: &[String]) -> Result<(), String> {
        let given = |list: &[String]| list.iter().any(|part| !part.is_empty());
        if given(addresses) {
            if self.hosts.is_empty() {
                self.hosts = addresses.iter().map(|name| Host { name: name.clone(), address: None, port: None }).collect();
            }
            if addresses.len() != self.hosts.len() {
                return Err("has as many hosts as addresses of them (hostaddr) only if they match".to_owned());
            }
            for (host, address) in self.hosts.iter_mut().zip(addresses).filter(|(_, address)| !address.is_empty()) {
                let address = address.parse().map_err(|_| "has a hostaddr that is no IP address".to_owned())?;
                host.address = Some(address);
            }
        }
        if given(ports) {
            if ports.len() > 1 && ports.len() != self.hosts.len() {
                return Err("has as many ports as hosts only if they match".to_owned());
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

    /// Takes what libpq takes from its variables, each where the address says nothing; `socket` names the folder of the
    /// socket of a server on this machine.
    ///
    /// # Errors
    /// What is wrong with a variable, as the rest of a sentence that begins with its name.
    pub fn complete(&mut self, variable: &dyn Fn(&str) -> Option<String>, socket: &dyn Fn(u16) -> String) -> Result<(), String> {
        self.user = self.user.take().or_else(|| variable("PGUSER"));
        self.database = self.database.take().or_else(|| variable("PGDATABASE"));
        for (name, option) in VARIABLES {
            if !self.options.iter().any(|(known, value)| known == option && !value.is_empty())
                && let Some(value) = variable(name)
            {
                self.set(option, &value).map_err(|why| format!("{name} {why}"))?;
            }
        }
        let list = |name: &str| variable(name).map(|text| text.split(',').map(str::to_owned).collect::<Vec<_>>());
        let addresses = list("PGHOSTADDR").unwrap_or_default();
        let is_named = self.hosts.iter().any(|host| !host.name.is_empty());
        if !is_named {
            let port = self.hosts.first().and_then(|host| host.port);
            let hosts = list("PGHOST").unwrap_or_default();
            let named = hosts.iter().filter(|host| !host.is_empty()).map(|host| host_and_port(host));
            self.hosts = named.collect::<Result<_, _>>().map_err(|why| format!("PGHOST {why}"))?;
            self.place(&addresses, &[]).map_err(|why| format!("PGHOSTADDR {why}"))?;
            self.hosts.iter_mut().for_each(|host| host.port = port);
        } else if self.hosts.iter().all(|host| host.address.is_none()) {
            self.place(&addresses, &[]).map_err(|why| format!("PGHOSTADDR {why}"))?;
        }
        if self.hosts.is_empty() {
            self.hosts.push(Host { name: String::new(), address: None, port: None });
        }
        if self.hosts.iter().all(|host| host.port.is_none()) {
            let ports = list("PGPORT").unwrap_or_default();
            self.place(&[], &ports).map_err(|why| format!("PGPORT {why}"))?;
        }
        for host in self.hosts.iter_mut().filter(|host| host.name.is_empty()) {
            host.name = socket(host.port());
        }
        Ok(())
    }

    /// The password for the host at this place.
    pub fn password_for(&self, place: usize) -> Option<&str> {
        self.password.as_ref().or_else(|| self.passwords.get(place)?.as_ref()).map(|password| password.as_str())
    }

    /// The value of one of libpq's options.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|v| !v.is_empty())
    }

    /// Options that concern SQLAlchemy alone, and nothing here.
    pub fn foreign_options(&self) -> &[String] {
        &self.foreign
    }
}

const PORT: u16 = 5432;

/// What stands before the hosts, as SQLAlchemy reads it: a user's name holds no colon and no slash, and may hold an @; a
/// password goes up to the first @, and may hold a slash or a question mark.
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

fn decode(text: &str) -> Result<String, String> {
    percent_decode_str(text).decode_utf8().map(Into::into).map_err(|_| "holds a %-escape that is no UTF-8 text".to_owned())
}

fn number(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "names a port that is no number from 0 to 65535".to_owned())
}

fn host_and_port(text: &str) -> Result<Host, String> {
    let host = |name: &str, port: Option<&str>| {
        let port = port.filter(|port| !port.is_empty()).map(number).transpose()?;
        Ok(Host { name: decode(name)?, address: None, port })
    };
    if let Some(rest) = text.strip_prefix('[') {
        let (name, rest) = rest.split_once(']').ok_or("names a host in brackets that do not close")?;
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
            write!(f, "{}", encode(user))?;
        }
        if self.password.is_some() {
            write!(f, ":{MASK}")?;
        }
        if self.user.is_some() || self.password.is_some() {
            f.write_str("@")?;
        }
        // A socket's folder can't stand before the database.
        let sockets = self.hosts.iter().any(Host::is_socket);
        let hosts = self.hosts.iter().map(|host| match host.name.contains(':') {
            true => format!("[{}]:{}", host.name, host.port()),
            false => format!("{}:{}", host.name, host.port()),
        });
        if !sockets {
            f.write_str(&hosts.collect::<Vec<_>>().join(","))?;
        }
        write!(f, "/{}", self.database.as_deref().unwrap_or_default())?;
        let joined = |part: fn(&Host) -> String| self.hosts.iter().map(part).collect::<Vec<_>>().join(",");
        let places = [("host", joined(|host| host.name.clone())), ("port", joined(|host| host.port().to_string()))];
        let places = places.iter().filter(|_| sockets).map(|(name, value)| (*name, value.as_str()));
        let options = self.options.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (place, (name, value)) in places.chain(options).enumerate() {
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
