//! The anchor of the audit log: the newest event that was seen here, stored in the configuration directory, apart from the
//! log. It is a sealed file (see [`crate::fs::recovery_file`]) with address, identity, number, hash and time for each database.
//!
//! A log that lacks the anchored event lost it, or was rewritten. The anchor is written after the commit, so it may be behind
//! the log; it moves back only by a restore or an explicit acceptance.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::{AUDIT_ANCHOR, Settings};
use crate::error::{AuditError, Error, FileError, Kind, Problem, Result};
use crate::fs::recovery_file::{self, Refusal};
use crate::fs::trust::Trust;
use crate::fs::{lock, paths, private, replace};
use crate::model::audit::Hash;
use crate::model::{AuditEntry, AuditHead, AuditState, StoreUrl, Timestamp};
use crate::secret::Zeroizing;

/// The kind of the sealed file, and its newest format.
const KIND: &str = "audit anchor";
const VERSION: u32 = 1;

/// The newest event of a database's log that was seen here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The database's address, without its password.
    pub address: String,
    /// The identity of the database, which is lost with the log.
    pub identity: Option<String>,
    /// The event's number.
    pub seq: u64,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
    /// When it was seen.
    pub at: Timestamp,
    /// A restore that is not recorded in the log yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restoring: Option<Restoring>,
}

/// The record of a restore, stored so that it can be completed if the process is killed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restoring {
    /// The newest event of the restored log.
    pub head: AuditHead,
    /// The event that records it.
    pub entry: AuditEntry,
}

