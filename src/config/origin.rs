//! Where values of settings came from.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where a value came from.
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
    /// A file that holds nothing but the value, as Docker and Kubernetes mount secrets.
    SecretFile {
        /// The file.
        path: PathBuf,
        /// The variable that names it.
        variable: &'static str,
    },
    /// The journal of a rotation, which keeps older keys.
    Journal(PathBuf),
    /// A file of passwords for databases.
    PasswordFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A rotation since the start, which wrote the key into none of the places that were read then.
    Rotation,
    /// Nobody set it.
    Default,
}

impl Origin {
    /// The file, if it is one.
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

/// A value and where it came from.
#[derive(Clone, Debug)]
pub struct Sourced<T> {
    /// The value in force.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}
