//! Drawing the audit log.

use super::{AuditScreen, details};
use crate::model::{AuditAction, AuditEvent};
use crate::tui::parts::beside;
use crate::tui::screen::prelude::*;

const COLUMNS: &[Column<AuditEvent, Timestamp>] = &[
    Column { title: "Action", min: 25, max: 30, shown_from: 0, cell: action },
    Column { title: "User", min: 11, max: 24, shown_from: 0, cell: target },
    Column { title: "By", min: 14, max: 24, shown_from: 72, cell: |event, _| event.entry.actor.to_string().into() },
    Column {
        title: "When",
        min: 10,
        max: 10,
        shown_from: 54,
        cell: |event, now| relative_time(Some(event.entry.at), *now).into(),
    },
    Column { title: "Time (UTC)", min: 19, max: 19, shown_from: 132, cell: time },
    Column { title: "Details", min: 30, max: 120, shown_from: 112, cell: detail },
];

/// The action; a refusal has a sign.
fn action(event: &AuditEvent, _: &Timestamp) -> Cell {
    let (action, name) = (event.entry.action, event.entry.action.name());
    if action.is_failure() { Cell::new(format!("✗ {name}"), Meaning::Danger) } else { name.into() }
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

/// The details under a name.
fn named_details(event: &AuditEvent, now: Timestamp) -> Vec<(&'static str, String)> {
    let name = ("Event", format!("Event {}", event.seq));
    std::iter::once(name).chain(details(event, now).into_iter().skip(1)).collect()
}

impl View for AuditScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let (area, pane) = beside::split(area);
        if let Some(pane) = pane {
            let facts = self.list.current().map(|event| named_details(event, env.now)).unwrap_or_default();
            beside::draw_facts(buffer, pane, theme, &facts);
        }
        let user = self.filter.user.as_deref().map(|user| format!(" · by or about {user}")).unwrap_or_default();
        let filter = self.filter.action.map_or(user, |action| format!(" · {}", action.name()));
        let verdict = self.verdict.as_deref().map(|verdict| format!(" · {verdict}")).unwrap_or_default();
        let columns: Vec<_> = COLUMNS.iter().collect();
        let sorted = self.sorted();
        let head = ListHead {
            title: "Audit log",
            scope: Some((format!("{filter}{verdict}"), theme.dim)),
            is_limited: self.is_filtered(),
            order: hidden_order(&columns, sorted, area.width),
            ..ListHead::default()
        };
        self.list.draw_head(buffer, area, theme, &head);
        let empty = match (self.filter.action, &self.filter.user) {
            (Some(AuditAction::SignInRefused), _) => "No failed sign-ins. Press Esc to show all events.",
            (None, None) => "No events yet. Every change is recorded here.",
            (Some(_), _) => "No such events. Press Esc to show all events.",
            (None, Some(_)) => "No events by or about this name. Press Esc to show all events.",
        };
        self.list.draw(buffer, below_head(area), theme, &TableView { columns, context: env.now, sorted, empty });
        None
    }

    fn has_relative_times(&self) -> bool {
        true
    }
}