impl Anchor {
    /// The event as a link of the chain.
    pub fn head(&self) -> Option<AuditHead> {
        Some(AuditHead { seq: self.seq, hash: Hash::parse(&self.hash)? })
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Anchors {
    databases: Vec<Anchor>,
}

/// The anchor file, and the address of the database in it.
#[derive(Debug)]
pub(super) struct AnchorFile {
    path: PathBuf,
    address: String,
    is_in_config_dir: bool,
    trust: Trust,
}

impl AnchorFile {
    pub(super) fn of(settings: &Settings) -> Self {
        let place = path_of(&settings.store.value);
        let folder = settings.config_dir.value.canonicalize().unwrap_or_else(|_| settings.config_dir.value.clone());
        let is_in_config_dir = place.as_ref().is_some_and(|place| place.starts_with(&folder));
        let address = match (&settings.store.value, place) {
            (url, Some(place)) => url.with_path(place).to_string(),
            (StoreUrl::Postgres(url), None) => {
                let hosts: Vec<String> = url.hosts.iter().map(|host| format!("{}:{}", host.name, host.port())).collect();
                let database = url.database.as_deref().or(url.user.as_deref()).unwrap_or_default();
                // Account and options may select the schema, and each of Kozmoai's schemas has its own log.
                let (user, options) = (url.user.as_deref().unwrap_or_default(), url.option("options").unwrap_or_default());
                format!("postgresql://{user}@{}/{database}?{options}", hosts.join(","))
            }
            (url, None) => url.to_string(),
        };
        Self { path: settings.config_dir.value.join(AUDIT_ANCHOR), address, is_in_config_dir, trust: settings.trust }
    }

    /// Whether the database is in the configuration directory, as the anchor is.
    pub(super) const fn is_beside_database(&self) -> bool {
        self.is_in_config_dir
    }

    /// The anchor of this database, found by its address or, in case it was moved, by its identity.
    ///
    /// # Errors
    /// `Store` if the file is damaged or cannot be read.
    pub(super) fn find(&self, state: &AuditState) -> Result<Option<Anchor>> {
        Ok(self.read()?.find(&self.address, state).cloned())
    }

    /// Sets the anchor to the newest event if, as `descends` tells, the log continues from the anchored one. Returns whether it
    /// does.
    ///
    /// # Errors
    /// `Store` if the file is damaged or cannot be read; `Unexpected` if it cannot be written.
    pub(super) fn advance(
        &self,
        now: Timestamp,
        state: impl FnOnce() -> Result<AuditState>,
        mut descends: impl FnMut(&Anchor) -> Result<bool>,
    ) -> Result<bool> {
        let Some(_lock) = self.lock() else { return Ok(true) };
        let mut anchors = self.read()?;
        // Read after the anchor, which another process may have advanced.
        let state = state()?;
        let known = anchors.known(&self.address, &state);
        if known.iter().any(|anchor| anchor.is_at(&state.head) && anchor.address == self.address && anchor.restoring.is_none()) {
            return Ok(true);
        }
        let mut is_continued = known.is_empty();
        for anchor in known {
            is_continued = is_continued || (anchor.seq <= state.head.seq && descends(anchor)?);
        }
        if !is_continued {
            return Ok(false);
        }
        anchors.set(self.anchor(&state, now));
        self.write(&anchors).map(|()| true)
    }

    /// Sets the anchor to the newest event unconditionally, even if the file is damaged.
    ///
    /// # Errors
    /// `Unexpected` if it cannot be read or written.
    pub(super) fn reset(&self, state: &AuditState, now: Timestamp) -> Result<()> {
        let _lock = self.lock();
        let mut anchors = self.read_or_replace()?;
        anchors.set(self.anchor(state, now));
        self.write(&anchors)
    }

    /// Checks that [`AnchorFile::reset`] would succeed.
    ///
    /// # Errors
    /// Those of [`AnchorFile::reset`].
    pub(super) fn rehearse_reset(&self, state: &AuditState, now: Timestamp) -> Result<()> {
        let mut anchors = self.read_or_replace()?;
        anchors.set(self.anchor(state, now));
        let size = sealed(&anchors)?.len() as u64;
        replace::rehearse_new(&self.path, size).map_err(|error| self.explained(error))
    }

    fn anchor(&self, state: &AuditState, at: Timestamp) -> Anchor {
        let AuditHead { seq, hash } = state.head;
        Anchor {
            address: self.address.clone(),
            identity: state.identity.clone(),
            seq,
            hash: hash.to_string(),
            at,
            restoring: None,
        }
    }

    /// Whether no event of any database was seen here.
    pub(super) fn is_empty(&self) -> bool {
        self.read().is_ok_and(|anchors| anchors.databases.is_empty())
    }

    /// Stores that a restore is about to replace the log, even if the file is damaged.
    ///
    /// # Errors
    /// `Unexpected` if it cannot be read or written.
    pub(super) fn expect(&self, restoring: Restoring) -> Result<()> {
        let _lock = self.lock();
        let mut anchors = self.read_or_replace()?;
        let known = anchors.find(&self.address, &AuditState::default()).cloned();
        let anchor = known.unwrap_or_else(|| self.anchor(&AuditState::default(), restoring.entry.at));
        anchors.set(Anchor { restoring: Some(restoring), ..anchor });
        self.write(&anchors)
    }

    fn read(&self) -> Result<Anchors> {
        let bytes = private::read(&self.path, self.trust).map_err(|error| self.explained(error))?;
        let Some(bytes) = bytes else { return Ok(Anchors::default()) };
        recovery_file::open(KIND, VERSION, &bytes).map_err(|refusal| {
            let path = self.path.clone();
            Error::from(match refusal {
                Refusal::Damaged => AuditError::AnchorDamaged { path },
                Refusal::Newer(version) => AuditError::AnchorNewer { path, version },
            })
        })
    }

    /// The anchors; none if the file is of no use, so that it is replaced.
    fn read_or_replace(&self) -> Result<Anchors> {
        self.read().or_else(|error| match error.problem() {
            Problem::Audit(AuditError::AnchorDamaged { .. } | AuditError::AnchorNewer { .. }) => Ok(Anchors::default()),
            _ => Err(error),
        })
    }

    fn write(&self, anchors: &Anchors) -> Result<()> {
        private::write(&self.path, &sealed(anchors)?).map(drop).map_err(|error| self.explained(error))
    }

    /// The error of a file that is in the anchor's place and can't be used: moving it helps. Others are about the directory or the
    /// disk, and stay.
    fn explained(&self, error: Error) -> Error {
        let is_anchor = |path: &Path| path.file_name() == self.path.file_name();
        let is_in_place = match error.problem() {
            Problem::Files(
                FileError::NotRegular { path } | FileError::NotReplaceable { path } | FileError::NotTrusted { path, .. },
            ) => is_anchor(path),
            Problem::Files(FileError::Unopenable { .. } | FileError::Unreadable { .. } | FileError::TooLarge { .. }) => {
                error.kind() == Kind::Usage
            }
            _ => false,
        };
        if is_in_place { Error::from(AuditError::AnchorUnusable { path: self.path.clone() }).wrapping(error) } else { error }
    }

    /// Locks the anchor against other processes; none if one of them takes too long, in which case the anchor is not advanced.
    fn lock(&self) -> Option<File> {
        let folder = File::open(paths::folder_of(&self.path)).ok()?;
        match lock::wait_for(&folder) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            // Without locks, concurrent processes may leave the anchor behind the log.
            Ok(()) | Err(_) => Some(folder),
        }
    }
}

impl Anchor {
    /// Whether it is at this event.
    fn is_at(&self, head: &AuditHead) -> bool {
        self.seq == head.seq && self.hash == head.hash.to_string()
    }
}

impl Anchors {
    fn find(&self, address: &str, state: &AuditState) -> Option<&Anchor> {
        self.known(address, state).into_iter().next()
    }

    /// The anchor of an address, or those of an identity, which a database shares with its copies: the one at its newest event
    /// is the first.
    fn known(&self, address: &str, state: &AuditState) -> Vec<&Anchor> {
        if let Some(here) = self.databases.iter().find(|anchor| anchor.address == address) {
            return vec![here];
        }
        let of_identity = |anchor: &&Anchor| state.identity.is_some() && anchor.identity == state.identity;
        let mut moved: Vec<&Anchor> = self.databases.iter().filter(of_identity).collect();
        moved.sort_by_key(|anchor| !anchor.is_at(&state.head));
        moved
    }

    fn set(&mut self, anchor: Anchor) {
        self.databases.retain(|known| known.address != anchor.address);
        self.databases.push(anchor);
    }
}

fn sealed(anchors: &Anchors) -> Result<Zeroizing<Vec<u8>>> {
    recovery_file::seal(KIND, VERSION, anchors).map_err(|error| Error::from(AuditError::AnchorNotWritten).because(error))
}

/// The path of a database on this machine with links resolved, also if it does not exist yet.
fn path_of(url: &StoreUrl) -> Option<PathBuf> {
    let path = std::path::absolute(url.path()?).ok()?;
    let in_folder = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(in_folder).or(Some(path))
}
