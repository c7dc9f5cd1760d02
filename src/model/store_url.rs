//! Where a store lives, as a URL says it.

use std::fmt;
use std::path::PathBuf;

/// A store's address. Its text form never shows a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// The embedded store, in this folder.
    Embedded(PathBuf),
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded(path) => write!(f, "sled://{}", path.display()),
        }
    }
}
