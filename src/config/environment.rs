//! The process environment. It may contain secrets, so its copy here is wiped.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use super::table;
use crate::error::{ConfigError, Error, Result};
use crate::secret::Zeroizing;

/// The process environment: its variables, and the names of those whose values are not UTF-8.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    pub(super) values: BTreeMap<String, Zeroizing<String>>,
    pub(super) unreadable: BTreeSet<String>,
}

impl Environment {
    /// The environment of this process.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub(super) fn of_process() -> Self {
        Self::of(std::env::vars_os())
    }

    pub(super) fn of(variables: impl Iterator<Item = (OsString, OsString)>) -> Self {
        let mut environment = Self::default();
        // Every variable that is read has a name in UTF-8.
        for (name, value) in variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value))) {
            match value.into_string() {
                Ok(value) => _ = environment.values.insert(name, Zeroizing::new(value)),
                Err(value) => {
                    drop(Zeroizing::new(value.into_encoded_bytes()));
                    environment.unreadable.insert(name);
                }
            }
        }
        environment
    }

    /// Returns the value of a variable.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.as_str())
    }

    /// Refuses values that would be dropped silently.
    pub(super) fn check(&self) -> Result<()> {
        self.unreadable.iter().find(|name| table::is_read(name)).map_or(Ok(()), |name| Err(no_text(name)))
    }
}

impl From<&BTreeMap<String, String>> for Environment {
    fn from(values: &BTreeMap<String, String>) -> Self {
        let values = values.iter().map(|(name, value)| (name.clone(), Zeroizing::new(value.clone()))).collect();
        Self { values, unreadable: BTreeSet::new() }
    }
}

/// The error for an environment variable that is not UTF-8.
pub(super) fn no_text(name: &str) -> Error {
    ConfigError::VariableNotUtf8 { variable: name.to_owned() }.into()
}
