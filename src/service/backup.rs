//! Backups: a file, mode 0600, with a consistent snapshot of a database.
//!
//! ```text
//! kozmoai backup 1          the title, with the version of the format
//! {"engine": …}             one line of JSON that describes the content
//! …                         the data, in the backend's format
//! 32 bytes                  SHA-256 of everything before
//! ```

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::audit;
use super::decrypt_stats::DecryptStats;
use super::keys::KeyCheck;
use super::progress::{Progress, Stage, Watch};
use super::{Admin, Clock, Service, SystemClock};
use crate::config::Settings;
use crate::crypto::keyring::Keyring;
use crate::error::{BackupError, Error, Kind, Result};
use crate::fs::{paths, private};
use crate::model::{Actor, AuditAction, AuditEntry, EncryptedValue, Timestamp};
use crate::store;

const TITLE: &str = "kozmoai backup 1\n";
const CHECKSUM: u64 = 32;
/// The limit of the description, in bytes.
const LONGEST_LINE: u64 = 64 << 10;
/// The size of a buffer, in bytes.
const CHUNK: usize = 1 << 20;

/// Where a rotation writes its backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    /// Into `<config dir>/backups`.
    #[default]
    ConfigDir,
    /// Into this directory.
    Folder(PathBuf),
    /// No backup.
    Nowhere,
}

/// The description of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFacts {
    /// The backend of the database.
    pub engine: String,
    /// The address of the database, without a password.
    pub store: String,
    /// When the backup was started.
    pub created_at: Timestamp,
    /// The key that encrypts its values, if the database is bound to one.
    pub fingerprint: Option<String>,
    /// The number of users.
    pub users: u64,
}

/// The result of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The description of the backup.
    pub facts: BackupFacts,
    /// Where the replaced database is kept, if there was one.
    pub replaced: Option<PathBuf>,
    /// Which key decrypts the restored values; none without a usable key.
    pub check: Option<KeyCheck>,
    /// Whether that check was interrupted.
    pub is_check_interrupted: bool,
    /// Messages for the user.
    pub notices: Vec<String>,
}

/// Polled during long work: whether to cancel it.
pub type CancelCheck<'a> = &'a dyn Fn() -> bool;

