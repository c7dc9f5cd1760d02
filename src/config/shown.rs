//! Settings for display: secrets masked, each with its origin.

use super::origin::{Origin, Sourced};
use super::settings::Settings;
use super::table::{
    AUDIT_SINK, AUTO_LOGIN, CONFIG_DIR, DATABASE_URL, ENABLE_SUPERUSER_CLI, Known, MOUSE, NEW_USER_IS_ACTIVE,
    PASSWORD_MIN_LENGTH, SECRET_KEY, SECRET_KEY_FALLBACKS, SUPERUSER, SUPERUSER_PASSWORD, TABLE, THEME,
};
use crate::secret::Secret;
use crate::text;

/// Stands for a secret that is set.
const MASK: &str = "••••••••";

/// A setting for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The variable's name.
    pub name: &'static str,
    /// Its value; none if unset, eight dots if secret.
    pub value: Option<String>,
    /// Its origin.
    pub origin: Origin,
    /// What it does, in a sentence.
    pub about: &'static str,
}

impl Settings {
    /// Returns every setting in the order of the table, then the database password if libpq's sources supplied it.
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
            CONFIG_DIR => {
                let there = self.require_config_dir().is_ok();
                (there.then(|| self.config_dir.value.display().to_string()), self.config_dir.origin.clone())
            }
            DATABASE_URL => (self.require_store().is_ok().then(|| self.store.value.to_string()), self.store.origin.clone()),
            ENABLE_SUPERUSER_CLI => flag(&self.enable_superuser_cli),
            PASSWORD_MIN_LENGTH => (Some(self.password_min_length.value.to_string()), self.password_min_length.origin.clone()),
            AUDIT_SINK => (self.audit_sink.value.as_ref().map(ToString::to_string), self.audit_sink.origin.clone()),
            THEME => (Some(self.theme.value.name().to_owned()), self.theme.origin.clone()),
            MOUSE => flag(&self.mouse),
            _ => {
                let minutes = self.idle_lock.value.map_or(0, |wait| wait.as_mins());
                (Some(minutes.to_string()), self.idle_lock.origin.clone())
            }
        };
        let shown = |known: &Known| {
            let (value, origin) = value_of(known.name);
            Shown { name: known.name, value, origin, about: known.about }
        };
        // libpq's variables are listed only if a password came from there.
        let password = self.store_password.clone().map(|origin| Shown {
            name: if matches!(origin, Origin::PasswordFile { .. }) { "PGPASSFILE" } else { "PGPASSWORD" },
            value: Some(MASK.to_owned()),
            origin,
            about: "The password for the database, whose address contains none.",
        });
        TABLE.iter().map(shown).chain(password).collect()
    }
}
