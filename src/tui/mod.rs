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
pub mod background;
pub mod clipboard;
pub mod effect;
mod events;
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
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level::emulate_default_handler;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use self::app::{App, AppInfo, Job, Message};
use self::background::{Background, Taken};
use self::effect::{Effect, Slot};
use self::events::{Event, Input};
use self::runner::{Runner, require_threads};
use self::terminal::Terminal;
use self::theme::{Look, Theme};
use crate::config::ThemeChoice;
use crate::error::{ConsoleError, Error, Result};
use crate::secret::ExposeSecret;
use crate::service::{Service, Startup};

/// The number of events after which a frame is drawn even if more are pending.
const MOST_EVENTS: usize = 1_000;
/// How long a running operation may take at the end.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait for the stop signal to take effect; it never does where no shell could resume the program.
const STOPPED_WITHIN: Duration = Duration::from_millis(200);

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

/// The console with its event sources.
struct Console {
    service: Arc<Service>,
    app: App,
    runner: Runner,
    terminal: Terminal,
    /// None while the terminal is released.
    input: Option<Input>,
    events: UnboundedReceiver<Event>,
    ended: Option<Ended>,
    look: Look,
    background: Background,
}

impl Console {
    async fn run(service: Arc<Service>, options: &Options, start: Startup) -> Result<Ended> {
        let (sender, events) = unbounded_channel();
        events::listen(&sender).and_then(|()| require_threads()).map_err(no_terminal)?;
        let look = Look::new(options.theme, &environment);
        let theme = look.theme(None);
        // With NO_COLOR, crossterm would drop every colour, even if a coloured theme was requested.
        crossterm::style::force_color_output(theme != Theme::mono());
        let (app, effects) = App::new(AppInfo::of(&service), theme, start, service.now());
        let mut terminal = Terminal::take(options.mouse).map_err(no_terminal)?;
        let background = Background::new(Instant::now(), look.asks());
        if look.asks() {
            terminal.ask(background::QUESTION).map_err(no_terminal)?;
        }
        let runner = Runner::new(Arc::clone(&service), sender);
        let input = Some(events::input());
        let mut console = Self { service, app, runner, terminal, input, events, ended: None, look, background };
        console.carry_out(effects).await.map_err(no_terminal)?;
        let ended = match console.listen().await {
            // Any failure on a closed terminal counts as a hang-up, whose signal may still be pending.
            Err(_) if events::is_terminal_closed() => Ok(Ended::Signal(SIGHUP)),
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
            // The first frame waits for the background for a short time, so that it does not change its colours at once.
            if self.background.patience(Instant::now()).is_none() && self.app.take_changed() {
                self.terminal.draw(|frame| self.app.draw(frame)).map_err(no_terminal)?;
            }
            let mut next = Some(self.wait().await);
            for _ in 0..MOST_EVENTS {
                let Some(event) = next else { break };
                self.handle(event?).await?;
                next = self.pending().await;
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

    /// Waits for the reply about the background, which would otherwise end up at the prompt of the shell.
    async fn await_reply(&mut self) {
        while let (Some(left), Some(input)) = (self.background.patience(Instant::now()), self.input.as_mut()) {
            match timeout(left, input.next()).await {
                Ok(Some(Ok(Event::Message(Message::Key(key))))) => _ = self.background.take(key, Instant::now()),
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) | Err(_) => return,
            }
        }
    }

    /// Cancels the long-running task and waits for it, with the terminal restored. Returns its error. A second signal stops
    /// the wait: whatever is on disk can be resumed.
    async fn wind_down(mut self) -> Option<Error> {
        self.await_reply().await;
        self.input = None;
        self.terminal.release();
        self.runner.cancel_queries();
        if !self.runner.has_task() {
            return None;
        }
        self.runner.cancel(Slot::Task);
        loop {
            match self.events.recv().await? {
                Event::Message(Message::Reply(ticket, outcome)) if ticket.slot == Slot::Task => return outcome.err(),
                Event::Free(Slot::Task) | Event::Signal(SIGTERM | SIGINT) => return None,
                Event::Panicked(panic) => return Some(panic.into_error()),
                Event::Message(_) | Event::Free(_) | Event::Signal(_) => {}
            }
        }
    }

    /// Waits for an event, or until something changes with time.
    async fn wait(&mut self) -> Result<Event> {
        let until_change = self.app.next_tick().map_or(Duration::MAX, |at| {
            let left = at.duration_since(self.service.now());
            // A little late rather than too early, so that it never busy-waits.
            Duration::try_from(left).unwrap_or_default() + Duration::from_millis(20)
        });
        let until_change = self.background.patience(Instant::now()).map_or(until_change, |left| left.min(until_change));
        let event = timeout(until_change, poll_fn(|cx| self.poll(cx))).await;
        event.unwrap_or(Ok(Event::Message(Message::Tick)))
    }

    /// An event that is already available.
    async fn pending(&mut self) -> Option<Result<Event>> {
        // Polled with this task's own waker: the input keeps the first waker it gets, and must be able to wake this task.
        poll_fn(|cx| match self.poll(cx) {
            Poll::Ready(event) => Poll::Ready(Some(event)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Event>> {
        if let Poll::Ready(Some(event)) = self.events.poll_recv(cx) {
            return Poll::Ready(Ok(event));
        }
        match self.input.as_mut().map(|input| input.poll_next_unpin(cx)) {
            Some(Poll::Ready(Some(event))) => Poll::Ready(event.map_err(no_terminal)),
            Some(Poll::Ready(None) | Poll::Pending) | None => Poll::Pending,
        }
    }

    async fn handle(&mut self, event: Event) -> Result<()> {
        let message = match event {
            Event::Message(Message::Key(key)) => match self.background.take(key, Instant::now()) {
                Taken::Key => Message::Key(key),
                Taken::Part => return Ok(()),
                Taken::Reply(background) => Message::Theme(Box::new(self.look.theme(background))),
            },
            Event::Message(message) => message,
            Event::Free(slot) => {
                self.runner.freed(slot);
                return Ok(());
            }
            Event::Panicked(panic) => return Err(panic.into_error()),
            Event::Signal(SIGCONT) => {
                self.resume().map_err(no_terminal)?;
                Message::Redraw
            }
            Event::Signal(signal) => {
                self.ended = Some(Ended::Signal(signal));
                return Ok(());
            }
        };
        let effects = self.app.update(message, self.service.now());
        self.carry_out(effects).await.map_err(no_terminal)
    }

    async fn carry_out(&mut self, effects: Vec<Effect<Job>>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Run(ticket, actor, job) => self.runner.run(ticket, actor, job),
                // Written here, between two frames, because from another thread it could end up inside one.
                Effect::Copy(secret) => self.report(clipboard::copy(secret.expose_secret())),
                Effect::ClearClipboard => self.report(clipboard::clear()),
                Effect::Cancel(slot) => self.runner.cancel(slot),
                Effect::Suspend => self.suspend().await?,
                Effect::Quit => self.ended = Some(Ended::Quit),
            }
        }
        Ok(())
    }

    fn report(&mut self, outcome: Result<()>) {
        if let Err(error) = outcome {
            self.app.update(Message::Failed(error), self.service.now());
        }
    }

    /// Stops the whole job, as Ctrl-Z does. The system ignores this for a job that no shell could resume; then the console
    /// simply continues. Otherwise the signal that resumes it also captures the terminal again.
    async fn suspend(&mut self) -> io::Result<()> {
        // Two readers would take each other's keys.
        self.input = None;
        self.terminal.release();
        let mut resumed = signal(SignalKind::from_raw(SIGCONT))?;
        rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
        match timeout(STOPPED_WITHIN, resumed.recv()).await {
            Ok(_) => Ok(()),
            Err(_) => self.resume(),
        }
    }

    fn resume(&mut self) -> io::Result<()> {
        self.input = None;
        require_threads()?;
        self.terminal.retake()?;
        self.input = Some(events::input());
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "only the environment tells what the terminal can do")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn no_terminal(error: io::Error) -> Error {
    Error::from(ConsoleError::TerminalUnusable).because(error)
}
