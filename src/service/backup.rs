//! Backups: one file, 0600, that holds a whole store as it was at one moment.
//!
//! ```text
//! kozmoai backup 1          the title, with the form's version
//! {"engine": …}             one line of JSON: what is in it
//! …                         what the store's engine wrote
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
use super::rotation::KeyCheck;
use super::rotation::tally::Tally;
use super::rotation::{Progress, Request, Stage, Watch};
use super::{Clock, Service, SystemClock};
use crate::config::Settings;
use crate::crypto::keyring::Keyring;
use crate::error::{BackupError, Error, Kind, Result};
use crate::fs::{place, private};
use crate::model::{Actor, AuditAction, AuditEntry, Timestamp, Value};
use crate::store;

const TITLE: &str = "kozmoai backup 1\n";
const CHECKSUM: u64 = 32;
/// The longest line of facts, in bytes.
const LONGEST_LINE: u64 = 64 << 10;
/// How much is hashed at a time, in bytes.
const CHUNK: usize = 1 << 20;

/// Where a rotation's backup goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    /// Into `<config dir>/backups`.
    #[default]
    ConfigDir,
    /// Into this folder.
    Folder(PathBuf),
    /// None is made.
    Nowhere,
}

/// Where the backups of rotations go by default.
pub(super) fn folder(config_dir: &Path) -> PathBuf {
    config_dir.join("backups")
}

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFacts {
    /// The engine whose store it holds.
    pub engine: String,
    /// The store's address, without a password.
    pub store: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// The key that the values in it are under, if the store remembered one.
    pub fingerprint: Option<String>,
    /// How many users it holds.
    pub users: u64,
}

/// What restoring did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the backup said of itself.
    pub facts: BackupFacts,
    /// Where what stood there before is kept, if anything did.
    pub replaced: Option<PathBuf>,
    /// Which key decrypts what came back; none if no key is set to try.
    pub check: Option<KeyCheck>,
    /// Whether that check was ended before it was through.
    pub is_check_interrupted: bool,
    /// What else people should know.
    pub notices: Vec<String>,
}

/// Asked again and again whether work is to end now.
pub type Stop<'a> = &'a dyn Fn() -> bool;

impl Service {
    /// Writes a backup, which may be done while the database is in use. The file appears once it has passed the checks of a
    /// restore and is durable.
    ///
    /// # Errors
    /// `Conflict` if the file exists already; `NotAllowed`; `Store`, also if what was written can't be restored; `Unexpected`
    /// if it can't be written; `Interrupted`, and then there is no file.
    pub fn back_up(&self, actor: &Actor, path: &Path, stop: Stop<'_>) -> Result<BackupFacts> {
        let facts = self.backup_facts(actor)?;
        let verify = &mut |backup: Backup| self.verify_backup(backup, path, stop);
        private::create_with(path, |file| {
            self.write_verified(&facts, file, path, stop, verify).map_err(|error| stopped(error, stop, NO_BACKUP))
        })?;
        self.record_backup(actor, &path.display().to_string()).map_err(|error| {
            let kind = error.kind();
            Error::from(BackupError::NotRecorded { path: path.to_owned() }).wrapping(error).of_kind(kind)
        })?;
        Ok(facts)
    }

    /// Writes a backup into a stream, such as standard output, once it has passed the checks of a restore.
    ///
    /// # Errors
    /// As [`Service::back_up`].
    pub fn back_up_into(&self, actor: &Actor, out: &mut dyn Write, stop: Stop<'_>) -> Result<BackupFacts> {
        let facts = self.backup_facts(actor)?;
        let beside = std::env::temp_dir().join("kozmoai.backup");
        let mut scratch = private::nameless(place::folder_of(&beside))?;
        let verify = &mut |backup: Backup| self.verify_backup(backup, &beside, stop);
        let written = self.write_verified(&facts, &mut scratch, &beside, stop, verify);
        written.map_err(|error| stopped(error, stop, NO_BACKUP))?;
        let copied = scratch.rewind().and_then(|()| io::copy(&mut scratch, out)).and_then(|_| out.flush());
        copied.map_err(|error| stopped(cannot_write("standard output").because(error), stop, CUT_OFF))?;
        self.record_backup(actor, "standard output")?;
        Ok(facts)
    }

    fn verify_backup(&self, mut backup: Backup, beside: &Path, stop: Stop<'_>) -> Result<()> {
        let mut payload = Stoppable::new(backup.payload()?, stop);
        let mut visit = |_: &[Value]| if stop() { Err(interrupted(NO_BACKUP)) } else { Ok(()) };
        self.store.prove(&mut payload, beside, &mut visit).map_err(|error| {
            let kind = error.kind();
            Error::from(BackupError::NotVerified).wrapping(error).of_kind(kind)
        })
    }

