//! Cancelling a backup or a restore.

use std::io::{self, Read, Write};

use crate::error::{BackupError, Error};
use crate::service::progress::Progress;

/// Polled during long work: whether to cancel it.
pub type CancelCheck<'a> = &'a (dyn Fn() -> bool + Sync);
/// Receives the progress of a restore, and cancels it by returning false.
pub type RestoreWatch<'a> = &'a (dyn Fn(Progress) -> bool + Sync);

pub(super) fn interrupted(outcome: &'static str) -> Error {
    BackupError::Interrupted { outcome }.into()
}

/// The error of cancelled work.
pub(super) fn stopped(error: Error, is_cancelled: CancelCheck<'_>, outcome: &'static str) -> Error {
    if is_cancelled() { interrupted(outcome) } else { error }
}

/// A stream that fails once the work is cancelled.
pub(super) struct Stoppable<'a, S> {
    stream: S,
    is_cancelled: CancelCheck<'a>,
    pub(super) has_ended: bool,
    /// Is told how many bytes have passed.
    passed: Option<(&'a dyn Fn(u64), u64)>,
}

impl<'a, S> Stoppable<'a, S> {
    pub(super) const fn new(stream: S, is_cancelled: CancelCheck<'a>) -> Self {
        Self { stream, is_cancelled, has_ended: false, passed: None }
    }

    /// Reports the number of bytes that have passed.
    pub(super) const fn counted(mut self, report: &'a dyn Fn(u64)) -> Self {
        self.passed = Some((report, 0));
        self
    }

    fn count(&mut self, bytes: io::Result<usize>) -> io::Result<usize> {
        if let (Ok(bytes), Some((report, passed))) = (&bytes, &mut self.passed) {
            *passed += *bytes as u64;
            report(*passed);
        }
        bytes
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
        let read = self.stream.read(bytes);
        self.count(read)
    }
}

impl<S: Write> Write for Stoppable<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check()?;
        let written = self.stream.write(bytes);
        self.count(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
