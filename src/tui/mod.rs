//! The full-screen console.
//!
//! ```text
//!  terminal ─┐                    ┌─> draw
//!  signals  ─┼─> Message ─> update ┤
//!  answers  ─┘        (pure)       └─> Effect ─> runner ─> Service, on blocking threads
//! ```
//!
//! Everything that waits is taken in before one frame is drawn, and none is drawn when nothing changed.

pub mod action;
pub mod app;
pub mod clipboard;
pub mod effect;
pub mod overlays;
pub mod route;
mod runner;
pub mod screens;
mod terminal;
pub mod theme;
pub mod widgets;

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crossterm::event::{Event as TerminalEvent, EventStream, KeyEventKind, MouseEventKind};
use futures_util::StreamExt;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level::emulate_default_handler;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;

use self::app::{App, Facts, Message};
use self::effect::{Effect, Slot};
use self::runner::{Runner, Sent};
use self::terminal::Terminal;
use self::theme::Theme;
use crate::config::ThemeChoice;
use crate::error::{Error, Kind, Result};
use crate::secret::ExposeSecret;
use crate::service::{Service, Start};

/// How many events are taken in before a frame is drawn all the same.
const MOST_EVENTS: usize = 1_000;
/// How long what is being written at the end may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait for the program to be stopped; where nobody could wake it, it never is.
const STOPPED_WITHIN: Duration = Duration::from_millis(200);
/// How many rows a turn of the wheel goes.
const WHEEL: isize = 3;

/// How the console is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Take the mouse.
    pub mouse: bool,
    /// The colours.
    pub theme: ThemeChoice,
}

/// Opens the console and stays until it is left. Ended by a signal, the process ends as one that was, with the terminal
/// given back first.
///
/// # Errors
/// What the start refuses, before the terminal is taken; `Unexpected` if the terminal can't be used.
pub fn run(service: Service, options: &Options) -> Result<()> {
    let start = service.start()?;
    let service = Arc::new(service);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(no_terminal)?;
    let ended = runtime.block_on(Console::run(Arc::clone(&service), options, start));
    // An act on its way comes to its end before the store is closed.
    runtime.shutdown_timeout(PATIENCE);
    drop(service);
    match ended? {
        Ended::Quit => Ok(()),
        Ended::Signal(signal) => emulate_default_handler(signal).map_err(no_terminal),
    }
}

/// Why the console ended.
enum Ended {
    Quit,
    Signal(i32),
}

/// The console with all that it listens to.
struct Console {
    service: Arc<Service>,
    app: App,
    runner: Runner,
    terminal: Terminal,
    /// None while the terminal is lent out.
    events: Option<EventStream>,
    sent: UnboundedReceiver<Sent>,
    signals: Signals,
    ended: Option<Ended>,
}

struct Signals {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
    /// The program goes on after it was stopped.
    go_on: Signal,
    /// The terminal is gone. Not everyone to whom that happens is told so by a signal, and who reads from it hears nothing.
    gone: oneshot::Receiver<()>,
}

/// What woke the loop.
enum Woken {
    Terminal(Option<io::Result<TerminalEvent>>),
    Sent(Sent),
    Signal(i32),
    GoOn,
    Time,
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            go_on: signal(SignalKind::from_raw(SIGCONT))?,
            gone: watch_terminal()?,
        })
    }
}

impl Console {
    async fn run(service: Arc<Service>, options: &Options, start: Start) -> Result<Ended> {
        let (sender, sent) = unbounded_channel();
        let signals = Signals::listen().and_then(|signals| require_threads().map(|()| signals)).map_err(no_terminal)?;
        let theme = Theme::choose(options.theme, &environment);
        // With NO_COLOR crossterm would drop every colour, and half of a theme that was asked for by name with them.
        crossterm::style::force_color_output(theme != Theme::mono());
        let (app, effects) = App::new(Facts::of(&service), theme, start, service.now());
        let terminal = Terminal::take(options.mouse).map_err(no_terminal)?;
        let runner = Runner::new(Arc::clone(&service), sender);
        let events = Some(EventStream::new());
        let mut console = Self { service, app, runner, terminal, events, sent, signals, ended: None };
        console.carry_out(effects).await.map_err(no_terminal)?;
        let ended = match console.listen().await {
            // Whatever failed at a terminal that is gone: as good as a hang-up, which may be on its way.
            Err(_) if is_gone(Some(&Timespec::default())) => Ok(Ended::Signal(SIGHUP)),
            ended => ended,
        };
        let is_told = matches!(ended, Ok(Ended::Quit)) && console.app.is_rotating();
        match console.wind_down().await {
            Some(error) if is_told => Err(error),
            _ => ended,
        }
    }

