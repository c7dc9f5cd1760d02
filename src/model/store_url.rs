//! Addresses of databases.

use std::fmt;
use std::path::{Path, PathBuf};

use super::postgres_url::PostgresUrl;
use crate::error::{AddressProblem, PathProblem};

/// The address of a database. Its text form never contains a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// An embedded database in this folder.
    Embedded(PathBuf),
    /// Kozmoai's own database in this SQLite file.
    Sqlite(PathBuf),
    /// Kozmoai's own database on PostgreSQL.
    Postgres(Box<PostgresUrl>),
}

impl StoreUrl {
    /// Parses `sled:///relative`, `sled:////absolute`, a bare path, `sqlite:///relative`, `sqlite:////absolute` or
    /// `postgresql://…`, in SQLAlchemy's syntax, with or without the name of a driver.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, AddressProblem> {
        if text.chars().any(char::is_control) {
            return Err(PathProblem::ControlCharacter.into());
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return bare_path(text).map(Self::Embedded);
        };
        match scheme.split('+').next().unwrap_or(scheme) {
            "sled" => path_of(rest).map(Self::Embedded).ok_or(AddressProblem::NoPath { scheme: "sled" }),
            "sqlite" => match path_of(rest.split_once('?').map_or(rest, |(path, _)| path)) {
                Some(path) if path.starts_with("file:") || path.as_os_str() == ":memory:" => Err(AddressProblem::NotFile),
                Some(path) => Ok(Self::Sqlite(path)),
                None => Err(AddressProblem::NoPath { scheme: "sqlite" }),
            },
            "postgresql" | "postgres" => PostgresUrl::parse(rest).map(Box::new).map(Self::Postgres),
            _ => Err(AddressProblem::UnknownScheme),
        }
    }

    /// Returns the name of its backend.
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Embedded(_) => "sled",
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgresql",
        }
    }

    /// Returns the path of a database on this machine.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Embedded(path) | Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// Returns a short name without user and password: the last part of a path, or `database@host`.
    pub fn short(&self) -> String {
        match self {
            Self::Embedded(path) | Self::Sqlite(path) => {
                path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
            }
            Self::Postgres(url) => url.short(),
        }
    }

    /// Returns the address with another path; that of a server has none.
    #[must_use]
    pub fn with_path(&self, path: PathBuf) -> Self {
        match self {
            Self::Embedded(_) => Self::Embedded(path),
            Self::Sqlite(_) => Self::Sqlite(path),
            Self::Postgres(url) => Self::Postgres(url.clone()),
        }
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded(path) => write!(f, "sled:///{}", path.display()),
            Self::Sqlite(path) => write!(f, "sqlite:///{}", path.display()),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

/// Schemes of addresses, known here or elsewhere.
const SCHEMES: [&str; 8] = ["postgresql", "postgres", "sqlite", "sled", "mysql", "mariadb", "mssql", "file"];

/// Parses a path without a scheme. Refuses what looks like a mistyped address, because a folder of that name, which may contain
/// a password, is never intended.
fn bare_path(text: &str) -> Result<PathBuf, AddressProblem> {
    if text.trim().is_empty() {
        return Err(PathProblem::Empty.into());
    }
    let (first, rest) = text.split_once('/').unwrap_or((text, ""));
    if first.contains([':', '@', '=', '\u{ff1a}', '\u{ff20}']) {
        return Err(AddressProblem::NotAddress);
    }
    if text.split('/').any(|part| part.split_once(':').is_some_and(|(_, rest)| rest.contains('@'))) {
        return Err(AddressProblem::HasCredentials);
    }
    if rest.starts_with('/') && SCHEMES.contains(&first.split('+').next().unwrap_or(first)) {
        return Err(AddressProblem::NoColon);
    }
    if text.starts_with('$') {
        return Err(PathProblem::ShellVariable.into());
    }
    if text == "-" {
        return Err(AddressProblem::Dash);
    }
    if text.starts_with('~') {
        return Err(PathProblem::Tilde.into());
    }
    Ok(plain(text))
}

/// Returns a path without a slash at its end, to which the names of files beside it could not be appended.
fn plain(path: &str) -> PathBuf {
    Path::new(path).components().collect()
}

/// Returns the path after the third slash. Nothing expands a `~` there, so it is refused.
fn path_of(rest: &str) -> Option<PathBuf> {
    let path = rest.strip_prefix('/').filter(|path| !path.is_empty());
    path.filter(|path| *path != "~" && !path.starts_with("~/")).map(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_slashes_are_relative_and_four_absolute() {
        let embedded = |path: &str| Ok(StoreUrl::Embedded(PathBuf::from(path)));
        assert_eq!(StoreUrl::parse("sled:///data/store"), embedded("data/store"));
        assert_eq!(StoreUrl::parse("sled:////data/store"), embedded("/data/store"));
        assert_eq!(StoreUrl::parse("/data/store"), embedded("/data/store"));
        assert_eq!(StoreUrl::Embedded(PathBuf::from("/data/store")).to_string(), "sled:////data/store");
        for (text, path) in [("sqlite:///./kozmoai.db", "./kozmoai.db"), ("sqlite+aiosqlite:////srv/k.db?timeout=5", "/srv/k.db")]
        {
            assert_eq!(StoreUrl::parse(text), Ok(StoreUrl::Sqlite(PathBuf::from(path))));
        }
        for text in ["data/store/", "data/store//", "data/store/.", "sled:///data//store/"] {
            assert_eq!(StoreUrl::parse(text).map(|url| url.to_string()), Ok("sled:///data/store".to_owned()), "{text}");
        }
        assert_eq!(StoreUrl::parse("sqlite:////srv/k.db/").map(|url| url.to_string()), Ok("sqlite:////srv/k.db".to_owned()));
        for wrong in ["", " ", "sled://", "sled:///", "mysql://user:hidden@host/db", "sqlite://", "sqlite:///:memory:"] {
            assert!(StoreUrl::parse(wrong).is_err_and(|why| !why.to_string().contains("hidden")), "{wrong}");
        }
        for wrong in ["sled:///~/store", "sqlite:///~/kozmoai.db", "store\n", "/srv/st\u{1b}ore"] {
            assert!(StoreUrl::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn mistyped_address_is_refused_as_path() {
        for wrong in [
            "postgresql:kz:hidden@db/kz",
            "postgresql:/kz:hidden@db/kz",
            "host=db user=kz password=hidden",
            "host=/var/run/postgresql password=hidden",
            "kz:hidden@db:5432/kz",
            "kz@db/kz",
            "sled:store",
            "sqlite:/srv/kozmoai.db",
            "mysql:hidden",
            "C:/store",
            "~/store",
            "postgresql//kz:hidden@db/kz",
            "//kz:hidden@db/kz",
            "/srv/kz:hidden@db/kz",
            "postgresql\u{ff1a}//kz:hidden@db/kz",
            "postgres+psycopg2//kz:hidden@db/kz",
            "$DATABASE_URL",
            "${KOZMOAI_DATABASE_URL}",
            "-",
        ] {
            assert!(StoreUrl::parse(wrong).is_err_and(|why| !why.to_string().contains("hidden")), "{wrong}");
        }
        for right in ["./a:b", "/srv/a=b", "store", "a/b@c", "sqlite/store", "a//b", "./-", "./$x"] {
            assert_eq!(StoreUrl::parse(right), Ok(StoreUrl::Embedded(PathBuf::from(right))));
        }
    }

    #[test]
    fn postgresql_address_parses_and_hides_password() {
        let shown = |text: &str| StoreUrl::parse(text).map(|url| format!("{url} {url:?}"));
        for (text, expected) in [
            ("postgresql://kozmoai:hidden@db.example:6432/main", "postgresql://kozmoai:***@db.example:6432/main"),
            (
                "postgres+psycopg://k%40z:h%2Fidden@[::1]/main?sslmode=verify-full",
                "postgresql://k%40z:***@[::1]:5432/main?sslmode=verify-full",
            ),
            ("postgresql://h:hid/den?@host/main", "postgresql://h:***@host:5432/main"),
            (
                "postgresql://me@/main?host=/var/run/pg&port=6000&password=hidden",
                "postgresql://me:***@/main?host=/var/run/pg&port=6000",
            ),
            (
                "postgresql://a:1,b:2/main?client_encoding=utf8&options=-csearch_path%3Dmine",
                "postgresql://a:1,b:2/main?options=-csearch_path%3Dmine",
            ),
            (
                "postgresql://a%2Fb@h%40:hidden@d%40b/main?dbname=a?b%40c",
                "postgresql://a%2Fb%40h%40:***@d%40b:5432/?dbname=a%3Fb%40c",
            ),
        ] {
            let url = shown(text).unwrap_or_else(|why| format!("{text} {why}"));
            assert!(url.starts_with(&format!("{expected} ")) && !url.contains("hidden") && !url.contains("idden"), "{url}");
            assert!(shown(expected).is_ok_and(|again| again == url), "{url} is read as shown");
        }
        for escape in ["%00", "%0A", "%1B%5B2J"] {
            for text in ["k@d{}b/main", "k{}@db/main", "k@/main?host=/run/{}", "k@db/main?dbname=m{}", "k@db/main?options={}"] {
                let text = format!("postgresql://{}", text.replace("{}", escape));
                assert_eq!(StoreUrl::parse(&text), Err(PathProblem::ControlCharacter.into()), "{text}");
            }
            assert!(StoreUrl::parse(&format!("postgresql://k:p{escape}@db/main")).is_ok(), "a password may be anything");
        }
        let access = |text: &str| match StoreUrl::parse(text) {
            Ok(StoreUrl::Postgres(url)) => (url.user, url.password.map(|word| word.to_string())),
            _ => (None, None),
        };
        for (text, user, password) in [
            ("postgresql://k%40z:h%2Fid+den@host/main", "k@z", Some("h/id+den")),
            ("postgresql://kz@server:hidden@host/db", "kz@server", Some("hidden")),
            ("postgresql://kz@server@host/db", "kz@server", None),
            ("postgresql://kz@host/db?application_name=a%40b", "kz", None),
        ] {
            assert_eq!(access(text), (Some(user.to_owned()), password.map(str::to_owned)), "{text}");
        }
        for wrong in [
            "postgresql://u:hidden@host:x/db",
            "postgresql://u:hidden@host/db?sslmode=hidden",
            "postgresql://u:hidden@host/db?requirepeer=hidden",
            "postgresql://u:hidden@[::1/db",
            "postgresql://u:hid@den@host/db",
        ] {
            assert!(StoreUrl::parse(wrong).is_err_and(|why| !why.to_string().contains("hidden")), "{wrong}");
        }
    }
}
