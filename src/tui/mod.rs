//! The full-screen console.
//!
//! ```text
//!  terminal ─┐                    ┌─> draw
//!  signals  ─┼─> Message ─> update ┤
//!  replies  ─┘        (pure)       └─> Effect ─> runner ─> Service, on blocking threads
//! ```
//!
//! All pending events are handled before a frame is drawn, and no frame is drawn when nothing changed.

pub mod action;
pub mod app;
pub mod clipboard;
pub mod effect;
pub mod overlays;
pub mod parts;
pub mod route;
mod runner;
pub mod screen;
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

use self::app::{App, AppInfo, Job, Message};
use self::effect::{Effect, Slot};
use self::runner::{Runner, Sent, require_threads};
use self::terminal::Terminal;
use self::theme::Theme;
use crate::config::ThemeChoice;
use crate::error::{ConsoleError, Error, Result};
use crate::secret::ExposeSecret;
use crate::service::{Service, Startup};

/// The number of events after which a frame is drawn even if more are pending.
const MOST_EVENTS: usize = 1_000;
/// How long a running operation may take at the end.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait for the stop signal to take effect; it never does where no shell could resume the program.
const STOPPED_WITHIN: Duration = Duration::from_millis(200);
/// The rows that one turn of the mouse wheel scrolls.
const WHEEL: isize = 3;

/// The options of the console.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether the mouse is captured.
    pub mouse: bool,
    /// The theme.
    pub theme: ThemeChoice,
}

/// Runs the console until the user quits. On a signal, the terminal is restored first and the process then ends with that
/// signal's status.
///
/// # Errors
/// Those of [`Service::start`], before the terminal is captured; `Unexpected` if the terminal can't be used.
pub fn run(service: Service, options: &Options) -> Result<()> {
    let start = service.start()?;
    let service = Arc::new(service);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(no_terminal)?;
    let ended = runtime.block_on(Console::run(Arc::clone(&service), options, start));
    // A running operation finishes before the database is closed.
    runtime.shutdown_timeout(TIMEOUT);
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

/// The console with its event sources.
struct Console {
    service: Arc<Service>,
    app: App,
    runner: Runner,
    terminal: Terminal,
    /// None while the terminal is released.
    events: Option<EventStream>,
    sent: UnboundedReceiver<Sent>,
    signals: Signals,
    ended: Option<Ended>,
}

struct Signals {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
    /// The program was resumed after a stop.
    resumed: Signal,
    /// The terminal was closed. Not every process gets a signal then, and reads from the terminal report nothing.
    closed: oneshot::Receiver<()>,
}

/// What woke the loop.
enum Woken {
    Terminal(Option<io::Result<TerminalEvent>>),
    Sent(Sent),
    Signal(i32),
    Resumed,
    Time,
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            resumed: signal(SignalKind::from_raw(SIGCONT))?,
            closed: watch_terminal()?,
        })
    }
}

impl Console {
    async fn run(service: Arc<Service>, options: &Options, start: Startup) -> Result<Ended> {
        let (sender, sent) = unbounded_channel();
        let signals = Signals::listen().and_then(|signals| require_threads().map(|()| signals)).map_err(no_terminal)?;
        let theme = Theme::choose(options.theme, &environment);
        // With NO_COLOR, crossterm would drop every colour, even if a coloured theme was requested.
        crossterm::style::force_color_output(theme != Theme::mono());
        let (app, effects) = App::new(AppInfo::of(&service), theme, start, service.now());
        let terminal = Terminal::take(options.mouse).map_err(no_terminal)?;
        let runner = Runner::new(Arc::clone(&service), sender);
        let events = Some(EventStream::new());
        let mut console = Self { service, app, runner, terminal, events, sent, signals, ended: None };
        console.carry_out(effects).await.map_err(no_terminal)?;
        let ended = match console.listen().await {
            // Any failure on a closed terminal counts as a hang-up, whose signal may still be pending.
            Err(_) if is_closed(Some(&Timespec::default())) => Ok(Ended::Signal(SIGHUP)),
            ended => ended,
        };
        let reports_failure = matches!(ended, Ok(Ended::Quit)) && console.app.is_rotating();
        match console.wind_down().await {
            Some(error) if reports_failure => Err(error),
            _ => ended,
        }
    }

    async fn listen(&mut self) -> Result<Ended> {
        loop {
            if self.app.take_changed() {
                self.terminal.draw(|frame| self.app.draw(frame)).map_err(no_terminal)?;
            }
            let woken = self.wait().await;
            self.handle(woken).await?;
            for _ in 0..MOST_EVENTS {
                let Some(woken) = self.pending().await else { break };
                self.handle(woken).await?;
            }
            if let Some(ended) = self.ended.take() {
                if self.app.copied_until().is_some() {
                    // A closed terminal has no clipboard to clear, and nobody could read an error.
                    drop(clipboard::clear());
                }
                return Ok(ended);
            }
        }
    }

