//! The audit log, newest first.

mod actions;
mod view;

pub use self::actions::{Action, Choice, Job, Reply};
use crate::model::{AuditAction, AuditEvent, AuditFilter};
use crate::service::Verification;
use crate::tui::screen::prelude::*;

impl Row for AuditEvent {
    type Id = u64;
    type Key = u64;
    fn id(&self) -> u64 {
        self.seq
    }
    fn cursor_key(&self) -> u64 {
        self.seq
    }
}

/// The audit screen.
#[derive(Debug, Default)]
pub struct AuditScreen {
    /// The events.
    list: List<AuditEvent>,
    filter: AuditFilter,
    verdict: Option<String>,
}

impl AuditScreen {
    fn query(&self, (cursor, limit): Query<AuditEvent>) -> Job {
        Job::Events { filter: self.filter.clone(), cursor, limit }
    }

    /// Filters by user; none shows all events.
    fn filter_by(&mut self, user: Option<String>) -> Job {
        self.filter.user = user;
        self.query((Cursor::FIRST, WINDOW))
    }

    /// Takes the result of a verification. Returns it as a sentence, and whether it is good.
    fn take_verdict(&mut self, found: &Verification) -> (String, bool) {
        let (sentence, good) = match found {
            Verification::Whole { events, .. } => (format!("Verified the audit log: {}, intact", count(*events, "event")), true),
            Verification::Broken { at, reason, report } => {
                let more = report.fault_count.saturating_sub(1);
                let more = if more > 0 { format!(" There are {more} more: see `kozmoai audit verify`.") } else { String::new() };
                (format!("The audit log is broken at event {at}: {reason}.{more}"), false)
            }
            Verification::Stopped => ("The verification was cancelled.".to_owned(), false),
        };
        self.verdict = Some(if good { "verified".to_owned() } else { "BROKEN".to_owned() });
        (sentence, good)
    }
}

impl Screen for AuditScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::Audit;

    fn new(_env: &Env) -> Self {
        Self::default()
    }

    fn load(&mut self, cx: &mut Context<'_, Job, Choice>) {
        cx.query(self.query((Cursor::FIRST, WINDOW)));
    }

    fn disabled(&self, action: Action, _env: &Env) -> Option<Reason> {
        match action {
            Action::ShowDetails => self.list.current().is_none().then_some("no event is selected".into()),
            Action::Filter | Action::Verify => None,
        }
    }

    fn act(&mut self, action: Action, cx: &mut Context<'_, Job, Choice>) {
        match action {
            Action::ShowDetails => {
                self.list.with_current(|event| cx.details(DetailsOverlay::new("Event", details(&event))));
            }
            Action::Filter => cx.form(actions::filter_form(self.filter.user.as_deref().unwrap_or_default())),
            Action::Verify => cx.run(Job::Verify),
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Context<'_, Job, Choice>) {
        match choice {
            Choice::Filter(user) => cx.query(self.filter_by(user)),
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Context<'_, Job, Choice>) {
        match reply {
            Reply::Events { cursor, page } => self.list.take(&cursor, page),
            Reply::Verified(found) => match self.take_verdict(&found) {
                (sentence, true) => cx.say(sentence),
                (sentence, false) => cx.fail(sentence),
            },
        }
    }

    fn go(&mut self, by: Move, cx: &mut Context<'_, Job, Choice>) {
        // The number of events is not known: once those in between are read, the oldest one is at most one window away.
        let by = if by == Move::Last { Move::By(isize::MAX) } else { by };
        if let Some(query) = self.list.move_by(by) {
            cx.query(self.query(query));
        }
    }

    fn show(&mut self, target: Target, cx: &mut Context<'_, Job, Choice>) {
        match target {
            Target::FailedSignIns => {
                self.filter = AuditFilter { action: Some(AuditAction::SignInRefused), ..AuditFilter::default() };
                let query = self.list.restart();
                cx.query(self.query(query));
            }
            Target::Users(_) | Target::Superusers | Target::Setting(_) | Target::Findings => {}
        }
    }

    fn back(&mut self, cx: &mut Context<'_, Job, Choice>) {
        if self.filter != AuditFilter::default() {
            self.filter.action = None;
            cx.query(self.filter_by(None));
        }
    }
}

/// The details of an event.
fn details(event: &AuditEvent) -> [(&'static str, String); 9] {
    let entry = &event.entry;
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    [
        ("Number", event.seq.to_string()),
        ("Time", exact_time(Some(entry.at))),
        ("Action", entry.action.name().to_owned()),
        ("By", entry.actor.to_string()),
        ("User", known(&entry.target_name)),
        ("User ID", known(&entry.target.map(|id| id.to_string()))),
        ("Details", known(&entry.detail)),
        ("Hash", event.hash.to_string()),
        ("Previous hash", event.previous.to_string()),
    ]
}
