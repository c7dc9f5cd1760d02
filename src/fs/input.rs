//! Files that the command line or a setting names for reading. Pipes and terminals are read too, but not waited for forever:
//! a pipe in place of a file may have no writer.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{Mode, OFlags};

use super::account::Account;
use super::private::{content, unreadable};
use super::trust::Trust;
use crate::error::Result;
use crate::secret::Zeroizing;

/// How long a named pipe may be silent.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Descriptors that were opened by the parent process, which may take its time to write.
const OWN_DESCRIPTORS: [&str; 4] = ["/dev/fd/", "/proc/self/fd/", "/dev/stdin", "/proc/thread-self/fd/"];

/// An open file.
pub struct InputFile {
    file: File,
    /// Whether the wait for data is limited.
    is_awaited: bool,
}

impl InputFile {
    fn of(file: File, path: &Path) -> io::Result<Self> {
        let is_regular = file.metadata()?.is_file();
        let is_awaited = !is_regular && !is_own_descriptor(path);
        if !is_awaited {
            let flags = rustix::fs::fcntl_getfl(&file)?;
            rustix::fs::fcntl_setfl(&file, flags - OFlags::NONBLOCK)?;
        }
        Ok(Self { file, is_awaited })
    }

    /// Waits for the first data.
    ///
    /// # Errors
    /// `TimedOut` if there is no writer.
    pub fn await_data(self) -> io::Result<Self> {
        if self.is_awaited {
            self.wait()?;
        }
        Ok(self)
    }

    /// Waits for data or the end of the file.
    fn wait(&self) -> io::Result<()> {
        let begin = Instant::now();
        loop {
            let left = TIMEOUT.saturating_sub(begin.elapsed());
            let timeout = Timespec::try_from(left).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
            match poll(&mut [PollFd::new(&self.file, PollFlags::IN)], Some(&timeout)) {
                Ok(0) => return Err(io::Error::new(io::ErrorKind::TimedOut, "nobody writes to it")),
                Ok(_) => return Ok(()),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl AsFd for InputFile {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl Read for InputFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.is_awaited {
            self.wait()?;
        }
        self.file.read(bytes)
    }
}

/// Opens a file that the command line names, regardless of its owner.
///
/// # Errors
/// The system's error.
pub fn open(path: &Path) -> io::Result<InputFile> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    InputFile::of(File::from(rustix::fs::open(path, flags, Mode::empty())?), path)
}

/// Reads a file that the command line names, regardless of its owner; none if it does not exist.
///
/// # Errors
/// `Usage` if it is a directory, too large, unreadable, or a pipe without a writer.
pub fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>> {
    Ok(read_with_owner(path)?.map(|(bytes, _)| bytes))
}

/// The same with the owner of the file that was read.
///
/// # Errors
/// As [`read`].
pub fn read_with_owner(path: &Path) -> Result<Option<(Zeroizing<Vec<u8>>, Account)>> {
    match open(path).and_then(|input| input.file.metadata().map(|found| (input, found))) {
        Ok((input, found)) => Ok(Some((content(input, found.len(), path)?, Account::of(&found)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, error)),
    }
}

/// Reads a file that a setting names; none if it does not exist. It must be trusted, and a pipe must belong to this account or
/// root.
///
/// # Errors
/// As [`read`]; `Usage` if it is not trusted.
pub fn read_trusted(path: &Path, trust: Trust) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let found = std::fs::metadata(path);
    if found.as_ref().is_ok_and(std::fs::Metadata::is_file) {
        return super::private::read(path, trust);
    }
    if is_own_descriptor(path) || found.is_err() {
        return read(path);
    }
    let Some(pipe) = Trust::own().open_pipe(path)? else { return Ok(None) };
    let pipe = InputFile::of(pipe, path).map_err(|error| unreadable(path, error))?;
    content(pipe, 0, path).map(Some)
}

fn is_own_descriptor(path: &Path) -> bool {
    path.to_str().is_some_and(|path| OWN_DESCRIPTORS.iter().any(|own| path.starts_with(own)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::io::Write;

    use super::*;

    #[test]
    fn pipe_is_read_to_end_with_timeout() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let path = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        for is_trusted in [false, true] {
            let writer = std::thread::spawn({
                let path = path.clone();
                move || File::options().write(true).open(path).unwrap().write_all(b"content").unwrap()
            });
            let content = if is_trusted { read_trusted(&path, Trust::own()) } else { read(&path) };
            assert_eq!(**content.unwrap().unwrap(), *b"content");
            writer.join().unwrap();
        }
        let error = read(&path).unwrap_err();
        assert!(error.to_string().contains("nobody writes to it"), "{error}");
        assert_eq!(read(&folder.path().join("nothing")).unwrap(), None);
    }
}
