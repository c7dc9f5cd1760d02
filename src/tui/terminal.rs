//! The terminal: taken, and given back as it was, whatever happens.

use std::io::{self, IsTerminal, Stdout};
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

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the mouse was asked for.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// The terminal while the console has it. Dropping it gives it back.
pub(super) struct Terminal {
    /// Never dropped: it would print about a cursor it can't show where the terminal is gone, and there is nobody to tell.
    inner: ManuallyDrop<ratatui::Terminal<CrosstermBackend<Stdout>>>,
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, no cursor, the mouse only if asked for.
    pub(super) fn take(mouse: bool) -> io::Result<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(io::Error::other("standard input and output must be a terminal"));
        }
        give_back_on_panic();
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

    /// Draws a frame in one go, so that no half of it is seen; nothing once a panic elsewhere gave the terminal back.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        // A thread that panics waits for the frame: what is left of it would come after the terminal was given back.
        let _whole = io::stdout().lock();
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        panics::rehearse("drawing");
        queue!(io::stdout(), BeginSynchronizedUpdate)?;
        let drawn = self.inner.draw(draw).map(|_| ());
        execute!(io::stdout(), EndSynchronizedUpdate).and(drawn)
    }

    /// Gives the terminal back for a while.
    pub(super) fn lend(&mut self) {
        leave();
    }

    /// Takes it again, whoever changed it meanwhile, and forgets what was drawn.
    pub(super) fn retake(&mut self) -> io::Result<()> {
        leave();
        enter()?;
        let size = self.inner.size()?;
        // Not `clear`: it asks the terminal where its cursor is, and waits in vain for the answer.
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

/// Each step is tried, for a terminal that is gone may refuse any of them, and there is nobody left to tell.
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

/// The terminal is given back before anything is said of a panic, which whoever set the hook before does.
fn give_back_on_panic() {
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
