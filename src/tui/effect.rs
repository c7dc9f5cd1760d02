//! The effects of the console, and what a job works with. A job runs on a background thread and is answered by a message with its
//! ticket; the reply to an outdated query is dropped.

use super::route::Route;
use crate::error::{Result, UserError};
use crate::model::Actor;
use crate::secret::Secret;
use crate::service::Service;
use crate::service::progress::Watch;

/// A kind of job. Of the queries of a kind, only the newest is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The data of a screen.
    Load(Route),
    /// What a screen looks up beside its data, such as details.
    LookUp(Route),
    /// A part of a screen's data, by its number, where each part is loaded on its own. It can be cancelled.
    Part(Route, u8),
    /// The signed-in user.
    Session,
    /// What needs attention.
    Attention,
    /// The sign-ins before this one.
    SignIns,
    /// What a form looks up: the users to pick from, or whether a username is taken.
    Users,
    /// Changes: all of them are answered, in order.
    Change,
    /// A long-running task on all secrets. One runs at a time; it reports progress, can be cancelled, and is always answered.
    Task,
}

/// Ties a reply to its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The kind.
    pub slot: Slot,
    /// Its number within the kind.
    pub generation: u64,
}

/// Something to do outside the console's state; `J` is the type of its jobs.
#[derive(Clone, Debug)]
pub enum Effect<J> {
    /// A job for a background thread, and the actor; none before a sign-in.
    Run(Ticket, Option<Actor>, Box<J>),
    /// Copy a secret to the clipboard.
    Copy(Secret),
    /// Clear the clipboard.
    ClearClipboard,
    /// Cancel what runs in a slot, such as the long-running task.
    Cancel(Slot),
    /// Suspend the program (Ctrl-Z).
    Suspend,
    /// Quit the program.
    Quit,
}

/// What a job works with. It blocks until it is done; a long-running task reports its progress to `watch`, and is cancelled when
/// that returns false. So is the query for a part, which also is when a newer one replaces it.
pub struct JobContext<'a> {
    /// The service.
    pub service: &'a Service,
    actor: Option<&'a Actor>,
    /// The receiver of the progress.
    pub watch: Watch<'a>,
}

impl<'a> JobContext<'a> {
    /// Runs jobs for this actor; none before a sign-in.
    pub fn new(service: &'a Service, actor: Option<&'a Actor>, watch: Watch<'a>) -> Self {
        Self { service, actor, watch }
    }

    /// The signed-in user. Without this check, a job before a sign-in would run with the operator's rights.
    ///
    /// # Errors
    /// `NotAllowed` if nobody is signed in.
    pub fn actor(&self) -> Result<&'a Actor> {
        Ok(self.actor.ok_or(UserError::NotSignedIn)?)
    }
}

/// What a job is called that may take long, and what quitting means for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Its name, at the beginning of a sentence.
    pub name: &'static str,
    /// The screen that it was started on.
    pub route: Route,
    /// What happens if the console is closed meanwhile, as sentences.
    pub on_quit: &'static str,
}

impl Work {
    /// An export that was started on this screen.
    pub const fn export(route: Route) -> Self {
        Self { name: "Export", route, on_quit: "The console closes, and the program ends once the file is complete." }
    }
}

/// A job: an operation of the service with its arguments.
pub trait Job {
    /// The reply.
    type Reply;

    /// What it is called while it runs; none for what is over at once.
    fn work(&self) -> Option<Work> {
        None
    }

    /// Runs it; blocks until it is done.
    ///
    /// # Errors
    /// Those of the service; `NotAllowed` if it needs a signed-in user and there is none.
    fn run(self, cx: &mut JobContext<'_>) -> Result<Self::Reply>;
}
