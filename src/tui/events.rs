//! What happens outside the console's state: input, signals, and what background threads report.

use std::future::ready;
use std::io;
use std::pin::Pin;

use crossterm::event::{Event as TerminalEvent, EventStream, KeyEventKind};
use futures_util::StreamExt;
use futures_util::stream::{Stream, once};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;

use super::app::Message;
use super::effect::Slot;
use super::widgets::pointer::Pointer;
use crate::panics::Panic;

/// An event.
pub(super) enum Event {
    /// A message for the console's state.
    Message(Message),
    /// The thread of this slot has ended, so that its next job can start.
    Free(Slot),
    /// A job panicked; the terminal is already restored.
    Panicked(Panic),
    /// A signal; a closed terminal counts as a hang-up.
    Signal(i32),
}

/// The events of the terminal.
pub(super) type Input = Pin<Box<dyn Stream<Item = io::Result<Event>>>>;

/// Reads from the terminal until it is closed.
pub(super) fn input() -> Input {
    let events = EventStream::new().filter_map(|event| ready(event.map(message_of).transpose()));
    let messages = events.map(|message| message.map(Event::Message));
    Box::pin(messages.chain(once(ready(Ok(Event::Signal(SIGHUP))))))
}

/// The message for an event of the terminal.
fn message_of(event: TerminalEvent) -> Option<Message> {
    match event {
        TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key)),
        TerminalEvent::Paste(text) => Some(Message::Paste(text.into())),
        TerminalEvent::Mouse(mouse) => Pointer::of(mouse).map(Message::Mouse),
        TerminalEvent::Resize(..) => Some(Message::Redraw),
        _ => None,
    }
}

/// Sends signals, also that the terminal was closed: not every process gets a signal then, and reads from the terminal report
/// nothing.
pub(super) fn listen(sender: &UnboundedSender<Event>) -> io::Result<()> {
    for number in [SIGTERM, SIGHUP, SIGINT, SIGCONT] {
        let mut signal = signal(SignalKind::from_raw(number))?;
        let sender = sender.clone();
        tokio::spawn(async move { while signal.recv().await.is_some() && sender.send(Event::Signal(number)).is_ok() {} });
    }
    let sender = sender.clone();
    // This thread ends with the process.
    std::thread::Builder::new().spawn(move || {
        is_closed(None);
        // The receiver is gone once the console is closed.
        drop(sender.send(Event::Signal(SIGHUP)));
    })?;
    Ok(())
}

/// Whether the terminal is closed.
pub(super) fn is_terminal_closed() -> bool {
    is_closed(Some(&Timespec::default()))
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
