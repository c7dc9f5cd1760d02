//! Where a store lives, as a URL says it.

use std::fmt;
use std::path::PathBuf;

use super::postgres_url::PostgresUrl;

/// A store's address. Its text form never shows a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// The embedded store, in this folder.
    Embedded(PathBuf),
    /// Kozmoai's own database in this SQLite file.
    Sqlite(PathBuf),
    /// Kozmoai's own database on PostgreSQL.
    Postgres(Box<PostgresUrl>),
}

impl StoreUrl {
    /// Reads `sled:///relative`, `sled:////absolute`, a bare path, `sqlite:///relative`, `sqlite:////absolute` or
    /// `postgresql://…`, spelled as SQLAlchemy spells them, with or without the name of a driver.
    ///
    /// # Errors
    /// What is wrong with it, as the rest of a sentence; no part of the text is in it, for it may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().any(char::is_control) {
            return Err("holds a control character, such as the end of a line".to_owned());
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return bare_path(text).map(Self::Embedded);
        };
        match scheme.split('+').next().unwrap_or(scheme) {
            "sled" => path_of(rest).map(Self::Embedded).ok_or_else(|| "names no path after sled:///".to_owned()),
            "sqlite" => match path_of(rest.split_once('?').map_or(rest, |(path, _)| path)) {
                Some(path) if path.starts_with("file:") || path.as_os_str() == ":memory:" => {
                    Err("must name a file by its path".to_owned())
                }
                Some(path) => Ok(Self::Sqlite(path)),
                None => Err("names no file after sqlite:///".to_owned()),
            },
            "postgresql" | "postgres" => PostgresUrl::parse(rest).map(Box::new).map(Self::Postgres),
            _ => Err("has a scheme that is not known".to_owned()),
        }
    }

    /// The engine that keeps such a store.
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Embedded(_) => "sled",
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgresql",
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

/// How addresses begin, of this program's databases and of those that it does not know.
const SCHEMES: [&str; 8] = ["postgresql", "postgres", "sqlite", "sled", "mysql", "mariadb", "mssql", "file"];

/// A path without a scheme. What looks like an address that was mistyped is none: a folder of that name, which may hold
/// a password, is never meant.
fn bare_path(text: &str) -> Result<PathBuf, String> {
    if text.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    let (first, rest) = text.split_once('/').unwrap_or((text, ""));
    if first.contains([':', '@', '=', '\u{ff1a}', '\u{ff20}']) {
        return Err("is no address, and as a path it has `:`, `@` or `=` before its first `/`".to_owned());
    }
    if text.split('/').any(|part| part.split_once(':').is_some_and(|(_, rest)| rest.contains('@'))) {
        return Err("is no address, and as a path it has what looks like a name and a password before an `@`".to_owned());
    }
    if rest.starts_with('/') && SCHEMES.contains(&first.split('+').next().unwrap_or(first)) {
        return Err("looks like an address that lacks the `:` after its scheme".to_owned());
    }
    if text.starts_with('$') {
        return Err("begins with `$`, which only a shell expands".to_owned());
    }
    if text == "-" {
        return Err("is `-`, which names no database here".to_owned());
    }
    if text.starts_with('~') {
        return Err("begins with `~`, which only a shell expands".to_owned());
    }
    Ok(PathBuf::from(text))
}

/// What stands behind the third slash. A `~` there is expanded by nobody, so it names no home folder.
fn path_of(rest: &str) -> Option<PathBuf> {
    let path = rest.strip_prefix('/').filter(|path| !path.is_empty());
    path.filter(|path| *path != "~" && !path.starts_with("~/")).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_relative_with_three_slashes_and_absolute_with_four() {
        let embedded = |path: &str| Ok(StoreUrl::Embedded(PathBuf::from(path)));
        assert_eq!(StoreUrl::parse("sled:///data/store"), embedded("data/store"));
        assert_eq!(StoreUrl::parse("sled:////data/store"), embedded("/data/store"));
        assert_eq!(StoreUrl::parse("/data/store"), embedded("/data/store"));
        assert_eq!(StoreUrl::Embedded(PathBuf::from("/data/store")).to_string(), "sled:////data/store");
        for (text, path) in [("sqlite:///./kozmoai.db", "./kozmoai.db"), ("sqlite+aiosqlite:////srv/k.db?timeout=5", "/srv/k.db")]
        {
            assert_eq!(StoreUrl::parse(text), Ok(StoreUrl::Sqlite(PathBuf::from(path))));
        }
        for wrong in ["", " ", "sled://", "sled:///", "mysql://user:hidden@host/db", "sqlite://", "sqlite:///:memory:"] {
            assert!(StoreUrl::parse(wrong).is_err_and(|why| !why.contains("hidden")), "{wrong}");
        }
        for wrong in ["sled:///~/store", "sqlite:///~/kozmoai.db", "store\n", "/srv/st\u{1b}ore"] {
            assert!(StoreUrl::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn mistyped_address_is_no_path() {
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
            assert!(StoreUrl::parse(wrong).is_err_and(|why| !why.contains("hidden")), "{wrong}");
        }
        for right in ["./a:b", "/srv/a=b", "store", "a/b@c", "sqlite/store", "a//b", "./-", "./$x"] {
            assert_eq!(StoreUrl::parse(right), Ok(StoreUrl::Embedded(PathBuf::from(right))));
        }
    }

    #[test]
    fn a_database_on_postgresql_is_named_as_sqlalchemy_does_and_its_password_never_shown() {
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
        ] {
            let url = shown(text).unwrap_or_else(|why| format!("{text} {why}"));
            assert!(url.starts_with(&format!("{expected} ")) && !url.contains("hidden") && !url.contains("idden"), "{url}");
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
            assert!(StoreUrl::parse(wrong).is_err_and(|why| !why.contains("hidden")), "{wrong}");
        }
    }
}
