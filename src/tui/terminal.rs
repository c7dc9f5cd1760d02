//! The terminal: captured, and restored in every case, even after a panic.

use std::io::{self, IsTerminal, Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use crate::panics;

/// Whether the terminal is currently captured.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the mouse is captured too.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// The captured terminal. Dropping it restores the terminal.
pub(super) struct Terminal {
    /// Never dropped: on a closed terminal its destructor prints an error about the cursor that nobody could read.
    inner: ManuallyDrop<ratatui::Terminal<CrosstermBackend<Stdout>>>,
}

impl Terminal {
    /// Captures the terminal: raw mode, alternate screen, bracketed paste, hidden cursor, and the mouse if requested.
    pub(super) fn take(mouse: bool) -> io::Result<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(io::Error::other("standard input and output must be a terminal"));
        }
        restore_on_panic();
        MOUSE.store(mouse, Ordering::SeqCst);
        enter()?;
        match ratatui::Terminal::new(CrosstermBackend::new(io::stdout())) {
            Ok(inner) => Ok(Self { inner: ManuallyDrop::new(inner) }),
            Err(error) => {
                leave();
                Err(error)
            }
        }
    }

    /// Asks the terminal something; the reply comes with the keys.
    pub(super) fn ask(&mut self, question: &str) -> io::Result<()> {
        let mut output = io::stdout().lock();
        output.write_all(question.as_bytes())?;
        output.flush()
    }

    /// Draws a frame as one synchronized update. Draws nothing after a panic elsewhere restored the terminal.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        // A panicking thread waits for the frame; otherwise the rest of it would follow the restored terminal.
        let _whole = io::stdout().lock();
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        panics::rehearse("drawing");
        queue!(io::stdout(), BeginSynchronizedUpdate)?;
        let drawn = self.inner.draw(draw).map(|_| ());
        execute!(io::stdout(), EndSynchronizedUpdate).and(drawn)
    }

    /// Restores the terminal until [`Self::retake`].
    pub(super) fn release(&mut self) {
        leave();
    }

    /// Captures the terminal again, and redraws everything in the next frame.
    pub(super) fn retake(&mut self) -> io::Result<()> {
        leave();
        enter()?;
        let size = self.inner.size()?;
        // Not `clear`: it queries the cursor's position and waits in vain for the reply.
        self.inner.resize(Rect::new(0, 0, size.width, size.height))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave();
    }
}

fn enter() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    let entered = enable_raw_mode().and_then(|()| {
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        if MOUSE.load(Ordering::SeqCst) { execute!(io::stdout(), EnableMouseCapture) } else { Ok(()) }
    });
    if entered.is_err() {
        leave();
    }
    entered
}

/// Restores the terminal. Every step is tried, because on a closed terminal any of them may fail.
fn leave() {
    let _whole = io::stdout().lock();
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    if MOUSE.load(Ordering::SeqCst) {
        drop(execute!(io::stdout(), DisableMouseCapture));
    }
    drop(execute!(io::stdout(), EndSynchronizedUpdate, DisableBracketedPaste, LeaveAlternateScreen, Show));
    drop(disable_raw_mode());
}

/// Restores the terminal before the previous panic hook reports the panic.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !TAKEN.load(Ordering::SeqCst) || panics::is_contained() {
                return previous(info);
            }
            leave();
            previous(info);
        }));
    });
}