impl Admin<'_> {
    /// Writes a backup, also while the database is in use. The file appears once it passed the checks of a restore and is
    /// durable.
    ///
    /// # Errors
    /// `Conflict` if the file exists; `NotAllowed`; `Store`, also if the backup could not be restored; `Unexpected` if it cannot
    /// be written; `Interrupted`, and then there is no file.
    pub fn back_up(&self, path: &Path, is_cancelled: CancelCheck<'_>) -> Result<BackupFacts> {
        self.refuse_reserved(path)?;
        let facts = self.backup_facts()?;
        let verify = &mut |backup: Backup| self.verify_backup(backup, path, is_cancelled);
        private::create_with(path, |file| {
            self.write_verified(&facts, file, path, is_cancelled, verify).map_err(|error| stopped(error, is_cancelled, NO_BACKUP))
        })?;
        self.record_backup(&path.display().to_string()).map_err(|error| {
            let kind = error.kind();
            Error::from(BackupError::NotRecorded { path: path.to_owned() }).wrapping(error).of_kind(kind)
        })?;
        Ok(facts)
    }

    /// Writes a backup to a stream, such as standard output, once it passed the checks of a restore.
    ///
    /// # Errors
    /// As [`Admin::back_up`].
    pub fn back_up_into(&self, out: &mut dyn Write, is_cancelled: CancelCheck<'_>) -> Result<BackupFacts> {
        let facts = self.backup_facts()?;
        let beside = std::env::temp_dir().join("kozmoai.backup");
        let mut scratch = private::create_unnamed(paths::folder_of(&beside))?;
        let verify = &mut |backup: Backup| self.verify_backup(backup, &beside, is_cancelled);
        let written = self.write_verified(&facts, &mut scratch, &beside, is_cancelled, verify);
        written.map_err(|error| stopped(error, is_cancelled, NO_BACKUP))?;
        let copied = scratch.rewind().and_then(|()| io::copy(&mut scratch, out)).and_then(|_| out.flush());
        copied.map_err(|error| stopped(cannot_write(STANDARD_OUTPUT).because(error), is_cancelled, CUT_OFF))?;
        self.record_backup(STANDARD_OUTPUT)?;
        Ok(facts)
    }

    fn verify_backup(&self, mut backup: Backup, beside: &Path, is_cancelled: CancelCheck<'_>) -> Result<()> {
        let mut payload = Stoppable::new(backup.payload()?, is_cancelled);
        let mut visit = |_: &[EncryptedValue]| if is_cancelled() { Err(interrupted(NO_BACKUP)) } else { Ok(()) };
        self.store.verify_backup(&mut payload, beside, &mut visit).map_err(|error| {
            let kind = error.kind();
            Error::from(BackupError::NotVerified).wrapping(error).of_kind(kind)
        })
    }

    fn backup_facts(&self) -> Result<BackupFacts> {
        Ok(BackupFacts {
            engine: self.settings().store.value.engine().to_owned(),
            store: self.store.url().to_string(),
            created_at: self.now(),
            fingerprint: self.store.key_binding()?.map(|mark| mark.fingerprint),
            users: self.store.count_users(&crate::model::UserFilter::default())?,
        })
    }

    /// Writes a backup and passes it to `verify`; temporary files are created next to `beside`.
    fn write_verified(
        &self,
        facts: &BackupFacts,
        out: &mut File,
        beside: &Path,
        is_cancelled: CancelCheck<'_>,
        verify: &mut dyn FnMut(Backup) -> Result<()>,
    ) -> Result<()> {
        let failed = |error: io::Error| cannot_write(&beside.display().to_string()).because(error);
        let reader = out.try_clone().map_err(failed)?;
        let mut out = Summed { out: BufWriter::with_capacity(CHUNK, Stoppable::new(out, is_cancelled)), sum: Sha256::new() };
        let line = serde_json::to_string(facts).map_err(|error| failed(error.into()))?;
        out.write_all(format!("{TITLE}{line}\n").as_bytes()).map_err(failed)?;
        self.store.back_up(beside, &mut out)?;
        let Summed { mut out, sum } = out;
        out.write_all(&sum.finalize()).and_then(|()| out.flush()).map_err(failed)?;
        verify(Backup::of(reader, beside)?)
    }

    fn record_backup(&self, name: &str) -> Result<()> {
        self.record_if_writable(self.entry(AuditAction::BackupWritten, None, Some(format!("{INTO}{name}"))))
    }

    /// Writes the backup of a rotation, if it is wanted, and verifies it: the backup is restored to a temporary database, whose
    /// values are decrypted with the given keys. If that fails, no file appears.
    pub(super) fn verified_backup(
        &self,
        ring: &Keyring,
        destination: &Destination,
        online: bool,
        found: &DecryptStats,
        watch: Watch<'_>,
    ) -> Result<Option<PathBuf>> {
        let folder = match destination {
            Destination::Nowhere => return Ok(None),
            Destination::ConfigDir => {
                self.settings().require_config_dir()?;
                let folder = self.settings().backup_dir();
                self.settings().trust.check_folder(&folder)?;
                folder
            }
            Destination::Folder(folder) => folder.clone(),
        };
        let report = |watch: &mut dyn FnMut(Progress) -> bool, stage, done| {
            let goes_on = watch(Progress { stage, done, total: Some(found.total) });
            if goes_on { Ok(()) } else { Err(interrupted(NOTHING_CHANGED)) }
        };
        private::create_folder(&folder)?;
        let time = self.now().strftime("%Y%m%dT%H%M%S%6fZ");
        let path = paths::absolute(&folder.join(format!("kozmoai-{time}.backup")))?;
        report(watch, Stage::BackingUp, 0)?;
        let mut facts = self.backup_facts()?;
        if facts.fingerprint.is_none() && found.fallback.first().is_some_and(|values| *values > 0) {
            // The database is not bound to a key yet, but the active one, here the first of the previous keys, decrypts its
            // values.
            facts.fingerprint = self.active_fingerprint();
        }
        // Shared by both streams, which are used one after the other.
        let watching = RefCell::new(watch);
        let stage = Cell::new((Stage::BackingUp, 0));
        let is_cancelled = || report(&mut **watching.borrow_mut(), stage.get().0, stage.get().1).is_err();
        private::create_with(&path, |file| {
            let written = self.write_verified(&facts, file, &path, &is_cancelled, &mut |mut backup| {
                let mut proven = DecryptStats::default();
                stage.set((Stage::VerifyingBackup, 0));
                self.store.verify_backup(&mut Stoppable::new(backup.payload()?, &is_cancelled), &path, &mut |values| {
                    proven.count(ring, values);
                    stage.set((Stage::VerifyingBackup, proven.total));
                    report(&mut **watching.borrow_mut(), Stage::VerifyingBackup, proven.total)
                })?;
                compare(&proven, found, online)
            });
            written.map_err(|error| stopped(error, &is_cancelled, NOTHING_CHANGED))
        })?;
        self.record_backup(&path.display().to_string())?;
        Ok(Some(path))
    }
}