    async fn listen(&mut self) -> Result<Ended> {
        loop {
            if self.app.take_changed() {
                self.terminal.draw(|frame| self.app.draw(frame)).map_err(no_terminal)?;
            }
            let woken = self.wait().await;
            self.take_in(woken).await?;
            for _ in 0..MOST_EVENTS {
                let Some(woken) = self.pending().await else { break };
                self.take_in(woken).await?;
            }
            if let Some(ended) = self.ended.take() {
                if self.app.copied_until().is_some() {
                    // A terminal that is gone has nothing to be cleared, and nobody is left to be told.
                    drop(clipboard::clear());
                }
                return Ok(ended);
            }
        }
    }

    /// Long work ends itself before the program does, with the terminal given back; gives how, if not well. Whoever asks
    /// once more does not wait: what is on disk can be gone on with from wherever it stopped.
    async fn wind_down(mut self) -> Option<Error> {
        self.events = None;
        self.terminal.lend();
        if !self.runner.has_long() {
            return None;
        }
        self.runner.end_long();
        loop {
            let sent = tokio::select! {
                sent = self.sent.recv() => sent?,
                _ = self.signals.terminate.recv() => return None,
                _ = self.signals.interrupt.recv() => return None,
            };
            match sent {
                Sent::Answer(ticket, outcome) if ticket.slot == Slot::Long => return outcome.err(),
                Sent::Free(Slot::Long) => return None,
                Sent::Panicked(panic) => return Some(panic.into_error()),
                Sent::Answer(..) | Sent::Notice(_) | Sent::Progress(..) | Sent::Free(_) => {}
            }
        }
    }

