//! Where a database on PostgreSQL is, and how to get in: SQLAlchemy's spelling, with libpq's options.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

/// What stands for a password, as SQLAlchemy writes it.
const MASK: &str = "***";
/// What is written as it is in a user's name and in an option.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b',');

/// Options of libpq's that are heeded.
const HEEDED: &[&str] =
    &["application_name", "channel_binding", "connect_timeout", "options", "sslcert", "sslkey", "sslmode", "sslrootcert"];
/// Options that change nothing here: their default is what happens, or what is better.
const HARMLESS: &[&str] = &[
    "client_encoding",
    "fallback_application_name",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "ssl_min_protocol_version",
    "sslcompression",
    "sslsni",
    "tcp_user_timeout",
];

/// A database on PostgreSQL. Its text form never shows a password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    /// Who signs in; none: whoever runs this program.
    pub user: Option<String>,
    /// With which password.
    pub password: Option<Zeroizing<String>>,
    /// For an address without a password: the one for each of its hosts, from elsewhere.
    pub passwords: Vec<Option<Zeroizing<String>>>,
    /// Hosts with their ports, tried in turn; a host that begins with a slash is the folder of a socket.
    pub hosts: Vec<(String, u16)>,
    /// The database; none: the one named as the user.
    pub database: Option<String>,
    options: Vec<(String, String)>,
}

impl PostgresUrl {
    /// Reads what stands behind `postgresql://`.
    ///
    /// # Errors
    /// What is wrong with it, as the rest of a sentence; of the text only an option's name is ever in it.
    pub(super) fn parse(rest: &str) -> Result<Self, String> {
        // As SQLAlchemy reads it: a password goes up to the first @, and may hold a / or a ?.
        let is_access = |access: &str| !access.split(':').next().unwrap_or(access).contains('/');
        let (access, rest) = match rest.split_once('@').filter(|(access, _)| is_access(access)) {
            Some((access, rest)) => (Some(access), rest),
            None => (None, rest),
        };
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, password) = match access {
            Some(access) => access.split_once(':').map_or((Some(access), None), |(user, word)| (Some(user), Some(word))),
            None => (None, None),
        };
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
        };
        let (mut named_hosts, mut named_ports) = (Vec::new(), Vec::new());
        for (name, value) in
            query.split('&').filter(|part| !part.is_empty()).map(|part| part.split_once('=').unwrap_or((part, "")))
        {
            let value = decode(&value.replace('+', " "))?;
            match name {
                "host" => named_hosts.extend(value.split(',').map(host_and_port).collect::<Result<Vec<_>, _>>()?),
                "port" => named_ports.extend(value.split(',').map(port).collect::<Result<Vec<_>, _>>()?),
                "user" => url.user = Some(value),
                "password" => url.password = Some(Zeroizing::new(value)),
                "dbname" => url.database = Some(value),
                "sslmode" if !SSL_MODES.contains(&value.as_str()) => {
                    return Err(format!("has an sslmode that is none of {}", SSL_MODES.join(", ")));
                }
                name if HEEDED.contains(&name) => url.options.push((name.to_owned(), value)),
                name if HARMLESS.contains(&name) => {}
                name => return Err(format!("has an option that is not known here: {}", crate::text::clean(name))),
            }
        }
        if !named_hosts.is_empty() {
            url.hosts = named_hosts;
        }
        for (place, (_, port)) in url.hosts.iter_mut().enumerate() {
            *port = *named_ports.get(place).or(named_ports.first()).unwrap_or(port);
        }
        if url.hosts.is_empty() {
            return Err("names no host".to_owned());
        }
        Ok(url)
    }

    /// The password for the host at this place.
    pub fn password_for(&self, place: usize) -> Option<&str> {
        self.password.as_ref().or_else(|| self.passwords.get(place)?.as_ref()).map(|password| password.as_str())
    }

    /// The value of one of libpq's options.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|v| !v.is_empty())
    }
}

/// The values of sslmode, as libpq means them.
const SSL_MODES: &[&str] = &["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
const PORT: u16 = 5432;

fn decode(text: &str) -> Result<String, String> {
    percent_decode_str(text).decode_utf8().map(Into::into).map_err(|_| "holds a %-escape that is no UTF-8 text".to_owned())
}

fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "names a port that is no number from 0 to 65535".to_owned())
}

fn host_and_port(text: &str) -> Result<(String, u16), String> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or("names a host in brackets that do not close")?;
        let named = rest.strip_prefix(':').map(port).transpose()?;
        return Ok((host.to_owned(), named.unwrap_or(PORT)));
    }
    match text.rsplit_once(':') {
        Some((host, number)) if !text.starts_with('/') => Ok((decode(host)?, port(number)?)),
        _ => Ok((decode(text)?, PORT)),
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
        let sockets = self.hosts.iter().any(|(host, _)| host.starts_with('/'));
        let hosts = self.hosts.iter().map(|(host, port)| match host.contains(':') {
            true => format!("[{host}]:{port}"),
            false => format!("{host}:{port}"),
        });
        if !sockets {
            f.write_str(&hosts.collect::<Vec<_>>().join(","))?;
        }
        write!(f, "/{}", self.database.as_deref().unwrap_or_default())?;
        let joined = |part: fn(&(String, u16)) -> String| self.hosts.iter().map(part).collect::<Vec<_>>().join(",");
        let places = [("host", joined(|(host, _)| host.clone())), ("port", joined(|(_, port)| port.to_string()))];
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