    fn backup_facts(&self, actor: &Actor) -> Result<BackupFacts> {
        self.require_superuser(actor)?;
        Ok(BackupFacts {
            engine: self.settings().store.value.engine().to_owned(),
            store: self.store.url().to_string(),
            created_at: self.now(),
            fingerprint: self.store.key_mark()?.map(|mark| mark.fingerprint),
            users: self.store.count_users(&crate::model::UserFilter::default())?,
        })
    }

    /// Writes a backup and lets it be verified as it was written; scratch files are `beside` a path.
    fn write_verified(
        &self,
        facts: &BackupFacts,
        out: &mut File,
        beside: &Path,
        stop: Stop<'_>,
        verify: &mut dyn FnMut(Backup) -> Result<()>,
    ) -> Result<()> {
        let failed = |error: io::Error| cannot_write(&beside.display().to_string()).because(error);
        let reader = out.try_clone().map_err(failed)?;
        let mut out = Summed { out: BufWriter::with_capacity(CHUNK, Stoppable::new(out, stop)), sum: Sha256::new() };
        let line = serde_json::to_string(facts).map_err(|error| failed(error.into()))?;
        out.write_all(format!("{TITLE}{line}\n").as_bytes()).map_err(failed)?;
        self.store.back_up(beside, &mut out)?;
        let Summed { mut out, sum } = out;
        out.write_all(&sum.finalize()).and_then(|()| out.flush()).map_err(failed)?;
        verify(Backup::of(reader, beside)?)
    }

    fn record_backup(&self, actor: &Actor, name: &str) -> Result<()> {
        if self.is_read_only() {
            return Ok(());
        }
        let detail = Some(format!("into {name}"));
        self.commit(Vec::new(), vec![self.entry(actor, AuditAction::BackupWritten, None, detail)])
    }

    /// A backup for a rotation, restored to a scratch place and decrypted there with the keys given; none if none is wanted.
    /// One that fails its verification does not appear.
    pub(super) fn proven_backup(
        &self,
        actor: &Actor,
        ring: &Keyring,
        request: &Request,
        found: &Tally,
        watch: Watch<'_>,
    ) -> Result<Option<PathBuf>> {
        let folder = match &request.backup {
            Destination::Nowhere => return Ok(None),
            Destination::ConfigDir => {
                self.settings().require_config_dir()?;
                let folder = folder(&self.settings().config_dir.value);
                self.settings().trust.check_folder(&folder)?;
                folder
            }
            Destination::Folder(folder) => folder.clone(),
        };
        let told = |watch: &mut dyn FnMut(Progress) -> bool, stage, done| {
            let goes_on = watch(Progress { stage, done, total: Some(found.total) });
            if goes_on { Ok(()) } else { Err(interrupted(NOTHING_CHANGED)) }
        };
        private::create_folder(&folder)?;
        let moment = self.now().strftime("%Y%m%dT%H%M%S%6fZ");
        let path = place::absolute(&folder.join(format!("kozmoai-{moment}.backup")))?;
        told(watch, Stage::BackingUp, 0)?;
        let mut facts = self.backup_facts(actor)?;
        if facts.fingerprint.is_none() && found.fallback.first().is_some_and(|values| *values > 0) {
            // The database was never bound to a key, but the active one, the first of the older ones here, has just
            // decrypted its values.
            facts.fingerprint = self.active_fingerprint();
        }
        // Both streams ask, one after the other.
        let watching = RefCell::new(watch);
        let stage = Cell::new((Stage::BackingUp, 0));
        let stop = || told(&mut **watching.borrow_mut(), stage.get().0, stage.get().1).is_err();
        private::create_with(&path, |file| {
            let written = self.write_verified(&facts, file, &path, &stop, &mut |mut backup| {
                let mut proven = Tally::default();
                stage.set((Stage::Proving, 0));
                self.store.prove(&mut Stoppable::new(backup.payload()?, &stop), &path, &mut |values| {
                    proven.count(ring, values);
                    stage.set((Stage::Proving, proven.total));
                    told(&mut **watching.borrow_mut(), Stage::Proving, proven.total)
                })?;
                held_against(&proven, found, request.online)
            });
            written.map_err(|error| stopped(error, &stop, NOTHING_CHANGED))
        })?;
        self.record_backup(actor, &path.display().to_string())?;
        Ok(Some(path))
    }
}

