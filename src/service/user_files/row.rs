//! The rows of a file of users, whatever its format.

use serde::Deserialize;

use crate::error::{ImportError, Result};
use crate::model::UserStatus;
use crate::secret::{self, Secret};

/// A row of a file. The output of an export is accepted; ids and times are ignored, but for whether the user ever signed in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    #[serde(default)]
    pub(super) username: String,
    #[serde(default, deserialize_with = "secret::from_json")]
    pub(super) password: Option<Secret>,
    #[serde(default)]
    pub(super) password_hash: Option<String>,
    #[serde(default)]
    pub(super) is_active: Option<Flag>,
    #[serde(default)]
    pub(super) is_superuser: Option<Flag>,
    #[serde(default)]
    pub(super) profile_image: Option<String>,
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) last_login_at: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "id")]
    _id: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "create_at")]
    _create_at: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "updated_at")]
    _updated_at: Option<serde::de::IgnoredAny>,
}

impl Row {
    /// The status, if any is given: by name or, in a file without one, by `is_active`, where whoever ever signed in was
    /// deactivated. Both must agree.
    pub(super) fn status(&self) -> Result<Option<UserStatus>, ImportError> {
        let is_active = self.is_active.as_ref().map(Flag::value).transpose()?;
        let Some(name) = &self.status else {
            return Ok(is_active.map(|is_active| match (is_active, self.last_login_at.is_some()) {
                (true, _) => UserStatus::Active,
                (false, true) => UserStatus::Deactivated,
                (false, false) => UserStatus::Pending,
            }));
        };
        let status = UserStatus::from_name(&name.trim().to_ascii_lowercase());
        let status = status.ok_or_else(|| ImportError::NotAStatus { value: name.clone() })?;
        if is_active.is_some_and(|is_active| is_active != (status == UserStatus::Active)) {
            return Err(ImportError::StatusContradicted);
        }
        Ok(Some(status))
    }
}

/// A flag as written in JSON or CSV.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Flag {
    Bool(bool),
    Number(u8),
    Text(String),
}

impl Flag {
    pub(super) fn value(&self) -> Result<bool, ImportError> {
        let text = match self {
            Self::Bool(flag) => return Ok(*flag),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.trim().to_ascii_lowercase(),
        };
        match text.as_str() {
            "true" | "yes" | "1" | "on" | "y" | "t" => Ok(true),
            "false" | "no" | "0" | "off" | "n" | "f" => Ok(false),
            _ => Err(ImportError::NotAFlag { value: text }),
        }
    }
}
