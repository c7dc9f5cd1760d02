//! Which database a journal is of. With the wrong one, a resume or a rollback would delete the only copy of a key.

use std::fs;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::Path;

use super::journal::Journal;
use super::phase::Direction;
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, Problem, Remedy, Result, RotationError, ServerError, StoreError};
use crate::fs::paths;
use crate::model::{PostgresUrl, StoreUrl};
use crate::secret::Secret;
use crate::service::Service;
use crate::store;

impl Service {
    /// The journal of this database, if there is one.
    pub(super) fn journal_of_this_store(&self) -> Result<Option<Journal>> {
        match Journal::find(&self.settings())? {
            Some(journal) if self.is_about_this_store(&journal)? => Ok(Some(journal)),
            _ => Ok(None),
        }
    }

    /// Whether the journal of this database has a key, and how that becomes active again.
    pub(in crate::service) fn remedy_in_journal(&self, fingerprint: &str) -> Option<Remedy> {
        let is_wanted = |key: &Secret| SecretKey::parse(key).is_ok_and(|key| key.fingerprint() == fingerprint);
        let journal = self.journal_of_this_store().ok()?.filter(|journal| journal.keys().any(is_wanted))?;
        let fingerprint = fingerprint.to_owned();
        Some(if journal.header.sources.is_empty() { Remedy::SetKeptKey { fingerprint } } else { Remedy::RestoreKey })
    }

    /// The journal, which must be of this database.
    pub(super) fn own_journal(&self) -> Result<Journal> {
        let journal = Journal::find(&self.settings())?.ok_or(RotationError::NoInterruptedRotation)?;
        if !self.is_about_this_store(&journal)? {
            let (theirs, ours) = (journal.header.store, self.absolute_address()?);
            let is_replaced = theirs == ours;
            let error = Error::from(RotationError::RotationOfOtherDatabase { theirs, ours });
            return Err(if is_replaced {
                error.hint(
                    "That database was replaced or moved: restore it, or name its new address with --store. Until then the journal keeps \
                     its keys; if no secret needs them, move the journal elsewhere.",
                )
            } else {
                error
            });
        }
        Ok(journal)
    }

    /// Whether a journal is of this database. A copy has the identity of its original, so that must not be elsewhere. Kozmoai's
    /// own databases can lose their identity; then the address decides, if the database needs a key of the journal.
    pub(super) fn is_about_this_store(&self, journal: &Journal) -> Result<bool> {
        let header = &journal.header;
        let is_here = header.store == self.absolute_address()?;
        if header.identity == self.store.identity()? {
            return Ok(is_here || !self.is_copy(journal)?);
        }
        if !is_here || self.store.capabilities().is_exclusive {
            return Ok(false);
        }
        match self.store.key_binding()? {
            Some(binding) => Ok([&header.old_fingerprint, &header.new_fingerprint].contains(&&binding.fingerprint)),
            None => {
                let ring = journal.target(Direction::Forward)?.ring;
                self.any_value(&mut |value| ring.decrypt(&value.text).is_ok())
            }
        }
    }

    /// Whether the database that a journal was written for still is, or may be, at another address: then this one, which has its
    /// identity, is a copy.
    fn is_copy(&self, journal: &Journal) -> Result<bool> {
        let (ours, place) = (self.store.url(), self.store.place()?);
        if place.is_some() && place == journal.header.place {
            return Ok(false);
        }
        let Ok(theirs) = StoreUrl::parse(&journal.header.store) else { return Ok(true) };
        if let (Some(there), Some(here)) = (theirs.path(), ours.path())
            && (paths::is_same_file(there, here) || !is_there(there))
        {
            return Ok(false);
        }
        let theirs = match (theirs, ours) {
            (StoreUrl::Postgres(theirs), StoreUrl::Postgres(ours)) => {
                let is_same_server = servers(&theirs) == servers(&ours);
                if is_same_server && theirs.database == ours.database {
                    return Ok(false);
                }
                let is_same_access = is_same_server && theirs.user == ours.user;
                StoreUrl::Postgres(Box::new(theirs.with_passwords_of(is_same_access.then_some(&*ours))))
            }
            (theirs, _) => theirs,
        };
        if !journal.is_own {
            // It could lead anywhere.
            return Ok(true);
        }
        let is_original = store::open_idle(&theirs).and_then(|there| {
            let is_same = place.is_some() && place == there.place()?;
            Ok(!is_same && (!there.has_identity()? || there.identity()? == journal.header.identity))
        });
        Ok(is_original.unwrap_or_else(|error| {
            !matches!(
                error.problem(),
                Problem::Store(StoreError::DatabaseNotFound { .. }) | Problem::Server(ServerError::DatabaseNotFound { .. })
            )
        }))
    }

    /// The address of this database, which holds in every directory.
    pub(super) fn absolute_address(&self) -> Result<String> {
        let url = self.store.url();
        let path = url.path().map(paths::absolute).transpose()?;
        Ok(path.map_or_else(|| url.to_string(), |path| url.with_path(path).to_string()))
    }
}

/// Whether something is or may be at a path.
fn is_there(path: &Path) -> bool {
    !fs::symlink_metadata(path).is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}

/// The servers of an address, as its text names them.
fn servers(url: &PostgresUrl) -> Vec<(&str, Option<IpAddr>, u16)> {
    url.hosts.iter().map(|host| (host.name.as_str(), host.address, host.port())).collect()
}