/// Where the backup of an audit event was written, which then existed and was verified; none for standard output.
pub(super) fn recorded_file(entry: &AuditEntry) -> Option<PathBuf> {
    let name = entry.detail.as_deref()?.strip_prefix(INTO)?;
    (name != STANDARD_OUTPUT).then(|| PathBuf::from(name))
}

fn cannot_write(name: &str) -> Error {
    BackupError::NotWritten { name: name.to_owned() }.into()
}

/// Compares the verified backup with the database: its values are the same or, while other clients change them, none has
/// become undecryptable.
fn compare(proven: &DecryptStats, found: &DecryptStats, online: bool) -> Result<()> {
    if !online {
        return if proven.has_same_values(found) { Ok(()) } else { Err(BackupError::Mismatch.into()) };
    }
    let known: HashSet<_> = found.unreadable.iter().map(|value| value.place).collect();
    let unread: Vec<_> = proven.unreadable.iter().filter(|value| !known.contains(&value.place)).collect();
    if unread.is_empty() {
        return Ok(());
    }
    let error = Error::from(BackupError::Undecryptable { count: unread.len() as u64 });
    Err(error.details(unread.into_iter().map(ToString::to_string)))
}

/// What precedes the file in the audit event of a backup.
const INTO: &str = "into ";
/// The stream that a backup can be written to.
const STANDARD_OUTPUT: &str = "standard output";
/// What the interrupted backup of a rotation leaves.
const NOTHING_CHANGED: &str = "nothing was changed";
/// What an interrupted backup leaves.
const NO_BACKUP: &str = "no backup was written";
/// What a backup leaves that was interrupted while it was written to a stream.
const CUT_OFF: &str = "the backup that was written is truncated, and nothing was changed";
/// What an interrupted restore leaves.
const NOT_RESTORED: &str = "nothing was restored";

fn interrupted(outcome: &'static str) -> Error {
    BackupError::Interrupted { outcome }.into()
}

/// The error of cancelled work.
fn stopped(error: Error, is_cancelled: CancelCheck<'_>, outcome: &'static str) -> Error {
    if is_cancelled() { interrupted(outcome) } else { error }
}

/// A stream that fails once the work is cancelled.
struct Stoppable<'a, S> {
    stream: S,
    is_cancelled: CancelCheck<'a>,
    has_ended: bool,
}

impl<'a, S> Stoppable<'a, S> {
    const fn new(stream: S, is_cancelled: CancelCheck<'a>) -> Self {
        Self { stream, is_cancelled, has_ended: false }
    }

    fn check(&mut self) -> io::Result<()> {
        self.has_ended |= (self.is_cancelled)();
        // Not `Interrupted`, after which readers and writers try again.
        if self.has_ended { Err(io::Error::other("cancelled")) } else { Ok(()) }
    }
}

