//! A store that is refused is left as it was. sled mends a store while it opens it: where it takes a part of its log for
//! torn, it overwrites the rest before it may find the whole damaged. So what it could overwrite is set aside first, and
//! put back when the opening fails. That is the end of the log alone, from sled's last summary on: usually a segment or two.
//!
//! Damage in older parts is met only when a record there is read, in a store that was opened.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use super::folder;
use crate::error::Result;
use crate::store::files;

/// The size of sled's segments, its own default.
const SEGMENT: u64 = 512 << 10;

/// Carries out an opening; if it fails, the folder is afterwards as it was before.
pub(super) fn or_put_back<T>(store: &Path, open: impl FnOnce() -> Result<T>) -> Result<T> {
    let kept = Kept::of(store).map_err(|error| files::trouble(store, "can't be read").because(error))?;
    open().map_err(|refused| {
        if folder::wait_until_closed(store).is_err() {
            return refused;
        }
        match kept.put_back() {
            Ok(()) => refused,
            Err(error) => files::trouble(store, "can't be opened, and what its opening changed can't be put back").because(error),
        }
    })
}

struct Kept {
    store: PathBuf,
    /// sled's summaries, large values and settings, and the two files of our own.
    files: Vec<(PathBuf, fs::Permissions, Vec<u8>)>,
    /// The log's length, the segments set aside, and the nameless file they lie in, one after another.
    log: Option<(u64, Vec<u64>, File)>,
}

impl Kept {
    fn of(store: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        for path in small_files(store)? {
            files.push((path.clone(), fs::metadata(&path)?.permissions(), fs::read(path)?));
        }
        let log = match File::open(store.join("db")) {
            Ok(log) => Some(Self::tail_of(&log, store)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self { store: store.to_owned(), files, log })
    }

    fn tail_of(log: &File, store: &Path) -> io::Result<(u64, Vec<u64>, File)> {
        let length = log.metadata()?.len();
        let summarised = summarised(store)?;
        let mut segments = Vec::new();
        for start in (0..length).step_by(usize::try_from(SEGMENT).unwrap_or(usize::MAX)) {
            if may_be_overwritten(log, start, summarised)? {
                segments.push(start);
            }
        }
        let mut aside = nameless_in(store)?;
        let mut log = log;
        for start in &segments {
            log.seek(SeekFrom::Start(*start))?;
            io::copy(&mut log.take(SEGMENT), &mut aside)?;
        }
        Ok((length, segments, aside))
    }

    fn put_back(mut self) -> io::Result<()> {
        for path in small_files(&self.store)? {
            if !self.files.iter().any(|(kept, ..)| *kept == path) {
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
        let path = self.store.join("db");
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

/// Everything but the log.
fn small_files(store: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in [store.to_owned(), store.join("blobs")] {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_file() && entry.file_name() != "db" && entry.file_name() != ASIDE {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

/// Up to where the newest summary of the log goes, as its name says; sled reads on from there.
fn summarised(store: &Path) -> io::Result<u64> {
    let mut newest = 0;
    for entry in fs::read_dir(store)? {
        let name = entry?.file_name();
        let up_to = name.to_str().and_then(|name| u64::from_str_radix(name.strip_prefix("snap.")?, 16).ok());
        newest = newest.max(up_to.unwrap_or(0));
    }
    Ok(newest)
}

/// Whether a segment is of the part that sled reads on, or can't be told to be older. Its header holds, after a checksum,
/// its place in the log with all bits but the highest turned over.
fn may_be_overwritten(log: &File, start: u64, summarised: u64) -> io::Result<bool> {
    let mut header = [0; 12];
    match log.read_exact_at(&mut header, start) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(true),
        read => read?,
    }
    let [_, _, _, _, place @ ..] = header;
    let place = i64::from_le_bytes(place) ^ i64::MAX;
    Ok(u64::try_from(place).map_or(true, |place| place >= summarised / SEGMENT * SEGMENT || !place.is_multiple_of(SEGMENT)))
}

/// How the file in which the log's end is set aside is called where files must have names, until it is unnamed.
const ASIDE: &str = "kozmoai-aside";

/// A file that goes away with this process, on the same disk.
fn nameless_in(store: &Path) -> io::Result<File> {
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
