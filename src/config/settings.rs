//! The settings: their values, each with its origin.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use jiff::SignedDuration;

use super::libpq::{Completed, Libpq};
use super::origin::{Origin, Sourced};
use super::sources::{Found, Sources};
use super::table::{
    AUDIT_SINK, AUTO_LOGIN, CONFIG_DIR, DATABASE_URL, ENABLE_SUPERUSER_CLI, IDLE_LOCK_MINUTES, Known, NEW_USER_IS_ACTIVE,
    PASSWORD_MIN_LENGTH, SECRET_KEY, SECRET_KEY_FALLBACKS, SUPERUSER, SUPERUSER_PASSWORD, TABLE,
};
use crate::error::{Error, Kind, Result};
use crate::fs::account::Account;
use crate::fs::trust::Trust;
use crate::fs::{place, private};
use crate::model::{AuditSink, StoreUrl};
use crate::secret::{self, ExposeSecret, Secret};
use crate::text;

/// What stands for a secret that is set.
const MASK: &str = "••••••••";
/// The file in the config dir that holds nothing but the key, as Kozmoai keeps it.
pub const SECRET_KEY_FILE: &str = "secret_key";

/// Variables that Kozmoai's `run` takes for settings although they lack its prefix.
const UNPREFIXED: &[&str] = &["SECRET_KEY", "SUPERUSER", "SUPERUSER_PASSWORD", "AUTO_LOGIN", "DATABASE_URL"];

