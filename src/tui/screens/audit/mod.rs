//! The audit log, newest first.

mod actions;
mod view;

pub use self::actions::{Action, Choice, Job, Reply};
use crate::model::{AuditAction, AuditEvent, AuditFilter, Order};
use crate::service::Verification;
use crate::service::audit::AuditSort;
use crate::tui::parts::sorting;
use crate::tui::screen::prelude::*;

/// The part of the data that is counted beside the rows.
const COUNT: u8 = 0;

/// The sort keys, with the titles of their columns.
const SORTS: &[(AuditSort, &str)] =
    &[(AuditSort::Time, "When"), (AuditSort::Action, "Action"), (AuditSort::User, "User"), (AuditSort::By, "By")];

impl Row for AuditEvent {
    type Id = u64;
    type Key = Self;
    type Filter = ();
    fn id(&self) -> u64 {
        self.seq
    }
    fn cursor_key(&self) -> Self {
        self.clone()
    }
}

/// The audit screen.
#[derive(Debug)]
pub struct AuditScreen {
    /// The events.
    list: List<AuditEvent>,
    filter: AuditFilter,
    order: Order<AuditSort>,
    verdict: Option<String>,
}

impl AuditScreen {
    fn query(&self, (cursor, limit): Query<AuditEvent>) -> Job {
        Job::Events { filter: self.filter.clone(), order: self.order, cursor: Box::new(cursor), limit }
    }

    /// Reads the events for the changed filter or order.
    fn restart(&mut self, cx: &mut Context<'_, Job, Choice>) {
        cx.cancel_part(COUNT);
        let query = self.list.restart();
        cx.query(self.query(query));
    }

    /// Sorts by this; the newest come first.
    fn sort_by(&mut self, order: Order<AuditSort>, cx: &mut Context<'_, Job, Choice>) {
        self.order = order;
        self.restart(cx);
    }

    /// The title of the sort column, and whether the order is descending.
    fn sorted(&self) -> Option<(&'static str, bool)> {
        sorting::sorted_by(SORTS, self.order)
    }

    fn is_filtered(&self) -> bool {
        self.filter != AuditFilter::default()
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
        let order = Order { sort: AuditSort::Time, descending: true };
        Self { list: List::default(), filter: AuditFilter::default(), order, verdict: None }
    }

    fn load(&mut self, cx: &mut Context<'_, Job, Choice>) {
        cx.query(self.query((Cursor::FIRST, WINDOW)));
    }

    fn disabled(&self, action: Action, _env: &Env) -> Option<Reason> {
        match action {
            Action::ShowDetails => self.list.current().is_none().then_some("no event is selected".into()),
            Action::Filter | Action::Sort | Action::ReverseSort | Action::Verify => None,
        }
    }

    fn act(&mut self, action: Action, cx: &mut Context<'_, Job, Choice>) {
        match action {
            Action::ShowDetails => {
                self.list.with_current(|event| cx.details(DetailsOverlay::new("Event", details(&event, cx.env.now))));
            }
            Action::Filter => cx.form(actions::filter_form(self.filter.user.as_deref().unwrap_or_default())),
            Action::Sort => {
                let keys = SORTS.iter().map(|(sort, title)| (*title, Choice::Sort(*sort)));
                cx.open(sorting::menu(keys, self.sorted().map(|(title, _)| title)));
            }
            Action::ReverseSort => self.sort_by(self.order.reversed(), cx),
            Action::Verify => cx.run(Job::Verify),
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Context<'_, Job, Choice>) {
        match choice {
            Choice::Filter(user) => {
                self.filter.user = user;
                self.restart(cx);
            }
            Choice::Sort(sort) => {
                // The newest come first.
                self.sort_by(self.order.choosing(sort, sort == AuditSort::Time), cx);
            }
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Context<'_, Job, Choice>) {
        match reply {
            Reply::Events { cursor, page } => {
                self.list.take(&cursor, page);
                if matches!(*cursor, Cursor::Offset(_)) {
                    cx.query_part(COUNT, Job::Count(self.filter.clone()));
                }
            }
            Reply::Counted(counts) => self.list.set_counts(Some(counts.matching), Some(counts.all)),
            Reply::Verified(found) => match self.take_verdict(&found) {
                (sentence, true) => cx.say(sentence),
                (sentence, false) => cx.fail(sentence),
            },
        }
    }

    fn go(&mut self, by: Move, cx: &mut Context<'_, Job, Choice>) {
        // While the number of events is not known, those in between are read: the last one is at most one window away.
        let by = if by == Move::Last && self.list.total().is_none() { Move::By(isize::MAX) } else { by };
        if let Some(query) = self.list.move_by(by) {
            cx.query(self.query(query));
        }
    }

    fn point(&mut self, pointer: Pointer, cx: &mut Context<'_, Job, Choice>) -> bool {
        match self.list.point(pointer) {
            Pointed::Opened => return true,
            Pointed::Moved(Some(query)) => cx.query(self.query(query)),
            Pointed::Title(title) => {
                if let Some((sort, _)) = SORTS.iter().find(|(_, sorted)| *sorted == title) {
                    self.choose(Choice::Sort(*sort), cx);
                }
            }
            Pointed::Moved(None) | Pointed::Nothing => {}
        }
        false
    }

    fn show(&mut self, target: Target, cx: &mut Context<'_, Job, Choice>) {
        match target {
            Target::FailedSignIns => {
                self.filter = AuditFilter { action: Some(AuditAction::SignInRefused), ..AuditFilter::default() };
                self.restart(cx);
            }
            Target::Users(_) | Target::Superusers | Target::Setting(_) | Target::Findings => {}
        }
    }

    fn back(&mut self, cx: &mut Context<'_, Job, Choice>) {
        if self.is_filtered() {
            self.filter = AuditFilter::default();
            self.restart(cx);
        }
    }
}

/// The details of an event.
fn details(event: &AuditEvent, now: Timestamp) -> [(&'static str, String); 9] {
    let entry = &event.entry;
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    [
        ("Number", event.seq.to_string()),
        ("Time", format!("{} · {}", exact_time(Some(entry.at)), relative_time(Some(entry.at), now))),
        ("Action", entry.action.name().to_owned()),
        ("By", entry.actor.to_string()),
        ("User", known(&entry.target_name)),
        ("User ID", known(&entry.target.map(|id| id.to_string()))),
        ("Details", known(&entry.detail)),
        ("Hash", event.hash.to_string()),
        ("Previous hash", event.previous.to_string()),
    ]
}
