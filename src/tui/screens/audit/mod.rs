//! The audit log, newest first.

mod actions;
mod filters;
mod state;
mod tail;
mod view;

pub use self::actions::{Action, Choice, Job, Reply};
pub use self::state::AuditScreen;
use self::state::{COUNT, Cx, NEWEST_FIRST, SORTS, TAIL};
use crate::model::{AuditAction, AuditOutcome};
use crate::service::audit::AuditSort;
use crate::tui::parts::sorting;
use crate::tui::screen::prelude::*;

impl Screen for AuditScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::Audit;

    fn new(_env: &Env) -> Self {
        Self::default()
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        self.outdate_tail(cx);
        cx.query(self.query((Cursor::FIRST, WINDOW)));
    }

    fn disabled(&self, action: Action, _env: &Env) -> Option<Reason> {
        match action {
            Action::ShowDetails => self.list.current().is_none().then_some("no event is selected".into()),
            Action::Search
            | Action::FilterByUser
            | Action::FilterByAction
            | Action::FilterByDates
            | Action::FilterByOutcome
            | Action::OnlyFailures
            | Action::ClearFilters
            | Action::Tail
            | Action::Sort
            | Action::ReverseSort
            | Action::Verify => None,
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::ShowDetails => {
                self.list.with_current(|event| cx.details(DetailsOverlay::new("Event", view::details(&event, cx.env.now))));
            }
            Action::Search => self.search.focus(),
            Action::FilterByUser => cx.form(filters::user_form(self.filter.user.as_deref().unwrap_or_default())),
            Action::FilterByAction => cx.open(filters::action_menu(self.filter.action)),
            Action::FilterByDates => cx.form(filters::dates_form(&self.filter, cx.env.now)),
            Action::FilterByOutcome => cx.open(filters::outcome_menu(self.filter.outcome)),
            Action::OnlyFailures => {
                let is_on = self.filter.outcome == Some(AuditOutcome::Failure);
                self.filter.outcome = (!is_on).then_some(AuditOutcome::Failure);
                self.restart(cx);
            }
            Action::ClearFilters => {
                self.clear_filters();
                self.restart(cx);
            }
            Action::Tail => self.toggle_tail(cx),
            Action::Sort => {
                let keys = SORTS.iter().map(|(sort, title)| (*title, Choice::Sort(*sort)));
                cx.open(sorting::menu(keys, self.sorted().map(|(title, _)| title)));
            }
            Action::ReverseSort => self.sort_by(self.order.reversed(), cx),
            Action::Verify => cx.run(Job::Verify),
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Cx<'_>) {
        match choice {
            Choice::User(user) => self.filter.user = user,
            Choice::Action(action) => self.filter.action = action,
            Choice::Outcome(outcome) => self.filter.outcome = outcome,
            Choice::Dates { since, until } => (self.filter.since, self.filter.until) = (since, until),
            // The newest come first.
            Choice::Sort(sort) => return self.sort_by(self.order.choosing(sort, sort == AuditSort::Time), cx),
        }
        self.restart(cx);
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::Events { cursor, page, newest } => {
                if matches!(*cursor, Cursor::Offset(_)) {
                    let first = page.rows.first().map_or(0, |event| event.seq);
                    self.newest = Some(if self.order == NEWEST_FIRST { newest.max(first) } else { newest });
                    cx.query_part(COUNT, Job::Count(self.filter.clone()));
                }
                self.list.take(&cursor, page);
            }
            Reply::New { events, newest } => self.take_new(events, newest, cx),
            Reply::Counted(counts) => self.list.set_counts(Some(counts.matching), Some(counts.all)),
            Reply::Verified(found) => match self.take_verdict(&found) {
                (sentence, true) => cx.say(sentence),
                (sentence, false) => cx.fail(sentence),
            },
        }
    }

    fn fail(&mut self, slot: Slot, error: Error, _env: &Env) -> Option<Error> {
        if slot == Slot::Part(Route::Audit, TAIL) {
            self.tail = None;
        }
        Some(error)
    }

    fn key(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        let taken = self.search.key(key);
        if taken == Some(true) {
            self.restart(cx);
        }
        taken.is_some()
    }

    fn paste(&mut self, text: &str, cx: &mut Cx<'_>) {
        if self.search.paste(text) {
            self.restart(cx);
        }
    }

    fn go(&mut self, by: Move, cx: &mut Cx<'_>) {
        // While the number of events is not known, those in between are read: the last one is at most one window away.
        let by = if by == Move::Last && self.list.total().is_none() { Move::By(isize::MAX) } else { by };
        if let Some(query) = self.list.move_by(by) {
            cx.query(self.query(query));
        }
    }

    fn point(&mut self, pointer: Pointer, cx: &mut Cx<'_>) -> Option<KeyEvent> {
        if self.search.point(pointer) || self.aside.point(pointer) {
            return None;
        }
        match self.list.point(pointer) {
            Pointed::Opened => return Some(ENTER),
            Pointed::Moved(Some(query)) => cx.query(self.query(query)),
            Pointed::Title(title) => {
                if let Some((sort, _)) = SORTS.iter().find(|(_, sorted)| *sorted == title) {
                    self.choose(Choice::Sort(*sort), cx);
                }
            }
            Pointed::Moved(None) | Pointed::Nothing => {}
        }
        None
    }

    fn show(&mut self, target: Target, cx: &mut Cx<'_>) {
        match target {
            Target::FailedSignIns => {
                self.clear_filters();
                self.filter.action = Some(AuditAction::SignInRefused);
                self.restart(cx);
            }
            Target::Users(_) | Target::Superusers | Target::Setting(_) | Target::Findings => {}
        }
    }

    fn back(&mut self, cx: &mut Cx<'_>) {
        if self.is_limited() {
            self.clear_filters();
            self.restart(cx);
        } else {
            self.end_tail(cx);
        }
    }

    fn follow(&mut self, cx: &mut Cx<'_>) {
        self.read_new(cx);
    }
}
