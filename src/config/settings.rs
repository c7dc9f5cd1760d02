//! The settings: one table of names, defaults and explanations, and their values with their origins.

use std::fmt;
use std::path::PathBuf;

use jiff::SignedDuration;

use crate::error::Result;
use crate::model::StoreUrl;
use crate::secret::Secret;

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
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
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

/// What the command line says over everything else.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--env-file`.
    pub env_file: Option<PathBuf>,
    /// `--store`.
    pub store: Option<String>,
    /// `--config-dir`.
    pub config_dir: Option<PathBuf>,
}

/// Every setting in force.
#[derive(Clone, Debug)]
pub struct Settings {
    /// KOZMOAI_AUTO_LOGIN: the console opens as the default superuser.
    pub auto_login: Sourced<bool>,
    /// KOZMOAI_SUPERUSER: made at start if missing.
    pub superuser: Sourced<Option<String>>,
    /// KOZMOAI_SUPERUSER_PASSWORD.
    pub superuser_password: Sourced<Option<Secret>>,
    /// KOZMOAI_SECRET_KEY, or the secret_key file's.
    pub secret_key: Sourced<Option<Secret>>,
    /// KOZMOAI_NEW_USER_IS_ACTIVE.
    pub new_user_is_active: Sourced<bool>,
    /// KOZMOAI_CONFIG_DIR.
    pub config_dir: Sourced<PathBuf>,
    /// KOZMOAI_DATABASE_URL.
    pub store: Sourced<StoreUrl>,
    /// KOZMOAI_ENABLE_SUPERUSER_CLI.
    pub enable_superuser_cli: Sourced<bool>,
    /// KOZMOAI_PASSWORD_MIN_LENGTH, in characters.
    pub password_min_length: Sourced<usize>,
    /// KOZMOAI_IDLE_LOCK_MINUTES; none is never.
    pub idle_lock: Sourced<Option<SignedDuration>>,
    /// Slips that do not stop anything: an unknown KOZMOAI_ variable with what may be meant.
    pub warnings: Vec<String>,
}

/// A setting as it is shown: its value masked if it is a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The variable's name.
    pub name: &'static str,
    /// Its value as text; `None` is unset; a secret is eight dots.
    pub value: Option<String>,
    /// Where it came from.
    pub origin: Origin,
    /// What it does, in one sentence.
    pub about: &'static str,
}

impl Settings {
    /// Reads everything: flags, env file, environment, `./.env`, secret_key file, defaults.
    ///
    /// # Errors
    /// `Usage`, naming variable, origin and what is accepted.
    pub fn load(_overrides: &Overrides) -> Result<Self> {
        todo!()
    }

    /// Every setting, for people to look at, in the order of the table.
    pub fn shown(&self) -> Vec<Shown> {
        todo!()
    }
}
