//! Runs jobs on blocking threads: changes one after another, in order; of the queries of a slot only the newest.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::spawn_blocking;

use super::app::{Job, Message};
use super::effect::{Slot, Ticket};
use super::events::Event;
use crate::error::{Error, SystemError};
use crate::model::Actor;
use crate::panics;
use crate::service::Service;
use crate::service::progress::Progress;

/// The interval between progress reports.
const REPORT_INTERVAL: Duration = Duration::from_millis(100);

/// A job with its ticket and actor.
type Request = (Ticket, Option<Actor>, Box<Job>);

/// The running jobs and the queued ones.
pub(super) struct Runner {
    service: Arc<Service>,
    sender: UnboundedSender<Event>,
    /// The queue of each slot that has a running thread.
    waiting: HashMap<Slot, VecDeque<Request>>,
    /// Whether the job that runs in a slot is cancelled.
    cancelled: HashMap<Slot, Arc<AtomicBool>>,
}

impl Runner {
    /// Creates a runner that replies through `sender`.
    pub(super) fn new(service: Arc<Service>, sender: UnboundedSender<Event>) -> Self {
        Self { service, sender, waiting: HashMap::new(), cancelled: HashMap::new() }
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
                // A newer query replaces the running one, if that can be cancelled, and those that are still queued.
                let is_query = !matches!(ticket.slot, Slot::Change | Slot::Task);
                if is_query {
                    waiting.clear();
                }
                waiting.push_back(request);
                if is_query {
                    self.cancel(ticket.slot);
                }
            }
        }
    }

    /// Starts the next job of a slot whose thread has ended.
    pub(super) fn freed(&mut self, slot: Slot) {
        match self.waiting.get_mut(&slot).and_then(VecDeque::pop_front) {
            Some(request) => self.start(request),
            None => {
                self.waiting.remove(&slot);
                self.cancelled.remove(&slot);
            }
        }
    }

    /// Cancels the job that runs in a slot.
    pub(super) fn cancel(&self, slot: Slot) {
        if let Some(cancelled) = self.cancelled.get(&slot) {
            cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Cancels all queries, and forgets those that are queued.
    pub(super) fn cancel_queries(&mut self) {
        for (slot, waiting) in self.waiting.iter_mut().filter(|(slot, _)| !matches!(slot, Slot::Change | Slot::Task)) {
            waiting.clear();
            if let Some(cancelled) = self.cancelled.get(slot) {
                cancelled.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Whether a long-running task is running.
    pub(super) fn has_task(&self) -> bool {
        self.waiting.contains_key(&Slot::Task)
    }

    fn start(&mut self, (ticket, actor, job): Request) {
        let (service, sender) = (Arc::clone(&self.service), self.sender.clone());
        let cancelled = Arc::<AtomicBool>::default();
        self.cancelled.insert(ticket.slot, Arc::clone(&cancelled));
        // The receiver is gone once the console is closed.
        let send = move |event| drop(sender.send(event));
        if let Err(error) = require_threads() {
            let error = Error::from(SystemError::NoThread).because(error);
            send(Event::Message(Message::Reply(ticket, Box::new(Err(error)))));
            send(Event::Free(ticket.slot));
            return;
        }
        spawn_blocking(move || {
            let mut pace = Pace::default();
            let reply = panics::catch(|| {
                panics::rehearse("job");
                job.run(&service, actor.as_ref(), &mut |progress| {
                    for progress in pace.due(progress).into_iter().flatten() {
                        send(Event::Message(Message::Progress(ticket, progress)));
                    }
                    !cancelled.load(Ordering::Relaxed)
                })
            });
            let reply = match reply {
                Ok(reply) => reply,
                Err(panic) => return send(Event::Panicked(panic)),
            };
            send(Event::Message(Message::Reply(ticket, Box::new(reply))));
            for notice in service.notices().take() {
                send(Event::Message(Message::Notice(notice)));
            }
            send(Event::Free(ticket.slot));
        });
    }
}

/// The pace of progress reports: the beginning and end of each stage, and in between at a rate that people can follow.
#[derive(Default)]
struct Pace {
    last: Option<Progress>,
    reported: Option<Instant>,
}

impl Pace {
    /// What is to be reported now: the end of the previous stage, and the present progress.
    fn due(&mut self, progress: Progress) -> [Option<Progress>; 2] {
        let ended = self.last.replace(progress).filter(|previous| previous.stage != progress.stage);
        if ended.is_none() && self.reported.is_some_and(|at| at.elapsed() < REPORT_INTERVAL) {
            return [None, None];
        }
        self.reported = Some(Instant::now());
        [ended, Some(progress)]
    }
}

/// Fails if no thread can be created, because the libraries that read keys and run jobs would panic.
pub(super) fn require_threads() -> io::Result<()> {
    std::thread::Builder::new().spawn(|| ()).map(|thread| drop(thread.join()))
}
