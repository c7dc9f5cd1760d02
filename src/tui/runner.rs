//! Runs jobs on blocking threads: changes one after another, in order; of the queries of a slot only the newest.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::spawn_blocking;

use super::app::{Job, Reply};
use super::effect::{Slot, Ticket};
use crate::error::{Error, Result, SystemError};
use crate::model::Actor;
use crate::panics::{self, Panic};
use crate::service::Service;
use crate::service::progress::Progress;

/// The interval between progress reports.
const REPORT_INTERVAL: Duration = Duration::from_millis(100);

/// A message from a job's thread.
pub(super) enum Sent {
    /// The reply to a job.
    Reply(Ticket, Box<Result<Reply>>),
    /// A warning about a job that succeeded.
    Notice(String),
    /// The progress of a job.
    Progress(Ticket, Progress),
    /// The thread of this slot has ended, so that its next job can start.
    Free(Slot),
    /// A job panicked; the terminal is already restored.
    Panicked(Panic),
}

/// A job with its ticket and actor.
type Request = (Ticket, Option<Actor>, Box<Job>);

/// The running jobs and the queued ones.
pub(super) struct Runner {
    service: Arc<Service>,
    sender: UnboundedSender<Sent>,
    /// The queue of each slot that has a running thread.
    waiting: HashMap<Slot, VecDeque<Request>>,
    /// Whether the long-running task is cancelled.
    cancelled: Arc<AtomicBool>,
}

impl Runner {
    /// Creates a runner that replies through `sender`.
    pub(super) fn new(service: Arc<Service>, sender: UnboundedSender<Sent>) -> Self {
        Self { service, sender, waiting: HashMap::new(), cancelled: Arc::default() }
    }

    /// Starts or queues a job.
    pub(super) fn run(&mut self, ticket: Ticket, actor: Option<Actor>, job: Box<Job>) {
        let request = (ticket, actor, job);
        match self.waiting.get_mut(&ticket.slot) {
            None => {
                self.waiting.insert(ticket.slot, VecDeque::new());
                self.start(request);
            }
            Some(waiting) => {
                // A newer query replaces those that are still queued.
                if !matches!(ticket.slot, Slot::Change | Slot::Task) {
                    waiting.clear();
                }
                waiting.push_back(request);
            }
        }
    }

    /// Starts the next job of a slot whose thread has ended.
    pub(super) fn freed(&mut self, slot: Slot) {
        match self.waiting.get_mut(&slot).and_then(VecDeque::pop_front) {
            Some(request) => self.start(request),
            None => drop(self.waiting.remove(&slot)),
        }
    }

    /// Cancels the long-running task.
    pub(super) fn cancel_task(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether a long-running task is running.
    pub(super) fn has_task(&self) -> bool {
        self.waiting.contains_key(&Slot::Task)
    }

    fn start(&mut self, (ticket, actor, job): Request) {
        let (service, sender) = (Arc::clone(&self.service), self.sender.clone());
        if ticket.slot == Slot::Task {
            self.cancelled = Arc::default();
        }
        let cancelled = Arc::clone(&self.cancelled);
        if let Err(error) = require_threads() {
            // The receiver is gone once the console is closed.
            drop(sender.send(Sent::Reply(ticket, Box::new(Err(no_thread(error))))));
            drop(sender.send(Sent::Free(ticket.slot)));
            return;
        }
        spawn_blocking(move || {
            let mut reporter = Reporter { sender: &sender, ticket, last: None, reported: None };
            let reply = panics::catch(|| {
                panics::rehearse("job");
                job.run(&service, actor.as_ref(), &mut |progress| {
                    reporter.report(progress);
                    !cancelled.load(Ordering::Relaxed)
                })
            });
            // The receiver is gone once the console is closed.
            let reply = match reply {
                Ok(reply) => reply,
                Err(panic) => return drop(sender.send(Sent::Panicked(panic))),
            };
            drop(sender.send(Sent::Reply(ticket, Box::new(reply))));
            for notice in service.notices().take() {
                drop(sender.send(Sent::Notice(notice)));
            }
            drop(sender.send(Sent::Free(ticket.slot)));
        });
    }
}

/// Forwards the progress of a job: the beginning and end of each stage, and in between at a rate that people can follow.
struct Reporter<'a> {
    sender: &'a UnboundedSender<Sent>,
    ticket: Ticket,
    last: Option<Progress>,
    reported: Option<Instant>,
}

impl Reporter<'_> {
    fn report(&mut self, progress: Progress) {
        let previous = self.last.replace(progress);
        let ended = previous.filter(|previous| previous.stage != progress.stage);
        if ended.is_some() || self.reported.is_none_or(|at| at.elapsed() >= REPORT_INTERVAL) {
            self.reported = Some(Instant::now());
            for progress in ended.into_iter().chain([progress]) {
                // The receiver is gone once the console is closed.
                drop(self.sender.send(Sent::Progress(self.ticket, progress)));
            }
        }
    }
}

fn no_thread(error: io::Error) -> Error {
    Error::from(SystemError::NoThread).because(error)
}

/// Fails if no thread can be created, because the libraries that read keys and run jobs would panic.
pub(super) fn require_threads() -> io::Result<()> {
    std::thread::Builder::new().spawn(|| ()).map(|thread| drop(thread.join()))
}
