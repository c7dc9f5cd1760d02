//! Leaves a database unchanged that can't be opened. sled repairs a database while opening it: if it takes a part of its log
//! for torn, it overwrites the rest before it may find other damage. So everything that it could overwrite is saved first, and
//! restored when opening fails. That is only the end of the log, after sled's last summary: usually one or two segments.
//!
//! Damage in older parts is found only when a record there is read.

use std::io::{Seek, SeekFrom};

use super::prelude::*;
use super::tree::ASIDE;

/// The size of sled's segments, its own default.
const SEGMENT: u64 = 512 << 10;

/// Opens a database; if that fails, restores the directory to its state before.
pub(super) fn or_restore<T>(store: &Path, open: impl FnOnce() -> Result<T>) -> Result<T> {
    let snapshot = LogSnapshot::of(store).map_err(|error| file_failed(store, "read").because(error))?;
    open().map_err(|refused| {
        if tree::wait_until_closed(store).is_err() {
            return refused;
        }
        match snapshot.restore() {
            Ok(()) => refused,
            Err(error) => file_failed(store, "opened, and the changes that sled made to it can't be undone").because(error),
        }
    })
}

/// What sled could overwrite.
struct LogSnapshot {
    store: PathBuf,
    /// sled's summaries, large values and settings, and our own two files.
    files: Vec<(PathBuf, fs::Permissions, Vec<u8>)>,
    /// The length of the log, its saved segments, and the unnamed file that contains them one after another.
    log: Option<(u64, Vec<u64>, File)>,
}

impl LogSnapshot {
    fn of(store: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        for path in small_files(store)? {
            files.push((path.clone(), fs::metadata(&path)?.permissions(), fs::read(path)?));
        }
        let log = match File::open(store.join(LOG)) {
            Ok(log) => Some(Self::tail_of(&log, store)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self { store: store.to_owned(), files, log })
    }

    fn tail_of(log: &File, store: &Path) -> io::Result<(u64, Vec<u64>, File)> {
        let length = log.metadata()?.len();
        let covered = covered(store)?;
        let mut segments = Vec::new();
        for start in (0..length).step_by(usize::try_from(SEGMENT).unwrap_or(usize::MAX)) {
            if may_be_overwritten(log, start, covered)? {
                segments.push(start);
            }
        }
        let mut aside = unnamed_file(store)?;
        let mut log = log;
        for start in &segments {
            log.seek(SeekFrom::Start(*start))?;
            io::copy(&mut log.take(SEGMENT), &mut aside)?;
        }
        Ok((length, segments, aside))
    }

    fn restore(mut self) -> io::Result<()> {
        for path in small_files(&self.store)? {
            if !self.files.iter().any(|(saved, ..)| *saved == path) {
                fs::remove_file(path)?;
            }
        }
        for (path, mode, content) in &self.files {
            if fs::read(path).ok().as_ref() != Some(content) {
                let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
                file.write_all(content)?;
                file.set_permissions(mode.clone())?;
                file.sync_all()?;
            }
        }
        let path = self.store.join(LOG);
        match &mut self.log {
            Some((length, segments, aside)) => {
                let log = OpenOptions::new().write(true).open(path)?;
                aside.seek(SeekFrom::Start(0))?;
                for start in segments {
                    let mut segment = Vec::new();
                    aside.take(SEGMENT.min(*length - *start)).read_to_end(&mut segment)?;
                    log.write_all_at(&segment, *start)?;
                }
                log.set_len(*length)?;
                log.sync_all()?;
            }
            None if path.exists() => fs::remove_file(path)?,
            None => {}
        }
        File::open(&self.store)?.sync_all()
    }
}

/// All files of the database except the log.
fn small_files(store: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = tree::Contents::of(store)?.own;
    files.retain(|path| ![LOG, ASIDE].iter().any(|large| *path == store.join(large)) && !path.is_symlink());
    Ok(files)
}

/// The end of the part of the log that the newest summary covers, as its name says; sled reads the rest.
fn covered(store: &Path) -> io::Result<u64> {
    let mut newest = 0;
    for entry in fs::read_dir(store)? {
        let name = entry?.file_name();
        let up_to = name.to_str().and_then(|name| u64::from_str_radix(name.strip_prefix("snap.")?, 16).ok());
        newest = newest.max(up_to.unwrap_or(0));
    }
    Ok(newest)
}

/// Whether sled may overwrite a segment: it is not covered by the summary, or that can't be determined. After a checksum, its
/// header contains its place in the log with all bits but the highest inverted.
fn may_be_overwritten(log: &File, start: u64, covered: u64) -> io::Result<bool> {
    let mut header = [0; 12];
    match log.read_exact_at(&mut header, start) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(true),
        read => read?,
    }
    let [_, _, _, _, place @ ..] = header;
    let place = i64::from_le_bytes(place) ^ i64::MAX;
    Ok(u64::try_from(place).map_or(true, |place| place >= covered / SEGMENT * SEGMENT || !place.is_multiple_of(SEGMENT)))
}

/// A file on the same disk that disappears with this process.
fn unnamed_file(store: &Path) -> io::Result<File> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    match rustix::fs::open(store, flags, Mode::RUSR | Mode::WUSR) {
        Ok(file) => Ok(File::from(file)),
        Err(Errno::NOTSUP | Errno::ISDIR | Errno::INVAL | Errno::NOENT | Errno::NOSYS) => {
            let path = store.join(ASIDE);
            let no_link = OFlags::NOFOLLOW.bits().cast_signed();
            let options =
                OpenOptions::new().read(true).write(true).create(true).truncate(true).mode(0o600).custom_flags(no_link).clone();
            let file = options.open(&path)?;
            fs::remove_file(path)?;
            Ok(file)
        }
        Err(error) => Err(error.into()),
    }
}
