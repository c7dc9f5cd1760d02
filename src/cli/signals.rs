//! Ctrl-C, SIGTERM and SIGHUP: what they do depends on what the command is doing. Unless a function here was called, they
//! end the program as usual.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Once, OnceLock};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::OptionalActions;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::Signals;

use crate::error::{CommandError, Error, Kind, Result};

const SIGNALS: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];
/// How long the prompting thread may take, when a signal arrives, to disable echo and begin to read: after that the terminal
/// can be restored permanently.
const SETTLED: Duration = Duration::from_millis(20);
/// How often a wait for a pipe checks whether to end.
const TICK: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
/// How many bytes a writable pipe takes without blocking.
const PIPE: usize = 4096;

/// How long a second signal waits for the disk.
const ANSWER: Duration = Duration::from_secs(1);

/// What a signal does: one of the constants below.
static MODE: AtomicU8 = AtomicU8::new(ENDS_PROMPT);
/// Restores the terminal and ends the program.
const ENDS_PROMPT: u8 = 0;
/// Ends the program with an error.
const ENDS_AT_ONCE: u8 = 1;
/// Sets a flag that the operation checks.
const SETS_FLAG: u8 = 2;

static CANCELLED: OnceLock<CancelFlag> = OnceLock::new();
/// Reports that a signal ends the program, and returns the exit code.
pub(crate) type Report = Box<dyn Fn() -> u8 + Send + Sync>;
/// A flag that the signals set.
pub(crate) type CancelFlag = Arc<AtomicBool>;

/// The report of a signal that ends the program at once.
static FINAL_REPORT: OnceLock<Report> = OnceLock::new();

/// Returns a flag that the signals set from now on, for operations that check it and end cleanly. A second signal ends the
/// program at once, since an operation may wait for a server that does not answer; none is lost by that.
pub(crate) fn cancel_flag(report: Report) -> Result<CancelFlag> {
    MODE.store(SETS_FLAG, Ordering::Relaxed);
    FINAL_REPORT.get_or_init(|| report);
    listen()?;
    if let Some(flag) = CANCELLED.get() {
        return Ok(Arc::clone(flag));
    }
    let flag = CANCELLED.get_or_init(Arc::default);
    for signal in SIGNALS {
        flag::register(signal, Arc::clone(flag)).map_err(unavailable)?;
    }
    Ok(Arc::clone(flag))
}

/// What a signal interrupts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// A command that changes nothing.
    Reading,
    /// A command that only a signal ends.
    Following,
    /// A change that is all or nothing, and may just have been committed.
    Change,
    /// An operation that was already cancelled; a rotation leaves its journal.
    Operation {
        /// The journal.
        journal: PathBuf,
    },
}

impl Interruption {
    /// The error of the command; none if this is its usual end.
    pub(crate) fn error(&self) -> Option<Error> {
        let error = match self {
            Self::Following => return None,
            Self::Reading => CommandError::Interrupted.into(),
            Self::Change => CommandError::InterruptedChange.into(),
            Self::Operation { journal } => {
                let kind = if exists_in_time(journal.clone()) { Kind::Resumable } else { Kind::Interrupted };
                Error::from(CommandError::Abandoned).of_kind(kind)
            }
        };
        Some(error)
    }
}

/// Whether a file exists, as far as a disk that may hang says so in time.
fn exists_in_time(path: PathBuf) -> bool {
    let (sender, receiver) = std::sync::mpsc::channel();
    let look = move || {
        let _gone = sender.send(path.exists());
    };
    std::thread::Builder::new().spawn(look).is_ok() && receiver.recv_timeout(ANSWER) == Ok(true)
}

/// Lets the signals end the program from now on, with an error and its exit code: for operations that are all or nothing,
/// whenever they are interrupted.
pub(crate) fn end_at_once(report: Report) -> Result<()> {
    FINAL_REPORT.get_or_init(|| report);
    MODE.store(ENDS_AT_ONCE, Ordering::Relaxed);
    listen().or_else(|_| {
        // Without a thread, the program still ends with the exit code.
        let always = Arc::new(AtomicBool::new(true));
        SIGNALS.iter().try_for_each(|signal| {
            let code = Kind::Interrupted.exit_code().into();
            flag::register_conditional_shutdown(*signal, code, Arc::clone(&always)).map(drop).map_err(unavailable)
        })
    })
}

