//! Standard output: whether it can be written, and streams of data to it.
//!
//! The standard library hides two faults: it opens /dev/null in place of a closed standard output, and ignores that a
//! descriptor is not writable. What is shown only once must not be lost that way.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;

use crate::cli::signals::Stdout;
use crate::error::{CommandError, Error, Problem, Remedy, Result};
use crate::text;

/// Fails if standard output can't be written, before a command creates `secret`, which is shown only once.
pub(crate) fn require_writable(secret: &'static str) -> Result<()> {
    let Some(Fault { what, cause }) = fault() else { return Ok(()) };
    let error = Error::from(CommandError::OutputUnusable { fault: what, secret });
    Err(cause.into_iter().fold(error, Error::because))
}

/// The error after `done`, where `secret` could not be printed; `remedy` gets another one.
pub(crate) fn lost(error: &Error, done: String, secret: &'static str, remedy: Remedy) -> Error {
    let cause = std::error::Error::source(error).map_or_else(|| error.message(), ToString::to_string);
    Error::from(CommandError::SecretLost { done, secret }).hint(remedy).because(cause)
}

/// Why standard output can't be written.
struct Fault {
    what: &'static str,
    cause: Option<io::Error>,
}

/// Why nothing can be written, as far as can be found out without writing.
fn fault() -> Option<Fault> {
    let stdout = io::stdout();
    let closed = Fault { what: "is closed", cause: None };
    let Ok(file) = stdout.as_fd().try_clone_to_owned().map(File::from) else { return Some(closed) };
    let refused = |error: io::Error| Fault { what: "cannot be written", cause: Some(error) };
    let (metadata, flags) = match (file.metadata(), rustix::fs::fcntl_getfl(&file)) {
        (Ok(metadata), Ok(flags)) => (metadata, flags),
        (Err(error), _) => return Some(refused(error)),
        (_, Err(error)) => return Some(refused(error.into())),
    };
    let is_null = std::fs::metadata("/dev/null").is_ok_and(|null| metadata.rdev() == null.rdev());
    if is_null && metadata.file_type().is_char_device() && flags & OFlags::RWMODE == OFlags::RDWR {
        // A shell opens /dev/null only for writing; this one replaces a closed descriptor.
        return Some(closed);
    }
    let mut polled = [PollFd::new(&file, PollFlags::OUT)];
    if poll(&mut polled, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
        && polled[0].revents().intersects(PollFlags::ERR | PollFlags::NVAL | PollFlags::HUP)
    {
        return Some(Fault { what: "has no reader", cause: None });
    }
    // An empty write fails if a write would, but on a socket it is a message.
    let is_stream = metadata.file_type().is_socket();
    (!is_stream).then(|| rustix::io::write(&file, &[]).err()).flatten().map(|error| refused(error.into()))
}

/// Lets `write` write data.
pub(crate) fn write(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let written = open().and_then(|mut out| {
        write(&mut out)?;
        out.flush()
    });
    written.map_err(closed)
}

/// Waits for an interval.
///
/// # Errors
/// `ReaderGone` as soon as the reader of standard output closes it.
pub(crate) fn wait_while_read(interval: Duration) -> Result<()> {
    let until = Instant::now() + interval;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        let stdout = io::stdout();
        // Without flags, only errors and a closed pipe end the wait.
        let mut polled = [PollFd::new(&stdout, PollFlags::empty())];
        let timeout = Timespec { tv_sec: left.as_secs().try_into().unwrap_or(i64::MAX), tv_nsec: left.subsec_nanos().into() };
        match poll(&mut polled, Some(&timeout)) {
            Ok(ready) if ready > 0 => return Err(CommandError::ReaderGone.into()),
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(Error::from(CommandError::OutputFailed).because(io::Error::from(error))),
        }
    }
}

/// Lets `write` write rows as they are read. Control characters are escaped on a terminal.
///
/// # Errors
/// Those of `write`; `Unexpected` if standard output cannot be written.
pub(crate) fn rows(write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let out = open().map_err(closed)?;
    let mut out = Cleaned { out, is_terminal: io::stdout().is_terminal(), rest: Vec::new() };
    write(&mut out)?;
    out.flush().map_err(closed)
}

/// Lets `write` write `what`, which must be complete, to standard output. Control characters are escaped on a terminal; a file
/// and a pipe get every byte unchanged.
///
/// # Errors
/// Those of `write`; `Unexpected` if not everything was written, even if the reader closed the pipe.
pub(crate) fn record<T>(what: &'static str, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    require_writable(what)?;
    let out = open().map_err(closed)?;
    let mut out =
        PipeWatcher { out: Cleaned { out, is_terminal: io::stdout().is_terminal(), rest: Vec::new() }, is_closed: false };
    let written = write(&mut out).and_then(|written| out.flush().map_err(closed).map(|()| written));
    if out.is_closed {
        return Err(CommandError::OutputIncomplete { what }.into());
    }
    written
}

/// Opens standard output so that every error is reported.
fn open() -> io::Result<io::BufWriter<Stdout>> {
    io::stdout().flush()?;
    Ok(io::BufWriter::new(Stdout))
}

/// The error of a write that failed.
pub(crate) fn closed(error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return CommandError::ReaderGone.into();
    }
    Error::from(CommandError::OutputFailed).because(error)
}

/// The same error after a change was committed: only its report is lost.
pub(crate) fn after_change(error: Error) -> Error {
    if !matches!(error.problem(), Problem::Command(CommandError::OutputFailed)) {
        return error;
    }
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    cause.into_iter().fold(Error::from(CommandError::ReportLost), Error::because)
}

/// Whether an error only means that the reader has closed standard output: it has read enough.
pub(crate) fn is_reader_gone(error: &Error) -> bool {
    matches!(error.problem(), Problem::Command(CommandError::ReaderGone))
}

/// Remembers that the reader closed the pipe, because writers of CSV and JSON hide that error.
struct PipeWatcher<W> {
    out: W,
    is_closed: bool,
}

impl<W> PipeWatcher<W> {
    fn watch<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        self.is_closed |= matches!(&result, Err(error) if error.kind() == io::ErrorKind::BrokenPipe);
        result
    }
}

impl<W: Write> Write for PipeWatcher<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.out.write(bytes);
        self.watch(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.out.flush();
        self.watch(result)
    }
}

/// Escapes control characters, if `is_terminal` is set.
struct Cleaned<W> {
    out: W,
    is_terminal: bool,
    /// The beginning of a line, because a character may arrive in parts.
    rest: Vec<u8>,
}

impl<W: Write> Cleaned<W> {
    fn pass(&mut self, end: usize) -> io::Result<()> {
        let lines: Vec<u8> = self.rest.drain(..end).collect();
        self.out.write_all(text::clean_lines(&String::from_utf8_lossy(&lines)).as_bytes())
    }
}

impl<W: Write> Write for Cleaned<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return self.out.write(bytes);
        }
        self.rest.extend_from_slice(bytes);
        if let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') {
            self.pass(end + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass(self.rest.len())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn streams_are_cleaned_in_parts_of_any_size() {
        for size in 1..9 {
            let mut out = Cleaned { out: Vec::new(), is_terminal: true, rest: Vec::new() };
            "é\u{202e},\u{1b}[2J\n\u{9b}end".as_bytes().chunks(size).for_each(|part| out.write_all(part).unwrap());
            out.flush().unwrap();
            assert_eq!(String::from_utf8(out.out).unwrap(), "é<U+202E>,<U+001B>[2J\n<U+009B>end");
        }
    }
}
