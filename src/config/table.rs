//! The table of settings: every name, default and explanation, once.

use crate::model::postgres_options;

/// A setting as the table knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The variable.
    pub name: &'static str,
    /// What holds when nobody sets it, in words.
    pub default: &'static str,
    /// What it does.
    pub about: &'static str,
}

macro_rules! table {
    ($($name:ident: $default:literal, $about:literal;)+) => {
        $(pub(super) const $name: &str = concat!("KOZMOAI_", stringify!($name));)+
        /// Every setting, in the order in which they are shown.
        pub const TABLE: &[Known] = &[$(Known { name: $name, default: $default, about: $about }),+];
    };
}

table! {
    AUTO_LOGIN: "true", "Whether the console opens as the default superuser, without a sign-in.";
    SUPERUSER: "none", "Without auto login: the superuser made at the console's start if missing.";
    SUPERUSER_PASSWORD: "none", "That superuser's password; it is used once, when the superuser is made.";
    SECRET_KEY: "<config dir>/secret_key", "The key that encrypts stored secrets; generated into that file if missing.";
    SECRET_KEY_FALLBACKS: "none", "Older keys, comma separated, with which stored secrets are still read.";
    NEW_USER_IS_ACTIVE: "false", "New users may sign in at once, without approval.";
    CONFIG_DIR: "~/.local/share/kozmoai", "Where the secret_key file and the embedded store lie.";
    DATABASE_URL: "<config dir>/store", "The store: a path or sled:///…, or Kozmoai's own: sqlite:///… or postgresql://….";
    ENABLE_SUPERUSER_CLI: "true", "Whether the command `kozmoai superuser` works.";
    PASSWORD_MIN_LENGTH: "8", "The fewest characters of a new password, from 8 to 64.";
    IDLE_LOCK_MINUTES: "10", "Minutes without a key after which the console locks; 0 is never.";
    AUDIT_SINK: "none", "Where each audit event is copied to: syslog, syslog:/socket or file:/absolute/path.";
    THEME: "auto", "The console's colours: auto, dark, light, high-contrast or mono.";
    MOUSE: "false", "Whether the console takes the mouse.";
}

/// Secrets that a file can hold instead, as Docker and Kubernetes mount them: the variable names the file.
pub(super) const SECRET_KEY_IN_FILE: &str = "KOZMOAI_SECRET_KEY_FILE";
pub(super) const SUPERUSER_PASSWORD_IN_FILE: &str = "KOZMOAI_SUPERUSER_PASSWORD_FILE";

/// Whether this is a variable that is read, and so must be text.
pub(super) fn is_read(name: &str) -> bool {
    TABLE.iter().any(|known| known.name == name)
        || [SECRET_KEY_IN_FILE, SUPERUSER_PASSWORD_IN_FILE, "XDG_DATA_HOME", "PGPASSWORD", "PGPASSFILE"].contains(&name)
        || postgres_options::is_read(name)
}
