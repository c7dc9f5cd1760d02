//! The table of settings: each with its name, default and description, and how its value is read and shown.

use jiff::SignedDuration;

use super::origin::{Origin, WithOrigin};
use super::values::{ThemeChoice, number, truth};
use crate::model::{AuditSink, postgres_options};
use crate::secret::Secret;

/// The prefix of Kozmoai's variables.
pub(super) const PREFIX: &str = "KOZMOAI_";

/// Stands for a secret that is set.
const MASK: &str = "••••••••";

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingInfo {
    /// The variable.
    pub name: &'static str,
    /// The default, as text.
    pub default: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// More about it, for the documents.
    pub detail: &'static str,
}

/// A setting for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownSetting {
    /// The variable's name.
    pub name: &'static str,
    /// Its value; none if unset, eight dots if secret.
    pub value: Option<String>,
    /// Its origin.
    pub origin: Origin,
    /// What it does, in a sentence.
    pub about: &'static str,
}

impl SettingInfo {
    /// Returns what it does, and more about it.
    pub fn description(&self) -> String {
        [self.about, self.detail].join(" ").trim_end().to_owned()
    }

    /// Returns the setting with a value.
    pub(super) fn with(&self, value: Option<String>, origin: &Origin) -> ShownSetting {
        ShownSetting { name: self.name, value, origin: origin.clone(), about: self.about }
    }

    /// Returns the setting with a mask for each secret.
    pub(super) fn masked<'a>(&self, secrets: impl IntoIterator<Item = &'a Secret>, origin: &Origin) -> ShownSetting {
        let masks: Vec<_> = secrets.into_iter().map(|_| MASK).collect();
        self.with((!masks.is_empty()).then(|| masks.join(",")), origin)
    }
}

/// A setting whose value depends on no other one.
pub(super) struct Setting<T: 'static> {
    pub(super) known: SettingInfo,
    pub(super) values: Values<T>,
}

/// How a value is read and shown.
pub(super) struct Values<T> {
    /// What is accepted, for errors.
    pub(super) accepted: &'static str,
    pub(super) parse: fn(&str) -> Option<T>,
    show: fn(&T) -> Option<String>,
}

impl<T: Default> Setting<T> {
    /// Returns the default value.
    pub(super) fn default(&self) -> T {
        (self.values.parse)(self.known.default).unwrap_or_default()
    }

    /// Returns the setting with a value.
    pub(super) fn shown(&self, setting: &WithOrigin<T>) -> ShownSetting {
        self.known.with((self.values.show)(&setting.value), &setting.origin)
    }
}

const SWITCH: Values<bool> = Values { accepted: "true or false", parse: truth, show: |is_on| Some(is_on.to_string()) };

const LENGTH: Values<usize> = Values {
    accepted: "a whole number from 8 to 64",
    parse: |text| number(text, 8, 64),
    show: |length| Some(length.to_string()),
};

/// None is never.
const MINUTES: Values<Option<SignedDuration>> = Values {
    accepted: "a whole number of minutes up to 1440",
    parse: |text| number(text, 0, 1440).map(|minutes| (minutes > 0).then(|| SignedDuration::from_mins(minutes))),
    show: |wait| Some(wait.map_or(0, |wait| wait.as_mins()).to_string()),
};

const SINK: Values<Option<AuditSink>> = Values {
    accepted: "syslog, syslog:/socket or file:/absolute/path",
    parse: |text| AuditSink::parse(text).map(Some),
    show: |sink| sink.as_ref().map(ToString::to_string),
};

const THEMES: Values<ThemeChoice> = Values {
    accepted: "auto, dark, light, high-contrast or mono",
    parse: ThemeChoice::from_name,
    show: |theme| Some(theme.name().to_owned()),
};