/// A secret in a variable of the process's environment that a command line names; none if it is unset or empty.
#[expect(clippy::disallowed_methods, reason = "the command line names the variable, which no setting could")]
pub fn secret_of_environment(variable: &str) -> Option<Secret> {
    std::env::var(variable).ok().filter(|value| !value.is_empty()).map(Secret::from)
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
    /// Every place that holds a key, the winning one first.
    pub secret_keys: Vec<Sourced<Secret>>,
    /// Variables that Kozmoai takes for settings although they lack its prefix, and where they stand.
    pub unprefixed: Vec<(&'static str, Origin)>,
    /// KOZMOAI_SECRET_KEY_FALLBACKS: older keys, for reading alone.
    pub secret_key_fallbacks: Sourced<Vec<Secret>>,
    /// KOZMOAI_NEW_USER_IS_ACTIVE.
    pub new_user_is_active: Sourced<bool>,
    /// KOZMOAI_CONFIG_DIR.
    pub config_dir: Sourced<PathBuf>,
    /// What `--env-file` names.
    pub env_file: Option<PathBuf>,
    /// `./.env`, there or not.
    pub dot_env: PathBuf,
    /// Whose files may say something: this account's, root's, and for root those of the database's owner.
    pub trust: Trust,
    /// KOZMOAI_DATABASE_URL, and the password for it, if it holds none.
    pub store: Sourced<StoreUrl>,
    /// Where that password came from, if it is not in the address.
    pub store_password: Option<Origin>,
    /// What other databases are completed with.
    pub libpq: Libpq,
    /// KOZMOAI_ENABLE_SUPERUSER_CLI.
    pub enable_superuser_cli: Sourced<bool>,
    /// KOZMOAI_PASSWORD_MIN_LENGTH, in characters.
    pub password_min_length: Sourced<usize>,
    /// KOZMOAI_IDLE_LOCK_MINUTES; none is never.
    pub idle_lock: Sourced<Option<SignedDuration>>,
    /// KOZMOAI_AUDIT_SINK.
    pub audit_sink: Sourced<Option<AuditSink>>,
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
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn load(overrides: &Overrides) -> Result<Self> {
        let environment =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self::load_from(overrides, &environment.collect(), Path::new("."))
    }

    /// The same from a given environment and working folder.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn load_from(overrides: &Overrides, environment: &BTreeMap<String, String>, folder: &Path) -> Result<Self> {
        let sources = Sources::read(overrides.env_file.as_deref(), environment, folder)?;
        let config_dir = match &overrides.config_dir {
            Some(path) => Sourced { value: path.clone(), origin: Origin::Flag("--config-dir") },
            None => sources.get(CONFIG_DIR, "", |text| Some(PathBuf::from(text)))?.map_or_else(default_config_dir, Ok)?,
        };
        let mut store = match &overrides.store {
            Some(text) => Sourced { value: store_url(text, &Origin::Flag("--store"))?, origin: Origin::Flag("--store") },
            None => match sources.find(DATABASE_URL) {
                Some(Found { value, origin }) => Sourced { value: store_url(&value, &origin)?, origin },
                None => Sourced { value: StoreUrl::Embedded(config_dir.value.join("store")), origin: Origin::Default },
            },
        };
        let mut warnings = sources.slips(TABLE);
        let libpq = Libpq::of(&sources, environment.get("HOME"));
        let Completed { password: store_password, notes } = libpq.complete(&mut store.value)?;
        warnings.extend(notes);
        let trust = Trust::with_owner(match &store.value {
            StoreUrl::Embedded(path) => Account::owner_of(path),
            StoreUrl::Sqlite(path) => Account::owner_of(place::folder_of(path)),
            // A server's files belong to nobody here; the configuration directory tells whose installation it is.
            StoreUrl::Postgres(_) => Account::owner_of(&config_dir.value),
        });
        let doubt = overrides.env_file.as_deref().and_then(|path| trust.doubt(path));
        warnings.extend(doubt.map(|doubt| format!("{} It is used, for --env-file names it.", doubt.message())));
        let kept = key_of_file(config_dir.value.join(SECRET_KEY_FILE), trust)?;
        let mut secret_keys: Vec<Sourced<Secret>> = sources
            .find_all(SECRET_KEY)
            .map(|Found { value, origin }| Sourced { value: Secret::from(value.as_str()), origin: origin.clone() })
            .collect();
        secret_keys.extend(kept.value.map(|value| Sourced { value, origin: kept.origin }));
        let secret_key = match secret_keys.first() {
            Some(first) => Sourced { value: Some(first.value.clone()), origin: first.origin.clone() },
            None => Sourced { value: None, origin: Origin::Default },
        };
        let boolean = |name, default| sources.get_or(name, "true or false", truth, default);
        let optional = |name| match sources.find(name) {
            Some(Found { value, origin }) => Sourced { value: Some(value), origin },
            None => Sourced { value: None, origin: Origin::Default },
        };
        let password = optional(SUPERUSER_PASSWORD);
        let fallbacks = optional(SECRET_KEY_FALLBACKS);
        let each_key = |keys: String| keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(Secret::from).collect();
        let idle_minutes =
            sources.get_or(IDLE_LOCK_MINUTES, "a whole number of minutes up to 1440", |t| number(t, 0, 1440), 10)?;
        Ok(Self {
            auto_login: boolean(AUTO_LOGIN, true)?,
            superuser: optional(SUPERUSER),
            superuser_password: Sourced { value: password.value.map(Secret::from), origin: password.origin },
            secret_key,
            secret_keys,
            unprefixed: UNPREFIXED.iter().filter_map(|name| Some((*name, sources.find(name)?.origin))).collect(),
            secret_key_fallbacks: Sourced { value: fallbacks.value.map(each_key).unwrap_or_default(), origin: fallbacks.origin },
            new_user_is_active: boolean(NEW_USER_IS_ACTIVE, false)?,
            config_dir,
            env_file: overrides.env_file.clone(),
            dot_env: folder.join(".env"),
            trust,
            store,
            store_password,
            libpq,
            enable_superuser_cli: boolean(ENABLE_SUPERUSER_CLI, true)?,
            password_min_length: sources.get_or(PASSWORD_MIN_LENGTH, "a whole number from 8 to 64", |t| number(t, 8, 64), 8)?,
            idle_lock: Sourced {
                value: (idle_minutes.value > 0).then(|| SignedDuration::from_mins(idle_minutes.value)),
                origin: idle_minutes.origin,
            },
            audit_sink: sources.get_or(
                AUDIT_SINK,
                "syslog, syslog:/socket or file:/absolute/path",
                |text| AuditSink::parse(text).map(Some),
                None,
            )?,
            warnings,
        })
    }

    /// The same with another secret key in force, which these files hold by now; `origin` is where it came from if none of
    /// them was read before, or another place wins over them.
    #[must_use]
    pub fn with_secret_key(&self, key: &Secret, files: &[&Path], origin: Origin) -> Self {
        let holds = |place: &Sourced<Secret>| {
            let path = place.origin.path().and_then(|path| std::path::absolute(path).ok());
            path.is_some_and(|path| files.contains(&path.as_path())) || secret::same(&place.value, key)
        };
        let mut places: Vec<Sourced<Secret>> =
            self.secret_keys.iter().filter(|place| place.origin != Origin::Rotation).cloned().collect();
        for place in places.iter_mut().filter(|place| holds(place)) {
            place.value = key.clone();
        }
        let origin = match places.first() {
            Some(first) if holds(first) => first.origin.clone(),
            _ => {
                places.insert(0, Sourced { value: key.clone(), origin: origin.clone() });
                origin
            }
        };
        Self { secret_key: Sourced { value: Some(key.clone()), origin }, secret_keys: places, ..self.clone() }
    }

    /// Every setting, for people to look at, in the order of the table; and whence a password for the store came.
    pub fn shown(&self) -> Vec<Shown> {
        let flag = |setting: &Sourced<bool>| (Some(setting.value.to_string()), setting.origin.clone());
        let hidden =
            |setting: &Sourced<Option<Secret>>| (setting.value.as_ref().map(|_| MASK.to_owned()), setting.origin.clone());
        let value_of = |name| match name {
            AUTO_LOGIN => flag(&self.auto_login),
            SUPERUSER => {
                (self.superuser.value.as_deref().map(|name| text::clean(name).into_owned()), self.superuser.origin.clone())
            }
            SUPERUSER_PASSWORD => hidden(&self.superuser_password),
            SECRET_KEY => hidden(&self.secret_key),
            SECRET_KEY_FALLBACKS => {
                let keys = &self.secret_key_fallbacks;
                (Some(vec![MASK; keys.value.len()].join(",")).filter(|shown| !shown.is_empty()), keys.origin.clone())
            }
            NEW_USER_IS_ACTIVE => flag(&self.new_user_is_active),
            CONFIG_DIR => (Some(self.config_dir.value.display().to_string()), self.config_dir.origin.clone()),
            DATABASE_URL => (Some(self.store.value.to_string()), self.store.origin.clone()),
            ENABLE_SUPERUSER_CLI => flag(&self.enable_superuser_cli),
            PASSWORD_MIN_LENGTH => (Some(self.password_min_length.value.to_string()), self.password_min_length.origin.clone()),
            AUDIT_SINK => (self.audit_sink.value.as_ref().map(ToString::to_string), self.audit_sink.origin.clone()),
            _ => {
                let minutes = self.idle_lock.value.map_or(0, |wait| wait.as_mins());
                (Some(minutes.to_string()), self.idle_lock.origin.clone())
            }
        };
        let shown = |known: &Known| {
            let (value, origin) = value_of(known.name);
            Shown { name: known.name, value, origin, about: known.about }
        };
        // libpq's own, which say nothing unless a password came from there.
        let password = self.store_password.clone().map(|origin| Shown {
            name: if matches!(origin, Origin::PasswordFile { .. }) { "PGPASSFILE" } else { "PGPASSWORD" },
            value: Some(MASK.to_owned()),
            origin,
            about: "The password for the database, whose address holds none.",
        });
        TABLE.iter().map(shown).chain(password).collect()
    }
}

