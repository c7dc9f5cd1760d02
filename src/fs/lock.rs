//! Lock files, with an advisory lock that the operating system releases when its process ends.
//!
//! A file is used as a lock only if it is new or its content says so. Any other file with that name is not touched.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;

use super::impersonation;
use super::paths::folder_of;
use crate::error::{Error, FileError, Result};

/// How long a process waits in total while others take turns holding the lock.
const QUEUE: Duration = Duration::from_secs(30);
/// How long a process waits for one holder.
pub const TIMEOUT: Duration = Duration::from_secs(2);
/// The time between two attempts.
pub const RETRY_INTERVAL: Duration = Duration::from_millis(50);
/// The same for a lock that is held for a few milliseconds.
const SHORT_RETRY_INTERVAL: Duration = Duration::from_millis(5);
/// The maximum length of a holder's note, in bytes.
const LONGEST: u64 = 4096;

/// Acquires a lock file until the returned file is dropped, waiting a little for another process. `held` makes the error from
/// the holder's note.
///
/// # Errors
/// The error of `held`; `Store` if the file is not a lock file or cannot be written.
pub fn hold(path: &Path, held: impl Fn(&str) -> Error) -> Result<File> {
    hold_within(path, TIMEOUT, held)
}

/// The same without waiting: fails at once if another process holds the lock.
///
/// # Errors
/// As [`hold`].
pub fn hold_at_once(path: &Path, held: impl Fn(&str) -> Error) -> Result<File> {
    hold_within(path, Duration::ZERO, held)
}

fn hold_within(path: &Path, timeout: Duration, held: impl Fn(&str) -> Error) -> Result<File> {
    let failed = |error: io::Error| Error::from(FileError::LockUnwritable { path: path.to_owned() }).because(error);
    let (begin, mut held_since, mut last) = (Instant::now(), Instant::now(), String::new());
    let _impersonation = impersonation::as_owner_of(folder_of(path))?;
    loop {
        let file = open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        let note = note_in(&file).map_err(failed)?;
        // New, or created just before a power failure, which can leave an empty file.
        let is_blank = metadata.len() <= LONGEST && note.bytes().all(|byte| byte == 0);
        let is_ours = metadata.mode() & 0o077 == 0 && metadata.uid() == rustix::process::geteuid().as_raw();
        if !metadata.is_file() || !((is_blank && is_ours) || is_note(&note)) {
            return Err(FileError::LockForeign { path: path.to_owned() }.into());
        }
        match file.try_lock() {
            // Its last holder deleted it, so it locks nothing.
            Ok(()) if file.metadata().is_ok_and(|now| now.nlink() == 0) => continue,
            Ok(()) => {
                write_note(&file).map_err(failed)?;
                return Ok(file);
            }
            Err(TryLockError::WouldBlock) if last != note => (held_since, last) = (Instant::now(), note),
            Err(TryLockError::WouldBlock) if held_since.elapsed() < timeout && begin.elapsed() < QUEUE => {
                std::thread::sleep(RETRY_INTERVAL);
            }
            Err(TryLockError::WouldBlock) => {
                let holder = crate::text::clean(note.trim_matches('\0').trim()).into_owned();
                return Err(held(if holder.is_empty() { "another process" } else { &holder }));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

/// Locks a file that others hold for a short time only, until it is dropped, waiting a little for them.
///
/// # Errors
/// `WouldBlock` if that takes too long; else as [`File::try_lock`].
pub fn wait_for(file: &File) -> io::Result<()> {
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if begin.elapsed() < TIMEOUT => std::thread::sleep(SHORT_RETRY_INTERVAL),
            locked => return locked.map_err(io::Error::from),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600).custom_flags(flags.bits().cast_signed());
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => options.create(true).truncate(false).open(path),
        opened => opened,
    }
}

fn note_in(file: &File) -> io::Result<String> {
    let mut note = Vec::new();
    if file.metadata()?.is_file() {
        file.take(LONGEST).read_to_end(&mut note)?;
    }
    Ok(String::from_utf8_lossy(&note).into_owned())
}

/// Whether [`write_note`] wrote this, complete or followed by the end of an earlier note.
fn is_note(note: &str) -> bool {
    let rest = note.strip_prefix("process ").and_then(|rest| rest.split_once(" ("));
    rest.is_some_and(|(number, rest)| number.parse::<u32>().is_ok() && rest.contains(", since "))
}

/// Writes the holder's note. The file is never empty in between, so that it remains recognisable after an interruption.
fn write_note(file: &File) -> io::Result<()> {
    let command = std::env::args().next().unwrap_or_default();
    let command = Path::new(&command).file_name().map_or_else(|| "kozmoai".into(), |name| name.to_string_lossy().into_owned());
    let since = jiff::Timestamp::try_from(std::time::SystemTime::now()).unwrap_or_default();
    let note = format!("process {} ({command}, since {since:.0})\n", std::process::id());
    file.write_all_at(note.as_bytes(), 0)?;
    file.set_len(note.len() as u64)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn empty_lock_is_acquired_and_foreign_file_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.lock");
        let hold = || hold(&path, |_| FileError::LockUnwritable { path: path.clone() }.into());
        for left in ["", "\0\0\0\0", "process 12 (kozmoai, since 2026-01-01T00:00:00Z)\n"] {
            fs::write(&path, left).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            drop(hold().unwrap());
            assert!(is_note(&fs::read_to_string(&path).unwrap()));
        }
        for foreign in ["{}", "\0x", "process x"] {
            fs::write(&path, foreign).unwrap();
            assert_eq!(hold().unwrap_err().code(), "lock_foreign", "{foreign:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), foreign);
        }
    }

    #[test]
    fn lock_waits_while_holders_take_turns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.lock");
        let file = open(&path).unwrap();
        file.lock().unwrap();
        let note = |turn: u32| file.write_all_at(format!("process {turn} (kozmoai, since today)\n").as_bytes(), 0).unwrap();
        note(1);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| hold(&path, |_| FileError::LockUnwritable { path: path.clone() }.into()));
            for turn in 2..5 {
                std::thread::sleep(TIMEOUT * 2 / 3);
                note(turn);
            }
            file.unlock().unwrap();
            waiting.join().unwrap().unwrap();
        });
    }
}
