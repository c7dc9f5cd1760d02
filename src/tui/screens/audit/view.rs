//! Drawing the audit log.

use super::{AuditScreen, details};
use crate::model::AuditEvent;
use crate::tui::parts::beside;
use crate::tui::screen::prelude::*;

const COLUMNS: &[Column<AuditEvent>] = &[
    Column { title: "Action", min: 25, max: 30, shown_from: 0, cell: action },
    Column { title: "User", min: 11, max: 24, shown_from: 0, cell: target },
    Column { title: "By", min: 14, max: 24, shown_from: 78, cell: |event, ()| event.entry.actor.to_string().into() },
    Column { title: "Time (UTC)", min: 19, max: 19, shown_from: 56, cell: time },
    Column { title: "Details", min: 30, max: 120, shown_from: 112, cell: detail },
];

/// The action; a refusal has a sign.
fn action(event: &AuditEvent, (): &()) -> Cell {
    let (action, name) = (event.entry.action, event.entry.action.name());
    if action.is_failure() { Cell::new(format!("✗ {name}"), Meaning::Danger) } else { name.into() }
}

fn target(event: &AuditEvent, (): &()) -> Cell {
    event.entry.target_name.clone().unwrap_or_else(|| "–".to_owned()).into()
}

fn time(event: &AuditEvent, (): &()) -> Cell {
    event.entry.at.strftime("%Y-%m-%d %H:%M:%S").to_string().into()
}

fn detail(event: &AuditEvent, (): &()) -> Cell {
    event.entry.detail.clone().unwrap_or_default().into()
}

/// The details under a name.
fn named_details(event: &AuditEvent) -> Vec<(&'static str, String)> {
    let name = ("Event", format!("Event {}", event.seq));
    std::iter::once(name).chain(details(event).into_iter().skip(1)).collect()
}

impl View for AuditScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env) -> Option<Position> {
        let (area, pane) = beside::split(area);
        if let Some(pane) = pane {
            let facts = self.list.current().map(named_details).unwrap_or_default();
            beside::draw_facts(buffer, pane, theme, &facts);
        }
        let x = draw_str(buffer, area, area.x + 2, area.y, "Audit log", theme.accent);
        let user = self.filter.user.as_deref().map(|user| format!(" · by or about {user}")).unwrap_or_default();
        let filter = self.filter.action.map_or(user, |action| format!(" · {}", action.name()));
        let verdict = self.verdict.as_deref().map(|verdict| format!(" · {verdict}")).unwrap_or_default();
        draw_str(buffer, area, x, area.y, &format!("{filter}{verdict}"), theme.dim);
        let columns = COLUMNS.iter().collect();
        let view = TableView { columns, context: (), sorted: None, empty: "No matching events." };
        self.list.draw(buffer, below_head(area), theme, &view);
        None
    }
}