fn default_config_dir() -> Result<Sourced<PathBuf>> {
    let base = etcetera::choose_base_strategy().map_err(|error| {
        Error::new(Kind::Usage, "This account has no home folder to keep anything in.")
            .hint("Name a folder with --config-dir or KOZMOAI_CONFIG_DIR.")
            .because(error)
    })?;
    Ok(Sourced { value: base.data_dir().join("kozmoai"), origin: Origin::Default })
}

/// The key of the secret_key file, untrimmed: a newline at its end belongs to the key, as Kozmoai has it.
fn key_of_file(path: PathBuf, trust: Trust) -> Result<Sourced<Option<Secret>>> {
    let Some(bytes) = private::read(&path, trust)? else { return Ok(Sourced { value: None, origin: Origin::Default }) };
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::new(Kind::Key, format!("{} holds no key: it is no UTF-8 text.", path.display())))?;
    let value = Some(Secret::from(text)).filter(|key| !key.expose_secret().is_empty());
    Ok(Sourced { value, origin: Origin::SecretKeyFile(path) })
}

fn store_url(text: &str, origin: &Origin) -> Result<StoreUrl> {
    StoreUrl::parse(text).map_err(|why| {
        Error::new(Kind::Usage, format!("{DATABASE_URL} ({origin}) {why}."))
            .hint("A path, sled:///relative or sled:////absolute, or Kozmoai's own database: sqlite:///relative, sqlite:////absolute, postgresql://user:password@host/database.")
    })
}

/// Booleans as pydantic reads them.
fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "t" | "y" => Some(true),
        "false" | "0" | "no" | "off" | "f" | "n" => Some(false),
        _ => None,
    }
}

fn number<N: std::str::FromStr + PartialOrd + Copy>(text: &str, least: N, most: N) -> Option<N> {
    text.trim().parse().ok().filter(|n| *n >= least && *n <= most)
}