fn cannot_write(name: &str) -> Error {
    BackupError::NotWritten { name: name.to_owned() }.into()
}

/// Holds what a backup was proven to hold against what was found before: the same values, or, while others change them,
/// none that can't be read and could.
fn held_against(proven: &Tally, found: &Tally, online: bool) -> Result<()> {
    if !online {
        return if proven.holds_the_same_as(found) { Ok(()) } else { Err(BackupError::Mismatch.into()) };
    }
    let known: HashSet<_> = found.unreadable.iter().map(|value| value.place).collect();
    let unread: Vec<_> = proven.unreadable.iter().filter(|value| !known.contains(&value.place)).collect();
    if unread.is_empty() {
        return Ok(());
    }
    let error = Error::from(BackupError::Undecryptable { count: unread.len() as u64 });
    Err(error.details(unread.into_iter().map(ToString::to_string)))
}

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

/// The error of work that was asked to end.
fn stopped(error: Error, stop: Stop<'_>, outcome: &'static str) -> Error {
    if stop() { interrupted(outcome) } else { error }
}

/// A stream that fails as soon as it is asked to end.
struct Stoppable<'a, S> {
    stream: S,
    stop: Stop<'a>,
    has_ended: bool,
}

impl<'a, S> Stoppable<'a, S> {
    const fn new(stream: S, stop: Stop<'a>) -> Self {
        Self { stream, stop, has_ended: false }
    }

    fn check(&mut self) -> io::Result<()> {
        self.has_ended |= (self.stop)();
        // Not the kind of error that a reader or writer takes for a reason to try again.
        if self.has_ended { Err(io::Error::other("it was asked to end")) } else { Ok(()) }
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

/// Puts a backup into the store's place.
///
/// # Errors
/// `Conflict` if there is a store already and `replace` is not said; `NotFound` if there is no such file; `Store` if it is
/// no backup, is damaged, or is of another engine; `Interrupted`, and then nothing was restored.
pub fn restore(settings: Arc<Settings>, actor: &Actor, path: &Path, replace: bool, stop: Stop<'_>) -> Result<Restored> {
    put_back(settings, actor, Backup::open(path)?, path, replace, stop)
}

/// The same from a stream, such as standard input, which is kept in the configuration directory meanwhile.
///
/// # Errors
/// As [`restore`]; `Unexpected` if there is no room for it.
pub fn restore_from(
    settings: Arc<Settings>,
    actor: &Actor,
    input: &mut dyn Read,
    replace: bool,
    stop: Stop<'_>,
) -> Result<Restored> {
    let name = Path::new("standard input");
    let mut file = private::nameless(&settings.config_dir.value)?;
    let mut keep = || -> io::Result<()> {
        let mut start = Vec::new();
        (&mut *input).take(TITLE.len() as u64).read_to_end(&mut start)?;
        file.write_all(&start)?;
        // Of what is no backup nothing more is kept: it may have no end.
        if start == TITLE.as_bytes() {
            io::copy(input, &mut file)?;
        }
        file.flush()
    };
    keep().map_err(|error| stopped(Error::from(BackupError::InputNotStored).because(error), stop, NOT_RESTORED))?;
    put_back(settings, actor, Backup::of(file, name)?, name, replace, stop)
}

fn put_back(
    settings: Arc<Settings>,
    actor: &Actor,
    mut backup: Backup,
    path: &Path,
    replace: bool,
    stop: Stop<'_>,
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
    let mut payload = Stoppable::new(backup.payload()?, stop);
    let restored = store::restore(&settings.store.value, &mut payload, replace, &mut placing);
    // Whatever fails after the last of it was read is no interruption.
    let replaced = restored.map_err(|error| if payload.has_ended { interrupted(NOT_RESTORED) } else { error })?;
    // The store is another one by now, whatever can't be found out or recorded about it.
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
        Ok(_) => match service.check_keys(actor, &mut |_| !stop()) {
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
    let is_check_interrupted = check.is_none() && stop();
    Ok(Restored { facts, replaced, check, is_check_interrupted, notices: service.notices.take() })
}

/// A backup whose checksum is right.
struct Backup {
    path: PathBuf,
    file: File,
    facts: BackupFacts,
    payload: std::ops::Range<u64>,
}

/// What a backup says of itself, without proof that the rest of it is whole; none if that is damaged.
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
            // Whatever its form is, every version begins so.
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

    /// What the engine wrote.
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

/// Hashes what passes through.
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