impl<S: Read> Read for Stoppable<'_, S> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        self.stream.read(bytes)
    }
}

impl<S: Write> Write for Stoppable<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check()?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Restores a backup.
///
/// # Errors
/// `Conflict` if the database exists and `replace` is not set; `NotFound` if the file does not exist; `Store` if it is not a
/// backup, is damaged, or is of another backend; `Interrupted`, and then nothing was restored.
pub fn restore(
    settings: Arc<Settings>,
    actor: &Actor,
    path: &Path,
    replace: bool,
    is_cancelled: CancelCheck<'_>,
) -> Result<Restored> {
    put_back(settings, actor, Backup::open(path)?, path, replace, is_cancelled)
}

/// Restores a backup from a stream, such as standard input, which is stored in the configuration directory meanwhile.
///
/// # Errors
/// As [`restore`]; `Unexpected` if the stream cannot be stored.
pub fn restore_from(
    settings: Arc<Settings>,
    actor: &Actor,
    input: &mut dyn Read,
    replace: bool,
    is_cancelled: CancelCheck<'_>,
) -> Result<Restored> {
    let name = Path::new("standard input");
    let mut file = private::create_unnamed(&settings.config_dir.value)?;
    let mut keep = || -> io::Result<()> {
        let mut start = Vec::new();
        (&mut *input).take(TITLE.len() as u64).read_to_end(&mut start)?;
        file.write_all(&start)?;
        // The rest of anything but a backup is not stored: it may be endless.
        if start == TITLE.as_bytes() {
            io::copy(input, &mut file)?;
        }
        file.flush()
    };
    keep().map_err(|error| stopped(Error::from(BackupError::InputNotStored).because(error), is_cancelled, NOT_RESTORED))?;
    put_back(settings, actor, Backup::of(file, name)?, name, replace, is_cancelled)
}

fn put_back(
    settings: Arc<Settings>,
    actor: &Actor,
    mut backup: Backup,
    path: &Path,
    replace: bool,
    is_cancelled: CancelCheck<'_>,
) -> Result<Restored> {
    let (facts, engine) = (backup.facts.clone(), settings.store.value.engine());
    if facts.engine != engine {
        let (path, database) = (path.to_owned(), settings.store.value.to_string());
        return Err(BackupError::OtherBackend { path, backend: facts.engine, database, wanted: engine }.into());
    }
    let before = Service::anchored_before(&settings).map(|before| format!("; {before}")).unwrap_or_default();
    let detail = Some(format!("from {} of {:.0}{before}", path.display(), facts.created_at));
    let at = SystemClock.now();
    let entry =
        AuditEntry { at, actor: actor.clone(), action: AuditAction::BackupRestored, target: None, target_name: None, detail };
    let mut unexpected = None;
    let mut placing = |head| unexpected = Service::expect_restore(&settings, head, entry.clone()).err();
    let mut payload = Stoppable::new(backup.payload()?, is_cancelled);
    let restored = store::restore(&settings.store.value, &mut payload, replace, &mut placing);
    // A failure after the last byte was read is not an interruption.
    let replaced = restored.map_err(|error| if payload.has_ended { interrupted(NOT_RESTORED) } else { error })?;
    // The database is already replaced, even if one of the following steps fails.
    let failed = |error: Error, failure: &'static str| {
        let kind = error.kind();
        let problem = BackupError::RestoredWithError { path: path.to_owned(), replaced: replaced.clone(), failure };
        Error::from(problem).wrapping(error).of_kind(kind)
    };
    let service = Service::open_unrecorded(settings).map_err(|error| failed(error, "cannot be opened"))?;
    if let Some(error) = unexpected {
        service.notify(audit::unanchored(&error));
    }
    service.record_restore(entry).map_err(|error| failed(error, "its audit log could not record that"))?;
    service.weakness().into_iter().for_each(|weakness| service.notify(weakness));
    let check = match service.parsed_keys() {
        Ok(_) => match service.admin(actor).and_then(|admin| admin.check_keys(&mut |_| !is_cancelled())) {
            Ok(check) => Some(check),
            Err(error) if error.kind() == Kind::Interrupted => None,
            Err(error) => return Err(failed(error, "its values could not be read")),
        },
        Err(error) => {
            if error.kind() != Kind::Key {
                service.notify(format!("Its values could not be checked: {error}"));
            }
            None
        }
    };
    let is_check_interrupted = check.is_none() && is_cancelled();
    Ok(Restored { facts, replaced, check, is_check_interrupted, notices: service.notices.take() })
}

