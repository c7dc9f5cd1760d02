//! The anchor of the audit log: the newest event that was seen here, kept in the config dir, apart from the log itself.
//!
//! It is a sealed file (see [`crate::fs::plan`]) with address, identity, number, hash and time for each database.
//!
//! A log that lacks the anchored event lost it, or was rewritten. The anchor is written after an event is committed, so it may
//! lag, which proves nothing; it never goes back but by a restore or an explicit acceptance.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::config::Settings;
use crate::error::{AuditError, Error, Result};
use crate::fs::plan::{self, Refusal};
use crate::fs::trust::Trust;
use crate::fs::{place, private};
use crate::model::audit::Hash;
use crate::model::{AuditEntry, AuditHead, AuditState, StoreUrl, Timestamp};

/// The file in the config dir.
pub const ANCHOR_FILE: &str = "audit_anchor";
/// What the file is, and the newest form of it that this version knows.
const KIND: &str = "audit anchor";
const VERSION: u32 = 1;
/// How long to wait for another process that writes it.
const PATIENCE: Duration = Duration::from_secs(2);
const RETRY: Duration = Duration::from_millis(5);

/// The newest event of a database's log that was seen here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The database's address, without its password.
    pub address: String,
    /// The database's identity, which can be lost with the log.
    pub identity: Option<String>,
    /// The event's number.
    pub seq: u64,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
    /// When it was seen.
    pub at: Timestamp,
    /// A restore that was begun and is not recorded in the log yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restoring: Option<Restoring>,
}

/// A restore as it is to be recorded, also where the process ends before it can do so.
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

/// Where the anchor of a database is kept.
#[derive(Debug)]
pub(super) struct AnchorFile {
    path: PathBuf,
    address: String,
    is_beside_database: bool,
    trust: Trust,
}

impl AnchorFile {
    pub(super) fn of(settings: &Settings) -> Self {
        let place = found_at(&settings.store.value);
        let folder = settings.config_dir.value.canonicalize().unwrap_or_else(|_| settings.config_dir.value.clone());
        let is_beside_database = match &settings.store.value {
            StoreUrl::Embedded(_) => true,
            StoreUrl::Sqlite(_) => place.as_ref().is_some_and(|place| place.starts_with(&folder)),
            StoreUrl::Postgres(_) => false,
        };
        let address = match (&settings.store.value, place) {
            (StoreUrl::Embedded(_), Some(place)) => StoreUrl::Embedded(place).to_string(),
            (StoreUrl::Sqlite(_), Some(place)) => StoreUrl::Sqlite(place).to_string(),
            (StoreUrl::Postgres(url), _) => {
                let hosts: Vec<String> = url.hosts.iter().map(|host| format!("{}:{}", host.name, host.port())).collect();
                let database = url.database.as_deref().or(url.user.as_deref()).unwrap_or_default();
                // Account and options may choose the schema, and each of Kozmoai's schemas has a log of its own.
                let (user, options) = (url.user.as_deref().unwrap_or_default(), url.option("options").unwrap_or_default());
                format!("postgresql://{user}@{}/{database}?{options}", hosts.join(","))
            }
            (url, None) => url.to_string(),
        };
        Self { path: settings.config_dir.value.join(ANCHOR_FILE), address, is_beside_database, trust: settings.trust }
    }

    /// Whether who can write the log can write the anchor too.
    pub(super) const fn is_beside_database(&self) -> bool {
        self.is_beside_database
    }

    /// The anchor of this database: by its address, else by its identity, since a database may have been moved.
    ///
    /// # Errors
    /// `Store` if the file is damaged or can't be read.
    pub(super) fn find(&self, state: &AuditState) -> Result<Option<Anchor>> {
        Ok(self.read()?.find(&self.address, state).cloned())
    }

