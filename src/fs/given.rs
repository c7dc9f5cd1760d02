//! Files that somebody named for reading: on the command line or in a setting. Pipes and terminals are read too, and waited
//! for only so long, since whoever put one in the place of a file may never write to it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{Mode, OFlags};

use super::private::{content, unreadable};
use super::trust::Trust;
use crate::error::Result;

/// How long a pipe of a name may say nothing.
const PATIENCE: Duration = Duration::from_secs(5);
/// What was opened by whoever started this process, who may take time to write it.
const OWN_DESCRIPTORS: [&str; 4] = ["/dev/fd/", "/proc/self/fd/", "/dev/stdin", "/proc/thread-self/fd/"];

/// An open file.
pub struct Given {
    file: File,
    /// Whether it is waited for only so long.
    is_awaited: bool,
}

impl Given {
    fn of(file: File, path: &Path) -> io::Result<Self> {
        let is_regular = file.metadata()?.is_file();
        let is_awaited = !is_regular && !is_own_descriptor(path);
        if !is_awaited {
            let flags = rustix::fs::fcntl_getfl(&file)?;
            rustix::fs::fcntl_setfl(&file, flags - OFlags::NONBLOCK)?;
        }
        Ok(Self { file, is_awaited })
    }

    /// The same once there is something to read.
    ///
    /// # Errors
    /// `TimedOut` if nobody writes to it.
    pub fn begun(self) -> io::Result<Self> {
        if self.is_awaited {
            self.wait()?;
        }
        Ok(self)
    }

    fn size(&self) -> io::Result<u64> {
        self.file.metadata().map(|found| found.len())
    }

    /// Waits until there is something to read, or the end.
    fn wait(&self) -> io::Result<()> {
        let begin = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(begin.elapsed());
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

impl AsFd for Given {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl Read for Given {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.is_awaited {
            self.wait()?;
        }
        self.file.read(bytes)
    }
}

/// Opens a file that was named on the command line, whoever it belongs to.
///
/// # Errors
/// What the system says of it.
pub fn open(path: &Path) -> io::Result<Given> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Given::of(File::from(rustix::fs::open(path, flags, Mode::empty())?), path)
}

/// The content of a file that was named on the command line, whoever it belongs to; none if there is no such file.
///
/// # Errors
/// `Usage` if it is a folder, too large, cannot be read, or is a pipe that nobody writes to.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match open(path).and_then(|file| file.size().map(|size| (file, size))) {
        Ok((file, size)) => content(file, size, path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, error)),
    }
}

/// The content of a file that a setting names; none if there is no such file. It must be trusted, and a pipe must be this
/// account's or root's.
///
/// # Errors
/// As [`read`]; `Usage` if it is not trusted.
pub fn read_trusted(path: &Path, trust: Trust) -> Result<Option<Vec<u8>>> {
    let found = std::fs::metadata(path);
    if found.as_ref().is_ok_and(std::fs::Metadata::is_file) {
        return super::private::read(path, trust);
    }
    if is_own_descriptor(path) || found.is_err() {
        return read(path);
    }
    let Some(pipe) = Trust::own().open_pipe(path)? else { return Ok(None) };
    let pipe = Given::of(pipe, path).map_err(|error| unreadable(path, error))?;
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
    fn pipe_is_read_to_its_end_and_not_for_ever() {
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
            assert_eq!(content.unwrap().unwrap(), b"content");
            writer.join().unwrap();
        }
        let error = read(&path).unwrap_err();
        assert!(error.to_string().contains("nobody writes to it"), "{error}");
        assert_eq!(read(&folder.path().join("nothing")).unwrap(), None);
    }
}
