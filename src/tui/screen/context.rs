//! What a screen requests of the app.

use std::sync::Arc;

use super::env::{Env, Task};
use crate::model::{StatusFilter, User};
use crate::secret::Secret;
use crate::service::doctor::FixedBy;
use crate::service::keys::KeyState;
use crate::service::overview::Attention;
use crate::tui::effect::Slot;
use crate::tui::overlays::Overlay;
use crate::tui::overlays::confirm::Confirm;
use crate::tui::overlays::details::DetailsOverlay;
use crate::tui::overlays::form::FormOverlay;
use crate::tui::route::Route;

/// The tone of a message at the bottom of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A success, which disappears after some time.
    Done,
    /// A warning, shown until the next key.
    Warning,
    /// A failure, shown until the next key.
    Failed,
}

/// What happened on one screen and concerns others.
#[derive(Debug)]
pub enum News {
    /// The state of the secret key was read.
    KeyState(Arc<KeyState>),
    /// The secrets were re-encrypted with another key.
    SecretsRotated,
    /// Another screen than the overview changed something.
    Changed,
}

/// Something that a screen can be asked to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The users with a status.
    Users(StatusFilter),
    /// The superusers.
    Superusers,
    /// The sign-ins that were refused.
    FailedSignIns,
    /// A setting, by its name.
    Setting(&'static str),
    /// The findings of doctor.
    Findings,
}

/// What a screen requests of the app; `J` is the type of its jobs, `C` that of the choices in its overlays.
#[derive(Debug)]
pub enum Request<J, C> {
    /// Run a job.
    Run(Slot, J),
    /// Start a long-running task.
    Begin(Task, J),
    /// Cancel the long-running task.
    CancelTask,
    /// Cancel a query, whose reply is dropped.
    Cancel(Slot),
    /// Open an overlay.
    Open(Overlay<C>),
    /// Close the form that waits for this reply.
    CloseForm,
    /// Close what is shown in detail over the screen.
    CloseDetails,
    /// Show this at the form that waits for this reply, or as a message.
    RefuseForm(String),
    /// Show a message.
    Say(Tone, String),
    /// Copy a secret to the clipboard.
    Copy(Secret),
    /// Offer to undo the last change by this job, after a question if there is one.
    OfferUndo(J, Option<Confirm>),
    /// Load the current screen again.
    Reload,
    /// Read the signed-in user again.
    ReadSession,
    /// These users were changed; the signed-in user may be one of them.
    UsersChanged(Vec<User>),
    /// Go to a screen, and show what belongs to this user, if any.
    Go(Route, Option<Box<User>>),
    /// Go to where something is fixed.
    Fix(FixedBy),
    /// Show in the strip that this needs attention.
    Attend(Attention),
    /// Tell the other screens.
    Announce(News),
    /// Start a session.
    SignIn(Box<User>),
    /// Quit the program.
    Quit,
}

impl<J, C: Clone + 'static> Request<J, C> {
    /// Wraps its job and its choices.
    pub fn map<K, D: 'static>(self, job: impl Fn(J) -> K, choice: impl Fn(C) -> D + Copy + 'static) -> Request<K, D> {
        match self {
            Self::Run(slot, requested) => Request::Run(slot, job(requested)),
            Self::Begin(task, requested) => Request::Begin(task, job(requested)),
            Self::CancelTask => Request::CancelTask,
            Self::Cancel(slot) => Request::Cancel(slot),
            Self::Open(overlay) => Request::Open(overlay.map(choice)),
            Self::CloseForm => Request::CloseForm,
            Self::CloseDetails => Request::CloseDetails,
            Self::RefuseForm(why) => Request::RefuseForm(why),
            Self::Say(tone, text) => Request::Say(tone, text),
            Self::Copy(secret) => Request::Copy(secret),
            Self::OfferUndo(requested, question) => Request::OfferUndo(job(requested), question),
            Self::Reload => Request::Reload,
            Self::ReadSession => Request::ReadSession,
            Self::UsersChanged(users) => Request::UsersChanged(users),
            Self::Go(route, user) => Request::Go(route, user),
            Self::Fix(by) => Request::Fix(by),
            Self::Attend(attention) => Request::Attend(attention),
            Self::Announce(news) => Request::Announce(news),
            Self::SignIn(user) => Request::SignIn(user),
            Self::Quit => Request::Quit,
        }
    }
}