/// Until the result is dropped, Ctrl-C ends the program with the exit code of an interruption, SIGTERM and SIGHUP as usual;
/// before that, echo is restored.
pub(crate) fn at_prompt() -> Result<AtPrompt> {
    let before = AtPrompt(MODE.swap(ENDS_PROMPT, Ordering::Relaxed));
    listen().map(|()| before)
}

/// What the signals did before a prompt, and do again after it.
pub(crate) struct AtPrompt(u8);

impl Drop for AtPrompt {
    fn drop(&mut self) {
        MODE.store(self.0, Ordering::Relaxed);
    }
}

fn listen() -> Result<()> {
    static ONCE: Once = Once::new();
    let mut started = Ok(());
    ONCE.call_once(|| {
        let before = rustix::termios::tcgetattr(io::stdin());
        started = Signals::new(SIGNALS).and_then(|mut signals| {
            let listening = std::thread::Builder::new().spawn(move || {
                let mut is_cancelled = false;
                for signal in signals.forever() {
                    match (MODE.load(Ordering::Relaxed), FINAL_REPORT.get()) {
                        // The flag is already set.
                        (SETS_FLAG, _) if !std::mem::replace(&mut is_cancelled, true) => continue,
                        (SETS_FLAG | ENDS_AT_ONCE, Some(report)) => signal_hook::low_level::exit(report().into()),
                        _ => {}
                    }
                    if let Ok(before) = &before {
                        for pause in [SETTLED, Duration::ZERO] {
                            // Without a terminal there is nothing to restore.
                            let _refused = rustix::termios::tcsetattr(io::stdin(), OptionalActions::Now, before);
                            std::thread::sleep(pause);
                        }
                    }
                    drop(writeln!(io::stderr()));
                    if signal != SIGINT {
                        // Returns only for a signal that ends nothing, which none of these is.
                        drop(signal_hook::low_level::emulate_default_handler(signal));
                    }
                    signal_hook::low_level::exit(Kind::Interrupted.exit_code().into());
                }
            });
            listening.map(drop)
        });
    });
    started.map_err(unavailable)
}

/// Lets a write beyond the limit of file sizes fail as one to a full disk does, instead of ending the program.
pub(crate) fn survive_file_size_limit() {
    // Where no handler can be installed, the signal ends the program, as it does everywhere.
    drop(flag::register(SIGXFSZ, Arc::default()));
}

fn unavailable(error: io::Error) -> Error {
    Error::from(CommandError::SignalsUnavailable).because(error)
}

/// A stream whose reads end when a signal sets the flag. Nothing may have been read from standard input before.
pub(crate) struct Waiting<S>(pub(crate) S);

impl<S: AsFd> Read for Waiting<S> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        wait_for(self.0.as_fd(), PollFlags::IN)?;
        Ok(rustix::io::read(&self.0, bytes)?)
    }
}

/// Standard output, unbuffered, that reports every error.
pub(crate) struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let stdout = io::stdout();
        let is_cancellable = MODE.load(Ordering::Relaxed) == SETS_FLAG;
        if is_cancellable {
            wait_for(stdout.as_fd(), PollFlags::OUT)?;
        }
        let part = if is_cancellable { bytes.get(..PIPE).unwrap_or(bytes) } else { bytes };
        Ok(rustix::io::write(stdout, part)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Waits until a stream can be read or written, or is closed, which the next call reports.
fn wait_for(stream: BorrowedFd<'_>, what: PollFlags) -> io::Result<()> {
    loop {
        if CANCELLED.get().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(io::Error::other("cancelled by a signal"));
        }
        match poll(&mut [PollFd::from_borrowed_fd(stream, what)], Some(&TICK)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}
