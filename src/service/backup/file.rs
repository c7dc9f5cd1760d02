//! The file of a backup.
//!
//! ```text
//! kozmoai backup 1          the title, with the version of the format
//! {"engine": …}             one line of JSON that describes the content
//! …                         the data, in the backend's format
//! 32 bytes                  SHA-256 of everything before
//! ```

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{BackupError, Error, Kind, Result};
use crate::model::Timestamp;

pub(super) const TITLE: &str = "kozmoai backup 1\n";
const CHECKSUM: u64 = 32;
/// The limit of the description, in bytes.
const LONGEST_LINE: u64 = 64 << 10;
/// The size of a buffer, in bytes.
const CHUNK: usize = 1 << 20;

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

/// A backup whose checksum is right.
pub(super) struct Backup {
    path: PathBuf,
    file: File,
    pub(super) facts: BackupFacts,
    payload: std::ops::Range<u64>,
}

/// The description of a backup, without verifying the rest; none if it is damaged.
pub(in crate::service) fn facts_of(path: &Path) -> Option<BackupFacts> {
    let mut reader = BufReader::new(File::open(path).ok()?.take(LONGEST_LINE));
    let title = line(&mut reader).ok()?;
    let facts = line(&mut reader).ok()?;
    if title == TITLE.as_bytes() { serde_json::from_slice(&facts).ok() } else { None }
}

impl Backup {
    /// Writes a file; `data` writes what it describes, and `failed` makes the error about the file.
    pub(super) fn write(
        facts: &BackupFacts,
        file: impl Write,
        data: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
        failed: impl Fn(io::Error) -> Error,
    ) -> Result<()> {
        let mut out = Summed { out: BufWriter::with_capacity(CHUNK, file), sum: Sha256::new() };
        let line = serde_json::to_string(facts).map_err(|error| failed(error.into()))?;
        out.write_all(format!("{TITLE}{line}\n").as_bytes()).map_err(&failed)?;
        data(&mut out)?;
        let Summed { mut out, sum } = out;
        out.write_all(&sum.finalize()).and_then(|()| out.flush()).map_err(failed)
    }

    pub(super) fn open(path: &Path) -> Result<Self> {
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

    pub(super) fn of(mut file: File, path: &Path) -> Result<Self> {
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
        let mut summed = Summed { out: io::sink(), sum: Sha256::new() };
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        io::copy(&mut BufReader::with_capacity(CHUNK, (&file).take(end)), &mut summed).map_err(failed)?;
        let mut written = [0; CHECKSUM as usize];
        file.seek(SeekFrom::Start(end)).and_then(|_| file.read_exact(&mut written)).map_err(failed)?;
        if summed.sum.finalize().as_slice() != written {
            return Err(damaged("its checksum is wrong").into());
        }
        let facts = serde_json::from_slice(&line).map_err(|_| damaged("it does not describe its content"))?;
        Ok(Self { path: path.to_owned(), file, facts, payload: start..end })
    }

    /// The length of the data, in bytes.
    pub(super) const fn length(&self) -> u64 {
        self.payload.end - self.payload.start
    }

    /// The data in the backend's format.
    pub(super) fn payload(&mut self) -> Result<impl Read + '_> {
        let sought = self.file.seek(SeekFrom::Start(self.payload.start));
        sought.map_err(|error| {
            Error::from(BackupError::NotReadable { path: self.path.clone() }).because(error).of_kind(Kind::Store)
        })?;
        Ok(BufReader::with_capacity(CHUNK, (&self.file).take(self.length())))
    }
}

/// A line with its end.
fn line(reader: &mut impl io::BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    Ok(line)
}

/// A writer that hashes its output.
struct Summed<W> {
    out: W,
    sum: Sha256,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