/// What a screen knows while it handles something, and what it requests.
#[derive(Debug)]
pub struct Context<'a, J, C> {
    /// What all screens may know.
    pub env: &'a Env,
    route: Route,
    requests: Vec<Request<J, C>>,
}

impl<'a, J, C> Context<'a, J, C> {
    /// Creates the context of a screen.
    pub const fn new(env: &'a Env, route: Route) -> Self {
        Self { env, route, requests: Vec::new() }
    }

    /// What was requested.
    pub fn into_requests(self) -> Vec<Request<J, C>> {
        self.requests
    }

    /// Requests something that has no method of its own.
    pub fn request(&mut self, request: Request<J, C>) {
        self.requests.push(request);
    }

    /// Reads the data of the screen. An earlier query for it is outdated by this one.
    pub fn query(&mut self, job: impl Into<J>) {
        self.request(Request::Run(Slot::Load(self.route), job.into()));
    }

    /// Reads a part of the data of the screen. An earlier query for the same part is cancelled by this one.
    pub fn query_part(&mut self, part: u8, job: impl Into<J>) {
        self.request(Request::Run(Slot::Part(self.route, part), job.into()));
    }

    /// Cancels the query for a part of the data of the screen.
    pub fn cancel_part(&mut self, part: u8) {
        self.request(Request::Cancel(Slot::Part(self.route, part)));
    }

    /// Drops what is looked up beside the data of the screen.
    pub fn cancel_look_up(&mut self) {
        self.request(Request::Cancel(Slot::LookUp(self.route)));
    }

    /// Reads something beside the data of the screen.
    pub fn look_up(&mut self, job: impl Into<J>) {
        self.request(Request::Run(Slot::LookUp(self.route), job.into()));
    }

    /// Runs a job that changes something, or that is answered in any case.
    pub fn run(&mut self, job: impl Into<J>) {
        self.request(Request::Run(Slot::Change, job.into()));
    }

    /// Starts a long-running task. Only one runs at a time: false if another one is running.
    pub fn begin(&mut self, task: Task, job: J) -> bool {
        if let Some(running) = self.env.task {
            self.fail(format!("{} is already in progress.", running.name));
            return false;
        }
        self.request(Request::Begin(task, job));
        true
    }

    /// Opens an overlay.
    pub fn open(&mut self, overlay: Overlay<C>) {
        self.request(Request::Open(overlay));
    }

    /// Asks a question; `yes` is chosen if it is confirmed.
    pub fn confirm(&mut self, question: Confirm, yes: C) {
        self.open(Overlay::Confirm(question, yes));
    }

    /// Opens a form.
    pub fn form(&mut self, form: FormOverlay<C>) {
        self.open(Overlay::Form(form));
    }

    /// Shows names and values, or a secret.
    pub fn details(&mut self, details: DetailsOverlay) {
        self.open(Overlay::Details(details, None));
    }

    /// Closes the form that waits for this reply.
    pub fn close_form(&mut self) {
        self.request(Request::CloseForm);
    }

    /// Reports a success.
    pub fn say(&mut self, text: impl Into<String>) {
        self.request(Request::Say(Tone::Done, text.into()));
    }

    /// Shows a warning.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.request(Request::Say(Tone::Warning, text.into()));
    }

    /// Reports a failure.
    pub fn fail(&mut self, text: impl Into<String>) {
        self.request(Request::Say(Tone::Failed, text.into()));
    }

    /// Goes to a screen, and shows what belongs to this user.
    pub fn go_to_user(&mut self, route: Route, user: User) {
        self.request(Request::Go(route, Some(Box::new(user))));
    }

    /// Loads the current screen again.
    pub fn reload(&mut self) {
        self.request(Request::Reload);
    }
}
