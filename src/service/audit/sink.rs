//! Copies each event after its commit to an append-only file or to the system log.
//!
//! A file gets all events after its last line, so that it also gets those of processes that were killed. The system log gets
//! the events of each operation.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;

use jiff::tz::TimeZone;
use rustix::fs::{Mode, OFlags, openat};
use serde::Deserialize;

use super::export::{Line, WINDOW, json_line};
use crate::error::{AuditError, Error, Result};
use crate::fs::paths::folder_of;
use crate::fs::trust::Trust;
use crate::fs::{impersonation, lock};
use crate::model::audit::Hash;
use crate::model::{AuditEntry, AuditEvent, AuditHead, AuditLink, AuditSink};
use crate::store::Store;

/// How many bytes at the end of a file are read for its last line.
const TAIL: u64 = 1 << 20;
/// The timeout for sending an event to the system log.
const SENDING: Duration = Duration::from_secs(2);
/// How many events of other processes may lie between those of an operation.
const BETWEEN: u64 = 100;
/// Facility authpriv with severity notice or warning.
const NOTICE: u8 = 10 * 8 + 5;
const WARNING: u8 = 10 * 8 + 4;

/// How a file compares with the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copy {
    /// It contains all events up to this number.
    UpTo(u64),
    /// It ends with the event of this number, which is not in the log.
    Diverged(u64),
}

/// The last line of a file: an event, or the head at the end of an export.
#[derive(Deserialize)]
#[serde(untagged)]
enum Last {
    Event { seq: u64, hash: String },
    Head { head: Point },
}

#[derive(Deserialize)]
struct Point {
    seq: u64,
    hash: String,
}

impl Last {
    fn head(&self) -> Option<AuditHead> {
        let (Self::Event { seq, hash } | Self::Head { head: Point { seq, hash } }) = self;
        Some(AuditHead { seq: *seq, hash: Hash::parse(hash)? })
    }
}

/// Copies the events of an operation, and those that a file lacks. Returns the number of the file's last event if that is not
/// in the log.
///
/// # Errors
/// `Unexpected`: the sink cannot be written; `Store`.
pub(super) fn deliver(sink: &AuditSink, store: &dyn Store, recorded: &[AuditEntry]) -> Result<Option<u64>> {
    let head = store.audit_head()?.seq;
    let count = recorded.len() as u64;
    match sink {
        AuditSink::Syslog(socket) => {
            let earliest = head.saturating_sub(count + BETWEEN);
            let links = store.audit_links(Some(earliest), WINDOW.max(recorded.len()))?;
            let mut own = links.iter().filter_map(AuditLink::event).filter(|event| recorded.contains(&event.entry));
            own.try_for_each(|event| send(socket, event)).map(|()| None)
        }
        AuditSink::File(path) => {
            let mut file = open(path, true)?.ok_or_else(|| failed(path, io::ErrorKind::NotFound.into()))?;
            lock::wait_for(&file).map_err(|error| failed(path, error))?;
            let tail = Tail::of(path, &mut file)?;
            let copy = tail.compare(path, store)?;
            let (from, diverged) = match copy {
                Copy::UpTo(seq) => (seq, None),
                Copy::Diverged(seq) => (head.saturating_sub(count), Some(seq)),
            };
            // A truncated last line stays, on a line of its own.
            let mut text = if tail.is_torn { "\n".to_owned() } else { String::new() };
            let mut last = from;
            loop {
                let links = store.audit_links(Some(last), WINDOW)?;
                for link in &links {
                    last = link.seq();
                    if let Some(event) = link.event() {
                        text.push_str(&json_line(&Line::of(event))?);
                    }
                }
                if links.is_empty() {
                    return Ok(diverged);
                }
                file.write_all(text.as_bytes()).map_err(|error| failed(path, error))?;
                text.clear();
            }
        }
    }
}

/// Compares a file with the log; none if it does not exist.
///
/// # Errors
/// As [`deliver`].
pub(super) fn check_file(path: &Path, store: &dyn Store) -> Result<Option<Copy>> {
    let Some(mut file) = open(path, false)? else { return Ok(None) };
    Tail::of(path, &mut file)?.compare(path, store).map(Some)
}

