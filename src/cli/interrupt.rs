//! Ctrl-C, SIGTERM and SIGHUP: what they do depends on what the command is doing. Where none of this was called, they end
//! the program as they always do.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Once, OnceLock};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::OptionalActions;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;

use super::output::Output;
use crate::error::{CommandError, Error, Kind, Result};

const SIGNALS: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];
/// Within so long the asking thread, if a signal met it on its way there, has hidden what is typed and waits for it: after that
/// the terminal can be restored for good.
const SETTLED: Duration = Duration::from_millis(20);
/// How often it is looked whether to end while a pipe is waited for.
const TICK: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
/// What a pipe that can be written takes at once without waiting, in bytes.
const PIPE: usize = 4096;

/// What a signal does now: one of these.
static MODE: AtomicU8 = AtomicU8::new(ENDS_PROMPT);
/// It ends the program, and the terminal is restored before.
const ENDS_PROMPT: u8 = 0;
/// It ends the program with what is to be said.
const ENDS_AT_ONCE: u8 = 1;
/// It asks the work to end itself.
const ASKS: u8 = 2;

static ASKED_TO_END: OnceLock<Arc<AtomicBool>> = OnceLock::new();
/// What is said when a signal ends the program at once.
static LAST_WORDS: OnceLock<(Output, Interruption)> = OnceLock::new();

/// A flag that these signals set from now on, for work that looks at it and ends itself cleanly.
pub(super) fn asked_to_end() -> Result<Arc<AtomicBool>> {
    MODE.store(ASKS, Ordering::Relaxed);
    if let Some(flag) = ASKED_TO_END.get() {
        return Ok(Arc::clone(flag));
    }
    let flag = ASKED_TO_END.get_or_init(Arc::default);
    for signal in SIGNALS {
        flag::register(signal, Arc::clone(flag)).map_err(deaf)?;
    }
    Ok(Arc::clone(flag))
}

/// What a signal interrupts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interruption {
    /// A command that changes nothing.
    Reading,
    /// A change that is all or nothing, and may just have been committed.
    Change,
}

impl Interruption {
    fn error(self) -> Error {
        match self {
            Self::Reading => CommandError::Interrupted.into(),
            Self::Change => CommandError::InterruptedChange.into(),
        }
    }
}

/// These signals end the program from now on, with a message and an exit code of its own: for work that any database
/// carries out whole or not at all, whenever it is cut short.
pub(super) fn at_once(output: &Output, interruption: Interruption) -> Result<()> {
    LAST_WORDS.get_or_init(|| (output.clone(), interruption));
    MODE.store(ENDS_AT_ONCE, Ordering::Relaxed);
    listen().or_else(|_| {
        // Where no thread can be had, nothing is said.
        let always = Arc::new(AtomicBool::new(true));
        SIGNALS.iter().try_for_each(|signal| {
            let code = Kind::Interrupted.exit_code().into();
            flag::register_conditional_shutdown(*signal, code, Arc::clone(&always)).map(drop).map_err(deaf)
        })
    })
}

/// Ctrl-C at a prompt ends the program with its own exit code, SIGTERM and SIGHUP as they always do; before that the
/// terminal shows again what is typed.
pub(super) fn at_prompt() -> Result<()> {
    MODE.store(ENDS_PROMPT, Ordering::Relaxed);
    listen()
}

fn listen() -> Result<()> {
    static ONCE: Once = Once::new();
    let mut begun = Ok(());
    ONCE.call_once(|| {
        let before = rustix::termios::tcgetattr(io::stdin());
        begun = Signals::new(SIGNALS).and_then(|mut signals| {
            let listening = std::thread::Builder::new().spawn(move || {
                for signal in signals.forever() {
                    match (MODE.load(Ordering::Relaxed), LAST_WORDS.get()) {
                        // The flag is set already.
                        (ASKS, _) => continue,
                        (ENDS_AT_ONCE, Some((output, interruption))) => {
                            output.error(&interruption.error());
                            signal_hook::low_level::exit(Kind::Interrupted.exit_code().into());
                        }
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
                        // Comes back only from a signal that ends nothing, which none of these is.
                        drop(signal_hook::low_level::emulate_default_handler(signal));
                    }
                    signal_hook::low_level::exit(Kind::Interrupted.exit_code().into());
                }
            });
            listening.map(drop)
        });
    });
    begun.map_err(deaf)
}

fn deaf(error: io::Error) -> Error {
    Error::from(CommandError::SignalsUnavailable).because(error)
}

/// A stream that is waited for only as long as nobody asks to end. Nothing may have been read from standard input before.
pub(super) struct Waiting<S>(pub(super) S);

impl<S: AsFd> Read for Waiting<S> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        wait_for(self.0.as_fd(), PollFlags::IN)?;
        Ok(rustix::io::read(&self.0, bytes)?)
    }
}

/// Standard output without a buffer and with every error of it.
pub(super) struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let stdout = io::stdout();
        let can_wait = MODE.load(Ordering::Relaxed) == ASKS;
        if can_wait {
            wait_for(stdout.as_fd(), PollFlags::OUT)?;
        }
        let some = if can_wait { bytes.get(..PIPE).unwrap_or(bytes) } else { bytes };
        Ok(rustix::io::write(stdout, some)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Waits until a stream can be read or written, or is gone, which the next call tells.
fn wait_for(stream: BorrowedFd<'_>, what: PollFlags) -> io::Result<()> {
    loop {
        if ASKED_TO_END.get().is_some_and(|asked| asked.load(Ordering::Relaxed)) {
            return Err(io::Error::other("it was asked to end"));
        }
        match poll(&mut [PollFd::from_borrowed_fd(stream, what)], Some(&TICK)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}
