//! The filters of the audit log: how they are chosen, and how they are said.

use super::actions::Choice;
use crate::error::AuditError;
use crate::model::{AuditAction, AuditFilter, AuditOutcome, time};
use crate::tui::screen::prelude::*;

/// The form for the user to filter by.
pub(super) fn user_form(current: &str) -> FormOverlay<Choice> {
    let form = Form::new([FormField::text("By or about", current)], ["Cancel", "Filter"], |[name]| {
        Submitted::Close(Choice::User(Some(name.value().to_owned()).filter(|name| !name.is_empty())))
    });
    FormOverlay::submitting("Filter audit log", form.note("A username; empty shows the events of all users.")).small()
}

/// The form for the times to filter by.
pub(super) fn dates_form(filter: &AuditFilter, now: Timestamp) -> FormOverlay<Choice> {
    let field = |label, at: Option<Timestamp>| {
        let shown = at.map(|at| at.to_string()).unwrap_or_default();
        FormField::text(label, &shown).checked(move |field, _| parse_time(now, field.value()).map(drop))
    };
    let fields = [field("From", filter.since), field("Until", filter.until)];
    let form = Form::new(fields, ["Cancel", "Filter"], move |[since, until]| {
        // Both were checked.
        let [since, until] = [since, until].map(|field| parse_time(now, field.value()).unwrap_or_default());
        Submitted::Close(Choice::Dates { since, until })
    });
    let note = "2026-05-18 (midnight UTC), 2026-05-18T12:00:00Z, yesterday, 7d or \"2 h ago\"; empty is no limit.";
    FormOverlay::submitting("Filter by dates", form.note(note)).small()
}

/// The menu of actions to filter by.
pub(super) fn action_menu(current: Option<AuditAction>) -> Overlay<Choice> {
    let all = std::iter::once((Item::choice("All actions", current.is_none()), Choice::Action(None)));
    let actions = AuditAction::ALL.iter().map(|action| {
        let is_current = current == Some(*action);
        (Item::choice(action.name(), is_current), Choice::Action(Some(*action)))
    });
    let (items, choices) = all.chain(actions).unzip();
    Overlay::Menu(Menu::new("Filter by action", items), choices)
}

/// The menu of outcomes to filter by.
pub(super) fn outcome_menu(current: Option<AuditOutcome>) -> Overlay<Choice> {
    let outcomes = [("All events", None), ("Failures", Some(AuditOutcome::Failure)), ("Successes", Some(AuditOutcome::Success))];
    let choice = |(title, outcome)| (Item::choice(title, current == outcome), Choice::Outcome(outcome));
    let (items, choices) = outcomes.map(choice).into_iter().unzip();
    Overlay::Menu(Menu::new("Filter by outcome", items), choices)
}

/// Parses a typed time; none for an empty one.
fn parse_time(now: Timestamp, text: &str) -> Result<Option<Timestamp>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let invalid = || AuditError::TimeInvalid { text: text::clean(text).into_owned() };
    Ok(Some(time::parse_past(now, text).ok_or_else(invalid)?))
}

/// The filters besides the search, each after a dot; empty if there are none.
pub(super) fn described(filter: &AuditFilter) -> String {
    let parts = [
        filter.user.as_deref().map(|user| format!(" · by or about {user}")),
        filter.action.map(|action| format!(" · {}", action.name())),
        filter.outcome.map(|outcome| format!(" · {}", outcome_name(outcome))),
        filter.since.map(|since| format!(" · from {}", short_time(Some(since)))),
        filter.until.map(|until| format!(" · until {}", short_time(Some(until)))),
    ];
    parts.into_iter().flatten().collect()
}

const fn outcome_name(outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::Success => "successes",
        AuditOutcome::Failure => "failures",
    }
}