    /// Moves the anchor to the newest event, if `descends` says that the log goes on from the anchored one. Gives whether it does.
    ///
    /// # Errors
    /// `Store` if the file is damaged or can't be read; `Unexpected` if it can't be written.
    pub(super) fn advance(
        &self,
        now: Timestamp,
        state: impl FnOnce() -> Result<AuditState>,
        descends: impl FnOnce(&Anchor) -> Result<bool>,
    ) -> Result<bool> {
        let Some(_lock) = self.lock() else { return Ok(true) };
        let mut anchors = self.read()?;
        // After the anchor, or another process could have moved it past what is known here.
        let state = state()?;
        if let Some(anchor) = anchors.find(&self.address, &state) {
            let is_head = anchor.seq == state.head.seq && anchor.hash == state.head.hash.to_string();
            if is_head && anchor.address == self.address && anchor.restoring.is_none() {
                return Ok(true);
            }
            if anchor.seq > state.head.seq || !descends(anchor)? {
                return Ok(false);
            }
        }
        anchors.set(self.anchor(&state, now));
        self.write(&anchors).map(|()| true)
    }

    /// Moves the anchor to the newest event, whatever it was; also where the file is damaged.
    ///
    /// # Errors
    /// `Unexpected` if it can't be written.
    pub(super) fn reset(&self, state: &AuditState, now: Timestamp) -> Result<()> {
        let _lock = self.lock();
        let mut anchors = self.read().unwrap_or_default();
        anchors.set(self.anchor(state, now));
        self.write(&anchors)
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

    /// Takes down that a restore is about to put another log in place.
    ///
    /// # Errors
    /// `Store` if the file is damaged or can't be read; `Unexpected` if it can't be written.
    pub(super) fn expect(&self, restoring: Restoring) -> Result<()> {
        let _lock = self.lock();
        let mut anchors = self.read()?;
        let known = anchors.find(&self.address, &AuditState::default()).cloned();
        let anchor = known.unwrap_or_else(|| self.anchor(&AuditState::default(), restoring.entry.at));
        anchors.set(Anchor { restoring: Some(restoring), ..anchor });
        self.write(&anchors)
    }

    fn read(&self) -> Result<Anchors> {
        let Some(bytes) = private::read(&self.path, self.trust)? else { return Ok(Anchors::default()) };
        plan::open(KIND, VERSION, &bytes).map_err(|refusal| {
            let path = self.path.clone();
            Error::from(match refusal {
                Refusal::Damaged => AuditError::AnchorDamaged { path },
                Refusal::Newer(version) => AuditError::AnchorNewer { path, version },
            })
        })
    }

    fn write(&self, anchors: &Anchors) -> Result<()> {
        let sealed =
            plan::seal(KIND, VERSION, anchors).map_err(|error| Error::from(AuditError::AnchorNotWritten).because(error))?;
        private::write(&self.path, &sealed).map(drop)
    }

    /// Keeps other processes from writing; none if one of them takes too long, and then the anchor lags.
    fn lock(&self) -> Option<File> {
        let folder = File::open(place::folder_of(&self.path)).ok()?;
        let begin = Instant::now();
        loop {
            match folder.try_lock() {
                Err(TryLockError::WouldBlock) if begin.elapsed() < PATIENCE => std::thread::sleep(RETRY),
                Err(TryLockError::WouldBlock) => return None,
                // Where a folder can't be locked, two processes at the same time may let the anchor lag.
                Ok(()) | Err(TryLockError::Error(_)) => return Some(folder),
            }
        }
    }
}

impl Anchors {
    fn find(&self, address: &str, state: &AuditState) -> Option<&Anchor> {
        let here = self.databases.iter().find(|anchor| anchor.address == address);
        let moved = || self.databases.iter().find(|anchor| state.identity.is_some() && anchor.identity == state.identity);
        here.or_else(moved)
    }

    fn set(&mut self, anchor: Anchor) {
        self.databases.retain(|known| known.address != anchor.address);
        self.databases.push(anchor);
    }
}

/// Where on this machine a database lies, links resolved, also where it is still to be created.
fn found_at(url: &StoreUrl) -> Option<PathBuf> {
    let path = match url {
        StoreUrl::Embedded(path) | StoreUrl::Sqlite(path) => std::path::absolute(path).ok()?,
        StoreUrl::Postgres(_) => return None,
    };
    let in_folder = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(in_folder).or(Some(path))
}
