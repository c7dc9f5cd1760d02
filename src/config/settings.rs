//! The settings: their values, each with its origin.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::dir_files::{BACKUPS, SECRET_KEY_FILE, default_database};
use super::environment::{self, Environment};
use super::libpq::{Completed, Libpq};
use super::origin::{Origin, WithOrigin};
use super::overrides::Overrides;
use super::sources::{Found, Sources};
use super::table::{
    AUDIT_SINK, AUTO_LOGIN, CONFIG_DIR, DATABASE_URL, ENABLE_SUPERUSER_CLI, IDLE_LOCK_MINUTES, MOUSE, NEW_USER_IS_ACTIVE,
    PASSWORD_FILE, PASSWORD_MIN_LENGTH, PASSWORD_VARIABLE, SECRET_KEY, SECRET_KEY_FALLBACKS, SECRET_KEY_IN_FILE, SUPERUSER,
    SUPERUSER_PASSWORD, SUPERUSER_PASSWORD_IN_FILE, ShownSetting, THEME,
};
use super::values::{self, ThemeChoice};
use super::{foreign_paths, locations, secret_file};
use crate::error::{ConfigError, Error, Result};
use crate::fs::private;
use crate::fs::trust::Trust;
use crate::model::{AuditSink, StoreUrl};
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};
use crate::text;

/// Variables that Kozmoai's `run` reads although they lack its prefix.
const UNPREFIXED: &[&str] = &["SECRET_KEY", "SUPERUSER", "SUPERUSER_PASSWORD", "AUTO_LOGIN", "DATABASE_URL"];

/// Reads a secret from an environment variable that the command line names; none if it is unset or empty.
///
/// # Errors
/// `Usage` if it is not UTF-8 text.
pub fn secret_of_environment(variable: &str) -> Result<Option<Secret>> {
    let Some(text) = text_of_environment(variable)? else { return Ok(None) };
    secret_file::line_of_text(text.expose_secret(), variable)
        .map(|value| Some(value).filter(|value| !value.expose_secret().is_empty()))
}

