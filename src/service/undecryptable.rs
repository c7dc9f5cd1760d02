//! The secrets that cannot be decrypted, by owner and name.

use std::fmt;

use super::decrypt_stats::{DecryptStats, UndecryptableValue};
use super::{Admin, Service};
use crate::error::{Error, Remedy, Result, SecretError};
use crate::model::SecretLocation;
use crate::text;

/// How many are named at most; the others are given by their locations.
const MOST_NAMED: usize = 500;

/// A secret that cannot be decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndecryptableSecret {
    /// The name of its owner; none if there is none.
    pub owner: Option<String>,
    /// The name of the variable; none for a Kozmoai Store API key.
    pub variable: Option<String>,
    /// Its location.
    pub place: SecretLocation,
    /// The reason.
    pub reason: &'static str,
}

impl fmt::Display for UndecryptableSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.owner {
            Some(owner) => f.write_str(&text::clean(owner))?,
            None => f.write_str("deleted user")?,
        }
        match &self.variable {
            Some(variable) => write!(f, ": variable {}", text::clean(variable))?,
            None => f.write_str(": Kozmoai Store API key")?,
        }
        write!(f, " ({})", self.reason)
    }
}

impl Admin<'_> {
    /// The first undecryptable secrets of a check, at most as many as asked for, with their owners.
    ///
    /// # Errors
    /// `Store`.
    pub fn undecryptable_secrets(&self, stats: &DecryptStats, most: usize) -> Result<Vec<UndecryptableSecret>> {
        self.with_owners(stats, most)
    }

    /// A line for each undecryptable secret of a check, with its owner and name; with its location where those are not found.
    pub fn undecryptable_lines(&self, stats: &DecryptStats) -> Vec<String> {
        self.lines(stats)
    }
}

impl Service {
    /// Refuses undecryptable values.
    pub(super) fn refuse_undecryptable(&self, stats: &DecryptStats, remedy: Remedy) -> Result<()> {
        if stats.unreadable.is_empty() { Ok(()) } else { Err(self.undecryptable(stats, remedy)) }
    }

    /// The error about the undecryptable values.
    pub(super) fn undecryptable(&self, stats: &DecryptStats, remedy: Remedy) -> Error {
        let count = stats.unreadable.len() as u64;
        Error::from(SecretError::ValuesUndecryptable { count }).details(self.lines(stats)).hint(remedy)
    }

    fn lines(&self, stats: &DecryptStats) -> Vec<String> {
        // What is reported about the values must not be lost because their owners cannot be read.
        let named = self.with_owners(stats, MOST_NAMED).unwrap_or_default();
        let rest = stats.unreadable.iter().skip(named.len()).map(ToString::to_string);
        named.iter().map(ToString::to_string).chain(rest).collect()
    }

    fn with_owners(&self, stats: &DecryptStats, most: usize) -> Result<Vec<UndecryptableSecret>> {
        let first = &stats.unreadable[..stats.unreadable.len().min(most)];
        let places: Vec<SecretLocation> = first.iter().map(|value| value.place).collect();
        let owners = self.store.secret_owners(&places)?;
        let named = first.iter().zip(owners).map(|(UndecryptableValue { place, reason }, owner)| {
            let (owner, variable) = owner.map_or((None, None), |owner| (Some(owner.username), owner.variable));
            UndecryptableSecret { owner, variable, place: *place, reason }
        });
        Ok(named.collect())
    }
}
