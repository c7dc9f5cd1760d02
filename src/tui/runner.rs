//! Carries jobs out on blocking threads: acts one after another, in order; of the questions of one slot only the newest.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::spawn_blocking;

use super::effect::{Job, Reply, Slot, Ticket, perform};
use crate::error::{Error, Kind, Result};
use crate::model::Actor;
use crate::panics::{self, Panic};
use crate::service::Service;
use crate::service::rotation::Progress;

/// How often it is told how far a job is.
const NEWS: Duration = Duration::from_millis(100);

/// What a thread sends back.
pub(super) enum Sent {
    /// What came of a job.
    Answer(Ticket, Box<Result<Reply>>),
    /// What people should know although a job succeeded.
    Notice(String),
    /// How far a job is.
    Progress(Ticket, Progress),
    /// The thread of this slot has ended: its next job may begin.
    Free(Slot),
    /// A job panicked; the terminal was given back by then.
    Panicked(Panic),
}

/// A job and who asks for it.
type Request = (Ticket, Option<Actor>, Box<Job>);

/// The jobs on their way and those that wait for their turn.
pub(super) struct Runner {
    service: Arc<Service>,
    sender: UnboundedSender<Sent>,
    /// By slot, for those that have a thread running: what is next.
    waiting: HashMap<Slot, VecDeque<Request>>,
    /// Whether the long work was asked to end.
    ending: Arc<AtomicBool>,
}

impl Runner {
    /// A runner that answers through `sender`.
    pub(super) fn new(service: Arc<Service>, sender: UnboundedSender<Sent>) -> Self {
        Self { service, sender, waiting: HashMap::new(), ending: Arc::default() }
    }

    /// Takes a job on.
    pub(super) fn run(&mut self, ticket: Ticket, actor: Option<Actor>, job: Box<Job>) {
        let request = (ticket, actor, job);
        match self.waiting.get_mut(&ticket.slot) {
            None => {
                self.waiting.insert(ticket.slot, VecDeque::new());
                self.start(request);
            }
            Some(waiting) => {
                // Nobody waits any more for the answer to a question that was asked anew.
                if !matches!(ticket.slot, Slot::Act | Slot::Long) {
                    waiting.clear();
                }
                waiting.push_back(request);
            }
        }
    }

    /// The thread of a slot has ended.
    pub(super) fn freed(&mut self, slot: Slot) {
        match self.waiting.get_mut(&slot).and_then(VecDeque::pop_front) {
            Some(request) => self.start(request),
            None => drop(self.waiting.remove(&slot)),
        }
    }

    /// Asks the long work to end itself.
    pub(super) fn end_long(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// Whether long work goes on.
    pub(super) fn has_long(&self) -> bool {
        self.waiting.contains_key(&Slot::Long)
    }

    fn start(&mut self, (ticket, actor, job): Request) {
        let (service, sender) = (Arc::clone(&self.service), self.sender.clone());
        if ticket.slot == Slot::Long {
            self.ending = Arc::default();
        }
        let ending = Arc::clone(&self.ending);
        if let Err(error) = super::require_threads() {
            // Nobody listens any more once the console is closed.
            drop(sender.send(Sent::Answer(ticket, Box::new(Err(no_thread(error))))));
            drop(sender.send(Sent::Free(ticket.slot)));
            return;
        }
        spawn_blocking(move || {
            let mut news = News { sender: &sender, ticket, last: None, told: None };
            let reply = panics::catch(|| {
                panics::rehearse("job");
                perform(&service, actor.as_ref(), *job, &mut |progress| {
                    news.hear(progress);
                    !ending.load(Ordering::Relaxed)
                })
            });
            // Nobody listens any more once the console is closed.
            let reply = match reply {
                Ok(reply) => reply,
                Err(panic) => return drop(sender.send(Sent::Panicked(panic))),
            };
            drop(sender.send(Sent::Answer(ticket, Box::new(reply))));
            for notice in service.notices().take() {
                drop(sender.send(Sent::Notice(notice)));
            }
            drop(sender.send(Sent::Free(ticket.slot)));
        });
    }
}

/// Passes on how far a job is: each stage's beginning and end, and in between as often as a person can see.
struct News<'a> {
    sender: &'a UnboundedSender<Sent>,
    ticket: Ticket,
    last: Option<Progress>,
    told: Option<Instant>,
}

impl News<'_> {
    fn hear(&mut self, progress: Progress) {
        let before = self.last.replace(progress);
        let ended = before.filter(|before| before.stage != progress.stage);
        if ended.is_some() || self.told.is_none_or(|at| at.elapsed() >= NEWS) {
            self.told = Some(Instant::now());
            for progress in ended.into_iter().chain([progress]) {
                // Nobody listens any more once the console is closed.
                drop(self.sender.send(Sent::Progress(self.ticket, progress)));
            }
        }
    }
}

fn no_thread(error: std::io::Error) -> Error {
    Error::new(Kind::Unexpected, "The system lets no further thread be created; nothing was done.")
        .hint("Raise the limit of processes, or end other programs, then try again.")
        .because(error)
}