/// Returns the text of a variable that the command line names, with a newline at its end; none if it is not set.
///
/// # Errors
/// `Usage` if it is not UTF-8 text.
#[expect(clippy::disallowed_methods, reason = "the command line names the variable")]
pub fn text_of_environment(variable: &str) -> Result<Option<Secret>> {
    match std::env::var(variable) {
        Ok(value) => Ok(Some(Secret::from(value))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(environment::no_text(variable)),
    }
}

/// The active settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// KOZMOAI_AUTO_LOGIN: the console opens as the default superuser.
    pub auto_login: WithOrigin<bool>,
    /// KOZMOAI_SUPERUSER: created at start if missing.
    pub superuser: WithOrigin<Option<String>>,
    /// KOZMOAI_SUPERUSER_PASSWORD.
    pub superuser_password: WithOrigin<Option<Secret>>,
    /// KOZMOAI_SECRET_KEY, or the secret_key file's.
    pub secret_key: WithOrigin<Option<Secret>>,
    /// Every source that contains a key, by precedence.
    pub secret_keys: Vec<WithOrigin<Secret>>,
    /// Variables that Kozmoai reads although they lack its prefix, with their origins.
    pub unprefixed: Vec<(&'static str, Origin)>,
    /// KOZMOAI_SECRET_KEY_FALLBACKS: previous keys, for decryption alone.
    pub secret_key_fallbacks: WithOrigin<Vec<Secret>>,
    /// KOZMOAI_NEW_USER_IS_ACTIVE.
    pub new_user_is_active: WithOrigin<bool>,
    /// KOZMOAI_CONFIG_DIR.
    pub config_dir: WithOrigin<PathBuf>,
    /// The file that `--env-file` names.
    pub env_file: Option<PathBuf>,
    /// `./.env`, which need not exist.
    pub dot_env: PathBuf,
    /// The owners whose files are trusted: this account, root, and for root the database's owner.
    pub trust: Trust,
    /// KOZMOAI_DATABASE_URL, completed with what libpq's variables and password files supply.
    pub store: WithOrigin<StoreUrl>,
    /// The origin of its password, unless the address contains it.
    pub store_password: Option<Origin>,
    /// Completes addresses of other databases.
    pub libpq: Libpq,
    /// KOZMOAI_ENABLE_SUPERUSER_CLI.
    pub enable_superuser_cli: WithOrigin<bool>,
    /// KOZMOAI_PASSWORD_MIN_LENGTH, in characters.
    pub password_min_length: WithOrigin<usize>,
    /// KOZMOAI_IDLE_LOCK_MINUTES; none is never.
    pub idle_lock: WithOrigin<Option<SignedDuration>>,
    /// KOZMOAI_AUDIT_SINK.
    pub audit_sink: WithOrigin<Option<AuditSink>>,
    /// KOZMOAI_THEME: the console's colours.
    pub theme: WithOrigin<ThemeChoice>,
    /// KOZMOAI_MOUSE: the console uses the mouse.
    pub mouse: WithOrigin<bool>,
    /// Warnings, such as of a probable typo in a variable's name.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Loads the settings from flags, env file, environment, `./.env`, secret_key file and defaults.
    ///
    /// # Errors
    /// `Usage`, naming the setting, its origin and what is accepted.
    pub fn load(overrides: &Overrides) -> Result<Self> {
        Self::load_with(overrides, &Environment::of_process(), Path::new("."))
    }

    /// Loads them from a given environment and working directory.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn load_from(overrides: &Overrides, environment: &BTreeMap<String, String>, folder: &Path) -> Result<Self> {
        Self::load_with(overrides, &Environment::from(environment), folder)
    }

    fn load_with(overrides: &Overrides, environment: &Environment, folder: &Path) -> Result<Self> {
        let sources = Sources::load(overrides, environment, folder)?;
        let home = locations::home(environment);
        let config_dir = match &overrides.config_dir {
            Some(path) => Some(WithOrigin { value: path.clone(), origin: Origin::Flag("--config-dir") }),
            None => sources
                .find(CONFIG_DIR.name)
                .map(|Found { value, origin }| WithOrigin { value: PathBuf::from(value.as_str()), origin }),
        };
        let config_dir = match config_dir {
            Some(given) => locations::parsed(CONFIG_DIR.name, given, home.as_deref())?,
            None => WithOrigin { value: locations::default_config_dir(environment, home.as_deref()), origin: Origin::Default },
        };
        let store = match &overrides.store {
            Some(text) => Some(Found { value: text.clone().into(), origin: Origin::Flag("--store") }),
            None => sources.find(DATABASE_URL.name),
        };
        let mut store = match store {
            Some(Found { value, origin }) => WithOrigin { value: store_url(&value, &origin, home.as_deref())?, origin },
            None => WithOrigin { value: StoreUrl::Embedded(default_database(&config_dir.value)), origin: Origin::Default },
        };
        foreign_paths::refuse(&sources, &config_dir, &store)?;
        let mut warnings = sources.typos();
        let libpq = Libpq::of(&sources, environment.get("HOME"));
        let Completed { password: store_password, ignored, notes } =
            libpq.complete(&mut store.value, sources.author(&store.origin))?;
        warnings.extend(notes.into_iter().chain(ignored.map(|error| error.message())));
        let trust = locations::trust(&config_dir.value, &store.value);
        let doubt = overrides.env_file.as_deref().and_then(|path| trust.doubt(path));
        warnings.extend(doubt.map(|doubt| format!("{} It is used because --env-file names it.", doubt.message())));
        let in_file = |name: &str, variable| sources.secret_in_file(name, variable, home.as_deref(), trust);
        let mut secret_keys: Vec<WithOrigin<Secret>> = sources
            .find_all(SECRET_KEY.name)
            .map(|Found { value, origin }| WithOrigin { value: Secret::from(value.as_str()), origin: origin.clone() })
            .collect();
        secret_keys.extend(in_file(SECRET_KEY.name, SECRET_KEY_IN_FILE)?);
        let kept = key_of_file(config_dir.value.join(SECRET_KEY_FILE), trust)?;
        secret_keys.extend(kept.value.map(|value| WithOrigin { value, origin: kept.origin }));
        let secret_key = match secret_keys.first() {
            Some(first) => WithOrigin { value: Some(first.value.clone()), origin: first.origin.clone() },
            None => WithOrigin { value: None, origin: Origin::Default },
        };
        let optional = |name| match sources.find(name) {
            Some(Found { value, origin }) => WithOrigin { value: Some(value), origin },
            None => WithOrigin { value: None, origin: Origin::Default },
        };
        let name = optional(SUPERUSER.name);
        let superuser = WithOrigin { value: name.value.map(|name| values::line(&name).to_owned()), origin: name.origin };
        let superuser_password = match in_file(SUPERUSER_PASSWORD.name, SUPERUSER_PASSWORD_IN_FILE)? {
            Some(WithOrigin { value, origin }) => WithOrigin { value: Some(value), origin },
            None => {
                let WithOrigin { value, origin } = optional(SUPERUSER_PASSWORD.name);
                let read = |text: Zeroizing<String>| {
                    secret_file::line_of_text(&text, &format!("{} ({origin})", SUPERUSER_PASSWORD.name))
                };
                WithOrigin { value: value.map(read).transpose()?, origin }
            }
        };
        warnings.extend(sources.quoted([SUPERUSER, SUPERUSER_PASSWORD, SECRET_KEY].map(|known| known.name)));
        let fallbacks = optional(SECRET_KEY_FALLBACKS.name);
        let each_key =
            |keys: Zeroizing<String>| keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(Secret::from).collect();
        let audit_sink = sources.read(&AUDIT_SINK)?;
        foreign_paths::refuse_sink(&sources, &audit_sink)?;
        Ok(Self {
            auto_login: sources.read(&AUTO_LOGIN)?,
            superuser,
            superuser_password,
            secret_key,
            secret_keys,
            unprefixed: UNPREFIXED.iter().filter_map(|name| Some((*name, sources.find(name)?.origin))).collect(),
            secret_key_fallbacks: WithOrigin {
                value: fallbacks.value.map(each_key).unwrap_or_default(),
                origin: fallbacks.origin,
            },
            new_user_is_active: sources.read(&NEW_USER_IS_ACTIVE)?,
            config_dir,
            env_file: overrides.env_file.clone(),
            dot_env: folder.join(".env"),
            trust,
            store,
            store_password,
            libpq,
            enable_superuser_cli: sources.read(&ENABLE_SUPERUSER_CLI)?,
            password_min_length: sources.read(&PASSWORD_MIN_LENGTH)?,
            idle_lock: sources.read(&IDLE_LOCK_MINUTES)?,
            audit_sink,
            theme: sources.read(&THEME)?,
            mouse: sources.read(&MOUSE)?,
            warnings,
        })
    }

    /// Returns every setting in the order of the table, then the database password if libpq's sources supplied it.
    pub fn shown(&self) -> Vec<ShownSetting> {
        let superuser = self.superuser.value.as_deref().map(|name| text::clean(name).into_owned());
        let config_dir = self.require_config_dir().is_ok().then(|| self.config_dir.value.display().to_string());
        let store = self.require_store().is_ok().then(|| self.store.value.to_string());
        let mut shown = vec![
            AUTO_LOGIN.shown(&self.auto_login),
            SUPERUSER.with(superuser, &self.superuser.origin),
            SUPERUSER_PASSWORD.masked(&self.superuser_password.value, &self.superuser_password.origin),
            SECRET_KEY.masked(&self.secret_key.value, &self.secret_key.origin),
            SECRET_KEY_FALLBACKS.masked(&self.secret_key_fallbacks.value, &self.secret_key_fallbacks.origin),
            NEW_USER_IS_ACTIVE.shown(&self.new_user_is_active),
            CONFIG_DIR.with(config_dir, &self.config_dir.origin),
            DATABASE_URL.with(store, &self.store.origin),
            ENABLE_SUPERUSER_CLI.shown(&self.enable_superuser_cli),
            PASSWORD_MIN_LENGTH.shown(&self.password_min_length),
            IDLE_LOCK_MINUTES.shown(&self.idle_lock),
            AUDIT_SINK.shown(&self.audit_sink),
            THEME.shown(&self.theme),
            MOUSE.shown(&self.mouse),
        ];
        // libpq's variables are listed only if a password came from there.
        if let Some(origin) = &self.store_password {
            let is_file = matches!(origin, Origin::PasswordFile { .. });
            let password = if is_file { PASSWORD_FILE } else { PASSWORD_VARIABLE };
            shown.push(password.masked(&[Secret::default()], origin));
        }
        shown
    }

    /// Checks that there is a configuration directory.
    ///
    /// # Errors
    /// `Usage`, saying how to name one.
    pub fn require_config_dir(&self) -> Result<()> {
        if self.config_dir.value != Path::new(locations::NO_CONFIG_DIR) {
            return Ok(());
        }
        Err(ConfigError::NoConfigDir.into())
    }

    /// The default directory for backups of rotations.
    pub fn backup_dir(&self) -> PathBuf {
        self.config_dir.value.join(BACKUPS)
    }

    /// Creates the configuration directory, unless it exists.
    ///
    /// # Errors
    /// `Usage` if there is none or the default one cannot be created; otherwise `Unexpected`.
    pub fn create_config_dir(&self) -> Result<()> {
        self.require_config_dir()?;
        let folder = &self.config_dir.value;
        private::create_folder(folder).map_err(|error| {
            let is_wrong =
                self.config_dir.origin == Origin::Default || std::fs::metadata(folder).is_ok_and(|found| !found.is_dir());
            if !is_wrong {
                return error;
            }
            Error::from(ConfigError::ConfigDirUncreatable { path: folder.clone() }).wrapping(error)
        })
    }

    /// Checks that the default database has a configuration directory to be in.
    ///
    /// # Errors
    /// `Usage`, saying how to name one.
    pub fn require_store(&self) -> Result<()> {
        if self.store.origin == Origin::Default { self.require_config_dir() } else { Ok(()) }
    }

    /// Returns these settings with another active key, which these files contain by now. `origin` is its origin if none of
    /// them was read before, or if another source takes precedence over them.
    #[must_use]
    pub fn with_secret_key(&self, key: &Secret, files: &[&Path], origin: Origin) -> Self {
        let holds = |place: &WithOrigin<Secret>| {
            let path = place.origin.path().and_then(|path| std::path::absolute(path).ok());
            path.is_some_and(|path| files.contains(&path.as_path())) || secret::same(&place.value, key)
        };
        let mut places: Vec<WithOrigin<Secret>> =
            self.secret_keys.iter().filter(|place| place.origin != Origin::Rotation).cloned().collect();
        for place in places.iter_mut().filter(|place| holds(place)) {
            place.value = key.clone();
        }
        let origin = match places.first() {
            Some(first) if holds(first) => first.origin.clone(),
            _ => {
                places.insert(0, WithOrigin { value: key.clone(), origin: origin.clone() });
                origin
            }
        };
        Self { secret_key: WithOrigin { value: Some(key.clone()), origin }, secret_keys: places, ..self.clone() }
    }
}

/// Reads the secret_key file untrimmed: to Kozmoai a trailing newline is part of the key.
fn key_of_file(path: PathBuf, trust: Trust) -> Result<WithOrigin<Option<Secret>>> {
    let Some(bytes) = private::read(&path, trust)? else { return Ok(WithOrigin { value: None, origin: Origin::Default }) };
    let text = std::str::from_utf8(&bytes).map_err(|_| ConfigError::KeyFileNotUtf8 { path: path.clone() })?;
    let value = Some(Secret::from(text)).filter(|key| !key.expose_secret().is_empty());
    Ok(WithOrigin { value, origin: Origin::SecretKeyFile(path) })
}

/// Parses the address of the database. It is never shown, because it may contain a password.
///
/// # Errors
/// `Usage`, naming the origin of the address.
fn store_url(text: &str, origin: &Origin, home: Option<&Path>) -> Result<StoreUrl> {
    let input = || format!("{} ({origin})", DATABASE_URL.name);
    locations::address(text, home).map_err(|problem| ConfigError::AddressInvalid { input: input(), problem }.into())
}