    /// Cancels the long-running task and waits for it, with the terminal restored. Returns its error. A second signal stops
    /// the wait: whatever is on disk can be resumed.
    async fn wind_down(mut self) -> Option<Error> {
        self.events = None;
        self.terminal.release();
        if !self.runner.has_task() {
            return None;
        }
        self.runner.cancel_task();
        loop {
            let sent = tokio::select! {
                sent = self.sent.recv() => sent?,
                _ = self.signals.terminate.recv() => return None,
                _ = self.signals.interrupt.recv() => return None,
            };
            match sent {
                Sent::Reply(ticket, outcome) if ticket.slot == Slot::Task => return outcome.err(),
                Sent::Free(Slot::Task) => return None,
                Sent::Panicked(panic) => return Some(panic.into_error()),
                Sent::Reply(..) | Sent::Notice(_) | Sent::Progress(..) | Sent::Free(_) => {}
            }
        }
    }

    async fn wait(&mut self) -> Woken {
        let until_change = self.app.next_tick().map(|at| {
            let left = at.duration_since(self.service.now());
            // A little late rather than too early, so that it never busy-waits.
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
            _ = &mut self.signals.closed => Woken::Signal(SIGHUP),
            _ = self.signals.resumed.recv() => Woken::Resumed,
            () = time => Woken::Time,
        }
    }

    /// An event that is already available.
    async fn pending(&mut self) -> Option<Woken> {
        if let Ok(sent) = self.sent.try_recv() {
            return Some(Woken::Sent(sent));
        }
        let events = self.events.as_mut()?;
        // Polled with this task's own waker: the stream keeps the first waker it gets, and must be able to wake this task.
        poll_fn(|cx| match events.poll_next_unpin(cx) {
            Poll::Ready(event) => Poll::Ready(Some(Woken::Terminal(event))),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    async fn handle(&mut self, woken: Woken) -> Result<()> {
        let message = match woken {
            Woken::Terminal(Some(Ok(event))) => match message_of(event) {
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
            Woken::Sent(Sent::Reply(ticket, reply)) => Message::Reply(ticket, reply),
            Woken::Sent(Sent::Notice(notice)) => Message::Notice(notice),
            Woken::Sent(Sent::Progress(ticket, progress)) => Message::Progress(ticket, progress),
            Woken::Sent(Sent::Free(slot)) => {
                self.runner.freed(slot);
                return Ok(());
            }
            Woken::Sent(Sent::Panicked(panic)) => return Err(panic.into_error()),
            Woken::Resumed => {
                self.resume().map_err(no_terminal)?;
                Message::Redraw
            }
            Woken::Time => Message::Tick,
        };
        let effects = self.app.update(message, self.service.now());
        self.carry_out(effects).await.map_err(no_terminal)
    }

    async fn carry_out(&mut self, effects: Vec<Effect<Job>>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Run(ticket, actor, job) => self.runner.run(ticket, actor, job),
                Effect::Copy(secret) => {
                    // Written here, between two frames, because from another thread it could end up inside one.
                    if let Err(error) = clipboard::copy(secret.expose_secret()) {
                        self.app.update(Message::Failed(error), self.service.now());
                    }
                }
                Effect::ClearClipboard => {
                    if let Err(error) = clipboard::clear() {
                        self.app.update(Message::Failed(error), self.service.now());
                    }
                }
                Effect::CancelTask => self.runner.cancel_task(),
                Effect::Suspend => self.suspend().await?,
                Effect::Quit => self.ended = Some(Ended::Quit),
            }
        }
        Ok(())
    }

    /// Stops the whole job, as Ctrl-Z does. The system ignores this for a job that no shell could resume; then the console
    /// simply continues.
    async fn suspend(&mut self) -> io::Result<()> {
        // Two readers would take each other's keys.
        self.events = None;
        self.terminal.release();
        rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
        drop(tokio::time::timeout(STOPPED_WITHIN, self.signals.resumed.recv()).await);
        self.resume()
    }

    fn resume(&mut self) -> io::Result<()> {
        self.events = None;
        require_threads()?;
        self.terminal.retake()?;
        self.events = Some(EventStream::new());
        Ok(())
    }
}

/// Watches, on a thread that ends with the process, for the terminal to be closed.
fn watch_terminal() -> io::Result<oneshot::Receiver<()>> {
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().spawn(move || {
        is_closed(None);
        // The receiver is gone once the console is closed.
        let _unheard = sender.send(());
    })?;
    Ok(receiver)
}

/// Whether the terminal is closed within this time; without a time, waits until it is.
fn is_closed(within: Option<&Timespec>) -> bool {
    let stdin = io::stdin();
    // No event is requested: a closed terminal is always reported.
    let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
    loop {
        match poll(&mut watched, within) {
            Err(rustix::io::Errno::INTR) => {}
            polled => return polled.is_ok_and(|events| events > 0),
        }
    }
}

/// The message for an event of the terminal.
fn message_of(event: TerminalEvent) -> Option<Message> {
    match event {
        TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key)),
        TerminalEvent::Paste(text) => Some(Message::Paste(text.into())),
        TerminalEvent::Mouse(mouse) => match mouse.kind {
            MouseEventKind::ScrollDown => Some(Message::Wheel(WHEEL)),
            MouseEventKind::ScrollUp => Some(Message::Wheel(-WHEEL)),
            _ => None,
        },
        TerminalEvent::Resize(..) => Some(Message::Redraw),
        _ => None,
    }
}

#[expect(clippy::disallowed_methods, reason = "only the environment tells what the terminal can do")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn no_terminal(error: io::Error) -> Error {
    Error::from(ConsoleError::TerminalUnusable).because(error)
}