    async fn wait(&mut self) -> Woken {
        let until_change = self.app.next_tick().map(|at| {
            let left = at.duration_since(self.service.now());
            // A little later rather than too early, and never in a spin.
            Duration::try_from(left).unwrap_or_default() + Duration::from_millis(20)
        });
        let time = async {
            match until_change {
                Some(wait) => tokio::time::sleep(wait).await,
                None => std::future::pending().await,
            }
        };
        let input = async {
            match &mut self.events {
                Some(events) => events.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            event = input => Woken::Terminal(event),
            Some(sent) = self.sent.recv() => Woken::Sent(sent),
            _ = self.signals.terminate.recv() => Woken::Signal(SIGTERM),
            _ = self.signals.hang_up.recv() => Woken::Signal(SIGHUP),
            _ = self.signals.interrupt.recv() => Woken::Signal(SIGINT),
            _ = &mut self.signals.gone => Woken::Signal(SIGHUP),
            _ = self.signals.go_on.recv() => Woken::GoOn,
            () = time => Woken::Time,
        }
    }

    /// What is there already.
    async fn pending(&mut self) -> Option<Woken> {
        if let Ok(sent) = self.sent.try_recv() {
            return Some(Woken::Sent(sent));
        }
        let events = self.events.as_mut()?;
        // Asked with this task's own waker: the stream keeps the first one it is given, and must be able to wake us.
        poll_fn(|cx| match events.poll_next_unpin(cx) {
            Poll::Ready(event) => Poll::Ready(Some(Woken::Terminal(event))),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    async fn take_in(&mut self, woken: Woken) -> Result<()> {
        let message = match woken {
            Woken::Terminal(Some(Ok(event))) => match heard(event) {
                Some(message) => message,
                None => return Ok(()),
            },
            Woken::Terminal(Some(Err(error))) => return Err(no_terminal(error)),
            Woken::Terminal(None) => {
                self.ended = Some(Ended::Signal(SIGHUP));
                return Ok(());
            }
            Woken::Signal(signal) => {
                self.ended = Some(Ended::Signal(signal));
                return Ok(());
            }
            Woken::Sent(Sent::Answer(ticket, reply)) => Message::Answer(ticket, reply),
            Woken::Sent(Sent::Notice(notice)) => Message::Notice(notice),
            Woken::Sent(Sent::Progress(ticket, progress)) => Message::Progress(ticket, progress),
            Woken::Sent(Sent::Free(slot)) => {
                self.runner.freed(slot);
                return Ok(());
            }
            Woken::Sent(Sent::Panicked(panic)) => return Err(panic.into_error()),
            Woken::GoOn => {
                self.come_back().map_err(no_terminal)?;
                Message::Redraw
            }
            Woken::Time => Message::Tick,
        };
        let effects = self.app.update(message, self.service.now());
        self.carry_out(effects).await.map_err(no_terminal)
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Run(ticket, actor, job) => self.runner.run(ticket, actor, job),
                Effect::Copy(secret) => {
                    // Here, between two frames, for on another thread it might end up inside one.
                    if let Err(error) = clipboard::copy(secret.expose_secret()) {
                        self.app.update(Message::Failed(error), self.service.now());
                    }
                }
                Effect::ClearClipboard => {
                    if let Err(error) = clipboard::clear() {
                        self.app.update(Message::Failed(error), self.service.now());
                    }
                }
                Effect::End => self.runner.end_long(),
                Effect::Suspend => self.suspend().await?,
                Effect::Quit => self.ended = Some(Ended::Quit),
            }
        }
        Ok(())
    }

    /// Stops the whole job as Ctrl-Z does. The system leaves a job alone that no shell could wake again; then the console
    /// just goes on.
    async fn suspend(&mut self) -> io::Result<()> {
        // Two readers would steal each other's keys.
        self.events = None;
        self.terminal.lend();
        rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
        drop(tokio::time::timeout(STOPPED_WITHIN, self.signals.go_on.recv()).await);
        self.come_back()
    }

    fn come_back(&mut self) -> io::Result<()> {
        self.events = None;
        require_threads()?;
        self.terminal.retake()?;
        self.events = Some(EventStream::new());
        Ok(())
    }
}

/// Waits, on a thread that ends with the process, for the terminal to go away.
fn watch_terminal() -> io::Result<oneshot::Receiver<()>> {
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().spawn(move || {
        is_gone(None);
        // Nobody listens any more once the console is closed.
        let _unheard = sender.send(());
    })?;
    Ok(receiver)
}

/// Refuses where no thread can be created: the libraries that read keys and run jobs panic then.
fn require_threads() -> io::Result<()> {
    std::thread::Builder::new().spawn(|| ()).map(|thread| drop(thread.join()))
}

/// Whether the terminal has gone away, or does within this time; without one it is waited for.
fn is_gone(within: Option<&Timespec>) -> bool {
    let stdin = io::stdin();
    // Nothing is asked for: that the other end is gone is told anyway.
    let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
    loop {
        match poll(&mut watched, within) {
            Err(rustix::io::Errno::INTR) => {}
            told => return told.is_ok_and(|told| told > 0),
        }
    }
}

/// What the console makes of an event of the terminal.
fn heard(event: TerminalEvent) -> Option<Message> {
    match event {
        TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key)),
        TerminalEvent::Paste(text) => Some(Message::Paste(text)),
        TerminalEvent::Mouse(mouse) => match mouse.kind {
            MouseEventKind::ScrollDown => Some(Message::Wheel(WHEEL)),
            MouseEventKind::ScrollUp => Some(Message::Wheel(-WHEEL)),
            _ => None,
        },
        TerminalEvent::Resize(..) => Some(Message::Redraw),
        _ => None,
    }
}

#[expect(clippy::disallowed_methods, reason = "what the terminal is like is told by the environment alone")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn no_terminal(error: io::Error) -> Error {
    Error::new(Kind::Unexpected, "The console can't use the terminal.")
        .hint("It needs a terminal that is still there; the plain commands need none: see `kozmoai help`.")
        .because(error)
}
