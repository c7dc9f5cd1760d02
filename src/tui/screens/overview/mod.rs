//! The overview: what needs attention, in panes that load on their own, and where it is fixed.

mod actions;
mod data;
mod jobs;
mod layout;
mod pane;
mod panes;
mod state;
mod view;

pub use self::actions::{Action, Choice};
pub use self::jobs::{Job, Part, PartRead, Reply};
use self::pane::Jump;
pub use self::state::OverviewScreen;
use crate::service::ChangedUser;
use crate::service::progress::Progress;
use crate::tui::parts::approval::{self, Reversal};
use crate::tui::screen::prelude::*;

type Cx<'a> = Context<'a, Job, Choice>;

impl Screen for OverviewScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::Overview;

    fn new(_env: &Env) -> Self {
        Self::default()
    }

    fn enter(&mut self, _env: &Env) {
        self.is_entered = true;
    }

    fn leave(&mut self, cx: &mut Cx<'_>) {
        // What was looked up must not open another screen now.
        cx.cancel_look_up();
        if self.data.check.is_some() {
            self.data.forget_secrets();
            cx.cancel_part(Part::Secrets.number());
        }
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        if !std::mem::take(&mut self.is_entered) && self.data.forget_secrets() {
            cx.cancel_part(Part::Secrets.number());
        }
        let is_rotating = cx.env.is_rotating();
        for part in Part::QUICK.into_iter().filter(|part| !(is_rotating && part.is_about_secrets())) {
            self.read(part, cx);
        }
    }

    fn disabled(&self, action: Action, _env: &Env) -> Option<Reason> {
        match action {
            Action::Fix => self.jump().is_none().then_some("nothing is loaded yet".into()),
            Action::Select => self.current_user().is_none().then_some("the cursor is on no user pending approval".into()),
            Action::Approve => {
                let is_any = !self.selected.is_empty() || self.current_user().is_some();
                (!is_any).then_some("the cursor is on no user pending approval".into())
            }
            Action::ApproveAll => (self.pending_count() == 0).then_some("nobody is pending approval".into()),
            Action::ClearSelection => self.selected.is_empty().then_some("nothing is selected".into()),
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::Fix => self.fix(cx),
            Action::Select => self.select(cx.env),
            Action::Approve => ask(self.chosen(), cx),
            Action::ApproveAll => cx.look_up(Job::ReadEveryonePending),
            Action::ClearSelection => self.selected.clear(),
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Cx<'_>) {
        match choice {
            Choice::Run(job) => cx.run(job),
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::Read(part) => {
                self.data.take(part);
                self.part_loaded(cx);
            }
            Reply::EveryonePending(users) => ask(users, cx),
            Reply::Approved(changed) => {
                let done = format!("Approved {}; press u to undo", approval::subject(changed.iter().map(|one| &one.user)));
                self.users_changed(done, Reversal::Undo, changed, cx);
            }
            Reply::Reversed(reversal, changed) => {
                self.users_changed(reversal.done(&changed), reversal.opposite(), changed, cx);
            }
            Reply::Found { user, route } => cx.go_to_user(route, user),
        }
        self.find_here(cx.env);
    }

    fn key(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        let is_plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match key.code {
            KeyCode::Left | KeyCode::Char('h') if is_plain => self.move_aside(false, cx.env),
            KeyCode::Right | KeyCode::Char('l') if is_plain => self.move_aside(true, cx.env),
            _ => return false,
        }
        true
    }

    fn go(&mut self, by: Move, cx: &mut Cx<'_>) {
        self.move_by(by, cx.env);
    }

    fn point(&mut self, pointer: Pointer, cx: &mut Cx<'_>) -> Option<KeyEvent> {
        if let Some(rows) = self.hits.scrolled(pointer) {
            self.scroll_by(rows, pointer.at.x, cx.env);
        }
        let (id, jump) = self.hits.clicked(pointer)?;
        self.cursor = Some(id);
        *self.here.borrow_mut() = Some(jump);
        Some(ENTER)
    }

    fn back(&mut self, _cx: &mut Cx<'_>) {
        self.selected.clear();
    }

    fn hear(&mut self, news: &News) {
        match news {
            // Only what is shown is being checked, and nothing else is shown meanwhile.
            News::SecretsRotated | News::Changed => _ = self.data.check.is_none() && self.data.forget_secrets(),
            News::KeyState(_) => {}
        }
    }

    fn progress(&mut self, progress: Progress, now: Timestamp) {
        if let Some(meter) = &mut self.data.check {
            meter.report(progress.done, progress.total, now);
        }
    }
}

impl OverviewScreen {
    fn read(&mut self, part: Part, cx: &mut Cx<'_>) {
        self.data.begin(part, cx.env.now);
        cx.query_part(part.number(), Job::Read(part));
    }

    /// Shows what needs attention in the strip, and checks the secrets once everything else is shown.
    fn part_loaded(&mut self, cx: &mut Cx<'_>) {
        self.selected.retain(|id| self.data.pending.get().is_some_and(|page| page.rows.iter().any(|user| user.id == *id)));
        if let Some(attention) = self.data.attention() {
            cx.request(Request::Attend(attention));
        }
        if !cx.env.is_rotating() && self.data.needs_check() {
            self.read(Part::Secrets, cx);
        }
    }

    fn fix(&self, cx: &mut Cx<'_>) {
        match self.jump() {
            Some(Jump::Fix(by)) => cx.request(Request::Fix(by)),
            Some(Jump::Go(route)) => cx.request(Request::Go(route, None)),
            Some(Jump::Owner { username, route }) => cx.look_up(Job::Find { username, route }),
            Some(Jump::Pending(_)) => {
                if let Some(user) = self.current_user() {
                    cx.go_to_user(Route::Users, user.clone());
                }
            }
            None => {}
        }
    }

    /// Selects the current user, or clears that, and moves on.
    fn select(&mut self, env: &Env) {
        let Some(id) = self.current_user().map(|user| user.id) else { return };
        if !self.selected.remove(&id) {
            self.selected.insert(id);
        }
        let here = self.cursor;
        self.move_by(Move::By(1), env);
        if self.current_user().is_none() {
            self.cursor = here;
            self.find_here(env);
        }
    }

    /// Reports a change, which `next` reverses.
    fn users_changed(&mut self, done: String, next: Reversal, changed: Vec<ChangedUser>, cx: &mut Cx<'_>) {
        cx.say(done);
        cx.request(Request::UsersChanged(changed.iter().map(|one| one.user.clone()).collect()));
        let question = next.question(&changed);
        cx.request(Request::OfferUndo(Job::Reverse(next, changed), question));
        self.selected.clear();
        for part in [Part::Counts, Part::Pending] {
            self.read(part, cx);
        }
    }
}

/// Asks whether to approve users, with all names.
fn ask(users: Vec<User>, cx: &mut Cx<'_>) {
    if users.is_empty() {
        return cx.say("Nobody is pending approval");
    }
    let question = approval::question("Approve", &users);
    cx.confirm(question, Choice::Run(Job::Approve(users)));
}