/// Declares the settings. A row has a description (its doc comment), the name without prefix, the default, the kind of its values
/// unless they are read in a way of their own, and more for the documents.
macro_rules! settings {
    ($(#[doc = $about:literal] $name:ident: $default:literal $(, $values:ident of $type:ty)? $(, $detail:literal)?;)+) => {
        $(settings!(row $name: SettingInfo {
            name: concat!("KOZMOAI_", stringify!($name)),
            default: $default,
            about: $about.trim_ascii(),
            detail: concat!($($detail)?),
        } $(, $values of $type)?);)+

        /// Every setting, in the order in which they are shown.
        pub const TABLE: &[SettingInfo] = &[$(settings!(known $name $(, $values)?)),+];
    };
    (row $name:ident: $known:expr) => {
        pub(crate) const $name: SettingInfo = $known;
    };
    (row $name:ident: $known:expr, $values:ident of $type:ty) => {
        pub(super) const $name: Setting<$type> = Setting { known: $known, values: $values };
    };
    (known $name:ident) => {
        $name
    };
    (known $name:ident, $values:ident) => {
        $name.known
    };
}

settings! {
    /// Whether the console opens as the default superuser, without a sign-in.
    AUTO_LOGIN: "true", SWITCH of bool;
    /// Without auto login: the superuser that the console creates at start if missing.
    SUPERUSER: "none";
    /// That superuser's password; used once, when the superuser is created.
    SUPERUSER_PASSWORD: "none", "KOZMOAI_SUPERUSER_PASSWORD_FILE names a file that contains it instead.";
    /// The key that encrypts stored secrets; generated into that file if missing.
    SECRET_KEY: "<config dir>/secret_key", "It has 43 characters, as `kozmoai keygen` generates it, and all instances on one database must share it. KOZMOAI_SECRET_KEY_FILE names a file that contains it instead.";
    /// Previous keys, comma separated, that can still decrypt stored secrets.
    SECRET_KEY_FALLBACKS: "none", "They never encrypt new values.";
    /// New users may sign in at once, without approval.
    NEW_USER_IS_ACTIVE: "false", SWITCH of bool;
    /// The directory of the secret_key file and the embedded database.
    CONFIG_DIR: "~/.local/share/kozmoai", "Rotations keep their backups there too.";
    /// The database: a path or sled:///…, or Kozmoai's own: sqlite:///… or postgresql://….
    DATABASE_URL: "<config dir>/store", "Examples: sled:////absolute, sqlite:////absolute/kozmoai.db, postgresql://user:password@host/database.";
    /// Whether the command `kozmoai superuser` works.
    ENABLE_SUPERUSER_CLI: "true", SWITCH of bool;
    /// The minimum length of a new password, from 8 to 64 characters.
    PASSWORD_MIN_LENGTH: "8", LENGTH of usize;
    /// Minutes without input after which the console locks; 0 never locks.
    IDLE_LOCK_MINUTES: "10", MINUTES of Option<SignedDuration>, "At most 1440.";
    /// The destination of copies of audit events: syslog, syslog:/socket or file:/absolute/path.
    AUDIT_SINK: "none", SINK of Option<AuditSink>, "A file is only appended to: one JSON document per line.";
    /// The console's colours: auto (by the terminal's background), dark, light, high-contrast or mono.
    THEME: "auto", THEMES of ThemeChoice;
    /// Whether the console uses the mouse.
    MOUSE: "false", SWITCH of bool;
}

/// Variables that name a file with the secret, as Docker and Kubernetes mount them.
pub(super) const SECRET_KEY_IN_FILE: &str = "KOZMOAI_SECRET_KEY_FILE";
pub(super) const SUPERUSER_PASSWORD_IN_FILE: &str = "KOZMOAI_SUPERUSER_PASSWORD_FILE";

/// Returns the setting whose value is in the file that a variable names, if it is such a variable.
pub fn setting_in_file(variable: &str) -> Option<SettingInfo> {
    match variable {
        SECRET_KEY_IN_FILE => Some(SECRET_KEY),
        SUPERUSER_PASSWORD_IN_FILE => Some(SUPERUSER_PASSWORD),
        _ => None,
    }
}

/// libpq's sources of the database password.
pub(super) const PASSWORD_VARIABLE: SettingInfo = SettingInfo { name: "PGPASSWORD", ..PASSWORD_FILE };
pub(super) const PASSWORD_FILE: SettingInfo = SettingInfo {
    name: "PGPASSFILE",
    default: "none",
    about: "The password for the database, whose address contains none.",
    detail: "",
};

/// Whether this variable is read, and so must be UTF-8.
pub(super) fn is_read(name: &str) -> bool {
    TABLE.iter().any(|known| known.name == name)
        || setting_in_file(name).is_some()
        || ["XDG_DATA_HOME", PASSWORD_VARIABLE.name, PASSWORD_FILE.name].contains(&name)
        || postgres_options::is_read(name)
}

#[cfg(test)]
mod tests {
    use super::{AUDIT_SINK, AUTO_LOGIN, IDLE_LOCK_MINUTES, MOUSE, PASSWORD_MIN_LENGTH, SignedDuration, THEME, ThemeChoice};

    #[test]
    fn defaults_are_those_that_the_table_states() {
        assert!(AUTO_LOGIN.default() && !MOUSE.default() && AUDIT_SINK.default().is_none());
        assert_eq!((PASSWORD_MIN_LENGTH.default(), THEME.default()), (8, ThemeChoice::Auto));
        assert_eq!(IDLE_LOCK_MINUTES.default(), Some(SignedDuration::from_mins(10)));
    }
}
