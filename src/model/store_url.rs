//! Where a store lives, as a URL says it.

use std::fmt;
use std::path::PathBuf;

/// A store's address. Its text form never shows a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// The embedded store, in this folder.
    Embedded(PathBuf),
}

impl StoreUrl {
    /// Reads `sled:///relative`, `sled:////absolute` or a bare path; URLs are spelled as SQLAlchemy spells them.
    ///
    /// # Errors
    /// What is wrong with it, as the rest of a sentence; no part of the text is in it, for it may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return if text.trim().is_empty() { Err("is empty".to_owned()) } else { Ok(Self::Embedded(PathBuf::from(text))) };
        };
        match scheme.split('+').next().unwrap_or(scheme) {
            "sled" => match rest.strip_prefix('/') {
                Some(path) if !path.is_empty() => Ok(Self::Embedded(PathBuf::from(path))),
                _ => Err("names no path after sled://".to_owned()),
            },
            "sqlite" | "postgresql" | "postgres" => {
                Err("names a database of Kozmoai's own; this version works on the embedded store".to_owned())
            }
            _ => Err("has a scheme that is not known".to_owned()),
        }
    }

    /// The engine that keeps such a store.
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Embedded(_) => "sled",
        }
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded(path) => write!(f, "sled:///{}", path.display()),
        }
    }
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
        for wrong in ["", " ", "sled://", "sled:///", "mysql://user:hidden@host/db", "postgresql+psycopg://user:hidden@host/db"] {
            assert!(StoreUrl::parse(wrong).is_err_and(|why| !why.contains("hidden")), "{wrong}");
        }
    }
}
