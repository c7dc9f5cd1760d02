//! Drawing the audit log.

use super::filters;
use super::state::AuditScreen;
use crate::model::{AuditAction, AuditEvent, AuditOutcome};
use crate::tui::screen::prelude::*;

const COLUMNS: &[Column<AuditEvent, Timestamp>] = &[
    Column {
        title: "When",
        min: 10,
        max: 10,
        shown_from: 0,
        cell: |event, now| relative_time(Some(event.entry.at), *now).into(),
    },
    Column { title: "Time (UTC)", min: 19, max: 19, shown_from: 132, cell: time },
    Column { title: "Action", min: 25, max: 30, shown_from: 0, cell: action },
    Column { title: "User", min: 11, max: 24, shown_from: 54, cell: target },
    Column { title: "By", min: 14, max: 24, shown_from: 72, cell: |event, _| event.entry.actor.to_string().into() },
    Column { title: "Details", min: 30, max: 120, shown_from: 112, cell: detail },
];

/// The action, coloured by its kind; a refusal has a sign.
fn action(event: &AuditEvent, _: &Timestamp) -> Cell {
    let (action, name) = (event.entry.action, event.entry.action.name());
    match action.outcome() {
        AuditOutcome::Failure => Cell::new(format!("✗ {name}"), Meaning::Danger),
        AuditOutcome::Success => Cell::new(name, meaning(action)),
    }
}

/// What an action means: it gives something, takes it away, exposes a secret or grants rights, or is about a session.
const fn meaning(action: AuditAction) -> Meaning {
    match action {
        AuditAction::StoreCreated | AuditAction::UserCreated | AuditAction::UserActivated | AuditAction::ApiKeyCreated => {
            Meaning::Ok
        }
        AuditAction::UserDeactivated
        | AuditAction::UserDemoted
        | AuditAction::UserDeleted
        | AuditAction::DefaultSuperuserRetired
        | AuditAction::VariableDeleted
        | AuditAction::ApiKeyRevoked
        | AuditAction::StoreKeyCleared
        | AuditAction::BackupsPruned
        | AuditAction::BackupRestored
        | AuditAction::RotationRolledBack
        | AuditAction::AuditAccepted
        | AuditAction::ApprovalWithdrawn => Meaning::Warning,
        AuditAction::UserPromoted
        | AuditAction::UsersExported
        | AuditAction::VariableRevealed
        | AuditAction::VariablesExported
        | AuditAction::SecretKeyAdopted => Meaning::Accent,
        AuditAction::SignedIn | AuditAction::SignedOut => Meaning::Dim,
        AuditAction::SignInRefused => Meaning::Danger,
        AuditAction::UserRenamed
        | AuditAction::PasswordSet
        | AuditAction::SecretKeyGenerated
        | AuditAction::SecretKeyRotated
        | AuditAction::RotationClosed
        | AuditAction::VariableSet
        | AuditAction::VariablesImported
        | AuditAction::StoreKeySet
        | AuditAction::BackupWritten
        | AuditAction::StoreCopied
        | AuditAction::OwnershipTransferred
        | AuditAction::KeyBindingCorrected => Meaning::Plain,
    }
}

fn target(event: &AuditEvent, _: &Timestamp) -> Cell {
    event.entry.target_name.clone().unwrap_or_else(|| "–".to_owned()).into()
}

fn time(event: &AuditEvent, _: &Timestamp) -> Cell {
    event.entry.at.strftime("%Y-%m-%d %H:%M:%S").to_string().into()
}

fn detail(event: &AuditEvent, _: &Timestamp) -> Cell {
    event.entry.detail.clone().unwrap_or_default().into()
}

/// The details of an event.
pub(super) fn details(event: &AuditEvent, now: Timestamp) -> [(&'static str, String); 9] {
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

/// The details under a name.
fn named_details(event: &AuditEvent, now: Timestamp) -> Vec<(&'static str, String)> {
    let name = ("Event", format!("Event {}", event.seq));
    std::iter::once(name).chain(details(event, now).into_iter().skip(1)).collect()
}

impl AuditScreen {
    /// What is said after the title: whether the tail is on, the filters, and the result of the verification.
    fn state(&self, theme: &Theme) -> (String, Style) {
        let live = if self.tail.is_some() { " ● live" } else { "" };
        let filters = filters::described(&self.filter);
        let verdict = self.verdict.as_deref().map(|verdict| format!(" · {verdict}")).unwrap_or_default();
        let style = match (filters.is_empty(), live.is_empty()) {
            (false, _) => theme.warning,
            (true, false) => theme.ok,
            (true, true) => theme.dim,
        };
        (format!("{live}{filters}{verdict}"), style)
    }

    /// What replaces the rows if there are none.
    fn empty(&self) -> &'static str {
        let filter = &self.filter;
        match (filter.action, &filter.user) {
            _ if !self.is_limited() => "No events yet. Every change is recorded here.",
            (Some(AuditAction::SignInRefused), None) => "No failed sign-ins. Press Esc to show all events.",
            (None, Some(_)) if filter.outcome.is_none() && filter.text.is_none() && filter.since.is_none() => {
                "No events by or about this name. Press Esc to show all events."
            }
            _ => "No such events. Press Esc to show all events.",
        }
    }
}

impl View for AuditScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let details = || self.list.current().map(|event| named_details(event, env.now));
        let area = self.aside.draw_facts(buffer, area, theme, details);
        let columns: Vec<_> = COLUMNS.iter().collect();
        let sorted = self.sorted();
        let head = ListHead {
            title: "Audit log",
            scope: Some(self.state(theme)),
            search: Some(&self.search),
            is_limited: self.is_limited(),
            order: hidden_order(&columns, sorted, area.width),
            ..ListHead::default()
        };
        let cursor = self.list.draw_head(buffer, area, theme, &head);
        let empty = self.empty();
        self.list.draw(buffer, below_head(area), theme, &TableView { columns, context: env.now, sorted, empty });
        cursor
    }

    fn next_tick(&self, now: Timestamp) -> Option<Timestamp> {
        self.tail.as_ref().and_then(|tail| tail.next_tick(now))
    }

    fn has_relative_times(&self) -> bool {
        true
    }

    fn typing_keys(&self) -> Option<Vec<(&'static str, &'static str)>> {
        self.search.keys()
    }
}
