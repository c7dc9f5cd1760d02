//! The table of settings: names, defaults and descriptions.

use crate::model::postgres_options;

/// The prefix of Kozmoai's variables.
pub(super) const PREFIX: &str = "KOZMOAI_";

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The variable.
    pub name: &'static str,
    /// The default, as text.
    pub default: &'static str,
    /// What it does.
    pub about: &'static str,
}

macro_rules! table {
    ($($name:ident: $default:literal, $about:literal;)+) => {
        $(pub(crate) const $name: &str = concat!("KOZMOAI_", stringify!($name));)+
        /// Every setting, in the order in which they are shown.
        pub const TABLE: &[Known] = &[$(Known { name: $name, default: $default, about: $about }),+];
    };
}

table! {
    AUTO_LOGIN: "true", "Whether the console opens as the default superuser, without a sign-in.";
    SUPERUSER: "none", "Without auto login: the superuser that the console creates at start if missing.";
    SUPERUSER_PASSWORD: "none", "That superuser's password; used once, when the superuser is created.";
    SECRET_KEY: "<config dir>/secret_key", "The key that encrypts stored secrets; generated into that file if missing.";
    SECRET_KEY_FALLBACKS: "none", "Previous keys, comma separated, that can still decrypt stored secrets.";
    NEW_USER_IS_ACTIVE: "false", "New users may sign in at once, without approval.";
    CONFIG_DIR: "~/.local/share/kozmoai", "The directory of the secret_key file and the embedded database.";
    DATABASE_URL: "<config dir>/store", "The database: a path or sled:///…, or Kozmoai's own: sqlite:///… or postgresql://….";
    ENABLE_SUPERUSER_CLI: "true", "Whether the command `kozmoai superuser` works.";
    PASSWORD_MIN_LENGTH: "8", "The minimum length of a new password, from 8 to 64 characters.";
    IDLE_LOCK_MINUTES: "10", "Minutes without input after which the console locks; 0 never locks.";
    AUDIT_SINK: "none", "The destination of copies of audit events: syslog, syslog:/socket or file:/absolute/path.";
    THEME: "auto", "The console's colours: auto, dark, light, high-contrast or mono.";
    MOUSE: "false", "Whether the console uses the mouse.";
}

/// Variables that name a file with the secret, as Docker and Kubernetes mount them.
pub(super) const SECRET_KEY_IN_FILE: &str = "KOZMOAI_SECRET_KEY_FILE";
pub(super) const SUPERUSER_PASSWORD_IN_FILE: &str = "KOZMOAI_SUPERUSER_PASSWORD_FILE";

/// Whether this variable is read, and so must be UTF-8.
pub(super) fn is_read(name: &str) -> bool {
    TABLE.iter().any(|known| known.name == name)
        || [SECRET_KEY_IN_FILE, SUPERUSER_PASSWORD_IN_FILE, "XDG_DATA_HOME", "PGPASSWORD", "PGPASSFILE"].contains(&name)
        || postgres_options::is_read(name)
}
