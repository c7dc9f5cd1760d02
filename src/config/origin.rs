//! The origins of settings.

use std::fmt;
use std::path::{Path, PathBuf};

/// The origin of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A command-line flag.
    Flag(&'static str),
    /// The file named by `--env-file`.
    EnvFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The process environment.
    Environment,
    /// `./.env`.
    DotEnv {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// `<config dir>/secret_key`.
    SecretKeyFile(PathBuf),
    /// A file with nothing but the value, as Docker and Kubernetes mount secrets.
    SecretFile {
        /// The file.
        path: PathBuf,
        /// The variable that names it.
        variable: &'static str,
    },
    /// The journal of a rotation, which contains previous keys.
    Journal(PathBuf),
    /// A file of database passwords.
    PasswordFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A rotation by this process, which wrote the key to none of the sources that were read at the start.
    Rotation,
    /// Not set.
    Default,
}

impl Origin {
    /// Returns the file, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::EnvFile { path, .. }
            | Self::DotEnv { path, .. }
            | Self::PasswordFile { path, .. }
            | Self::SecretFile { path, .. } => Some(path),
            Self::SecretKeyFile(path) | Self::Journal(path) => Some(path),
            Self::Flag(_) | Self::Environment | Self::Rotation | Self::Default => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::EnvFile { path, line } => write!(f, "{} line {line} (--env-file)", path.display()),
            Self::Environment => f.write_str("environment"),
            Self::DotEnv { path, line } | Self::PasswordFile { path, line } => write!(f, "{} line {line}", path.display()),
            Self::SecretKeyFile(path) | Self::Journal(path) => write!(f, "{}", path.display()),
            Self::SecretFile { path, variable } => write!(f, "{} ({variable})", path.display()),
            Self::Rotation => f.write_str("a rotation since the start"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and its origin.
#[derive(Clone, Debug)]
pub struct WithOrigin<T> {
    /// The active value.
    pub value: T,
    /// Its origin.
    pub origin: Origin,
}
