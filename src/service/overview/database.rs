//! The database: what it is, and who else uses it.

use crate::error::Result;
use crate::service::{Admin, Service};

/// The database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseOverview {
    /// The name of its backend: `sled`, `sqlite` or `postgresql`.
    pub engine: &'static str,
    /// Its short name, without user and password.
    pub short: String,
    /// Its address, without a password.
    pub address: String,
    /// The version of its backend.
    pub version: String,
    /// Whether it is of a newer generation of Kozmoai.
    pub is_newer_generation: bool,
    /// Why nothing can be written to it, as a clause.
    pub not_writable: Option<String>,
    /// Whether every change is refused: by request, or because nothing can be written.
    pub is_read_only: bool,
    /// Whether anyone is a superuser without signing in.
    pub auto_login: bool,
}

impl Service {
    /// The short name of the database, without user and password.
    pub fn short_address(&self) -> String {
        self.store.url().short()
    }
}

impl Admin<'_> {
    /// What the database is.
    ///
    /// # Errors
    /// `Store`.
    pub fn database_overview(&self) -> Result<DatabaseOverview> {
        let url = self.store.url();
        Ok(DatabaseOverview {
            engine: url.engine(),
            short: url.short(),
            address: url.to_string(),
            version: self.store.version()?,
            is_newer_generation: self.store.capabilities().is_newer_generation(),
            not_writable: self.store.read_only(),
            is_read_only: self.is_read_only(),
            auto_login: self.settings().auto_login.value,
        })
    }

    /// Other clients of the database, such as a running Kozmoai server, as text; none if there are none.
    ///
    /// # Errors
    /// `Store`.
    pub fn other_clients(&self) -> Result<Option<String>> {
        self.store.active_clients()
    }
}