/// A backup whose checksum is right.
struct Backup {
    path: PathBuf,
    file: File,
    facts: BackupFacts,
    payload: std::ops::Range<u64>,
}

/// The description of a backup, without verifying the rest; none if it is damaged.
pub(super) fn facts_of(path: &Path) -> Option<BackupFacts> {
    let mut reader = BufReader::new(File::open(path).ok()?.take(LONGEST_LINE));
    let title = line(&mut reader).ok()?;
    let facts = line(&mut reader).ok()?;
    if title == TITLE.as_bytes() { serde_json::from_slice(&facts).ok() } else { None }
}

impl Backup {
    fn open(path: &Path) -> Result<Self> {
        let file = File::options().read(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed()).open(path);
        let file = file.map_err(|error| {
            let path = path.to_owned();
            let problem = if error.kind() == io::ErrorKind::NotFound {
                BackupError::NotFound { path }
            } else {
                BackupError::NotReadable { path }
            };
            Error::from(problem).because(error)
        })?;
        Self::of(file, path)
    }

    fn of(mut file: File, path: &Path) -> Result<Self> {
        let failed = |error: io::Error| Error::from(BackupError::NotReadable { path: path.to_owned() }).because(error);
        let damaged = |damage| BackupError::Damaged { path: path.to_owned(), damage };
        let length = file.metadata().map_err(failed)?.len();
        let mut title = vec![0; TITLE.len()];
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        if file.read_exact(&mut title).is_err() || title != TITLE.as_bytes() {
            // All versions of the format begin with the same words.
            let is_backup = title.starts_with(TITLE.trim_end_matches(|c: char| !c.is_alphabetic()).as_bytes());
            let path = path.to_owned();
            return Err(if is_backup { BackupError::NewerVersion { path } } else { BackupError::NotABackup { path } }.into());
        }
        let line = line(&mut BufReader::new((&file).take(LONGEST_LINE))).map_err(failed)?;
        let start = (TITLE.len() + line.len()) as u64;
        let end = length.checked_sub(CHECKSUM).filter(|end| *end >= start).ok_or_else(|| damaged("it is truncated"))?;
        let mut sum = Sha256::new();
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        let mut reader = BufReader::with_capacity(CHUNK, (&file).take(end));
        io::copy(&mut reader, &mut Summed { out: io::sink(), sum: &mut sum }).map_err(failed)?;
        let mut written = [0; CHECKSUM as usize];
        file.seek(SeekFrom::Start(end)).and_then(|_| file.read_exact(&mut written)).map_err(failed)?;
        if sum.finalize().as_slice() != written {
            return Err(damaged("its checksum is wrong").into());
        }
        let facts = serde_json::from_slice(&line).map_err(|_| damaged("it does not describe its content"))?;
        Ok(Self { path: path.to_owned(), file, facts, payload: start..end })
    }

    /// The data in the backend's format.
    fn payload(&mut self) -> Result<impl Read + '_> {
        let sought = self.file.seek(SeekFrom::Start(self.payload.start));
        sought.map_err(|error| {
            Error::from(BackupError::NotReadable { path: self.path.clone() }).because(error).of_kind(Kind::Store)
        })?;
        Ok(BufReader::with_capacity(CHUNK, (&self.file).take(self.payload.end - self.payload.start)))
    }
}

/// A line with its end.
fn line(reader: &mut impl io::BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    Ok(line)
}

/// A writer that hashes its output.
struct Summed<W, S> {
    out: W,
    sum: S,
}

impl<W: Write, S: std::borrow::BorrowMut<Sha256>> Write for Summed<W, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.borrow_mut().update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