/// Checks that the system log accepts connections.
///
/// # Errors
/// `Unexpected` if it does not.
pub(super) fn check_syslog(socket: &Path) -> Result<()> {
    connect(socket).map(drop)
}

fn failed(path: &Path, error: io::Error) -> Error {
    Error::from(AuditError::SinkNotWritten { path: path.to_owned() }).because(error)
}

/// Opens a regular file with a single name; with `writes` for appending, and created if it does not exist.
fn open(path: &Path, writes: bool) -> Result<Option<File>> {
    let _impersonation = impersonation::as_owner_of(folder_of(path))?;
    let Some((folder, name)) = Trust::own().folder_of(path)? else {
        return if writes { Err(failed(path, io::ErrorKind::NotFound.into())) } else { Ok(None) };
    };
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let how = if writes { OFlags::RDWR | OFlags::APPEND | OFlags::CREATE } else { OFlags::RDONLY };
    let file = match openat(&folder, &name, flags | how, Mode::RUSR | Mode::WUSR) {
        Ok(file) => File::from(file),
        Err(rustix::io::Errno::NOENT) if !writes => return Ok(None),
        Err(error) => return Err(failed(path, error.into())),
    };
    let metadata = file.metadata().map_err(|error| failed(path, error))?;
    if metadata.is_file() && metadata.nlink() == 1 {
        return Ok(Some(file));
    }
    Err(AuditError::SinkNotRegular { path: path.to_owned() }.into())
}

/// The end of a file.
struct Tail {
    /// The last complete line; none in an empty file.
    last: Option<AuditHead>,
    /// Whether a truncated line follows it.
    is_torn: bool,
    is_empty: bool,
}

impl Tail {
    fn of(path: &Path, file: &mut File) -> Result<Self> {
        let mut bytes = Vec::new();
        let size = file.metadata().map_err(|error| failed(path, error))?.len();
        file.seek(SeekFrom::Start(size.saturating_sub(TAIL)))
            .and_then(|_| file.take(TAIL).read_to_end(&mut bytes))
            .map_err(|error| failed(path, error))?;
        let (complete, torn) = match bytes.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => bytes.split_at(end + 1),
            None => (&[][..], &bytes[..]),
        };
        let mut lines = complete.split(|byte| *byte == b'\n').rev();
        let last = lines.find_map(|line| serde_json::from_slice::<Last>(line).ok()?.head());
        Ok(Self { last, is_torn: !torn.is_empty(), is_empty: complete.is_empty() })
    }

    fn compare(&self, path: &Path, store: &dyn Store) -> Result<Copy> {
        let Some(last) = self.last else {
            return if self.is_empty { Ok(Copy::UpTo(0)) } else { Err(AuditError::SinkForeign { path: path.to_owned() }.into()) };
        };
        if last.seq == 0 {
            return Ok(Copy::UpTo(0));
        }
        let there = store.audit_links(Some(last.seq - 1), 1)?.iter().find_map(|link| Some(link.event()?.head()));
        Ok(if there == Some(last) { Copy::UpTo(last.seq) } else { Copy::Diverged(last.seq) })
    }
}

fn connect(socket: &Path) -> Result<UnixDatagram> {
    let connect = || -> io::Result<UnixDatagram> {
        let out = UnixDatagram::unbound()?;
        out.set_write_timeout(Some(SENDING))?;
        out.connect(socket)?;
        Ok(out)
    };
    connect().map_err(|error| failed(socket, error))
}

/// Sends an event in the format of RFC 3164, as local programs do.
fn send(socket: &Path, event: &AuditEvent) -> Result<()> {
    let priority = if event.action().is_failure() { WARNING } else { NOTICE };
    let time = TimeZone::system().to_datetime(event.entry.at).strftime("%b %e %H:%M:%S").to_string();
    let json = json_line(&Line::of(event))?;
    let message = format!("<{priority}>{time} kozmoai[{}]: {}", std::process::id(), json.trim_end());
    connect(socket)?.send(message.as_bytes()).map(drop).map_err(|error| failed(socket, error))
}
